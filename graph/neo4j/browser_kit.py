"""The Browser kit: saved queries, a style, a guide and a perspective for who explores the graph.

It is made from ``schema.yaml``, ``queries.yaml`` and ``vocabulary.py``, the same bytes each time.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from hullmark.graph.errors import BadValue
from hullmark.graph.neo4j.perspective import perspective
from hullmark.graph.neo4j.saved_queries import SETTING, saved_queries, scripts, setting
from hullmark.graph.neo4j.vocabulary import LABELS, OTHER
from hullmark.graph.schema import schema

FOLDER = "hullmark"  # the folder of the favorites in the Browser
README = Path(__file__).with_name("kit_readme.md")
TEXT, INK = "#222222", "#1b3a57"


def write_kit(folder: Path) -> list[Path]:
    """Write the kit's files into a folder, over those of an earlier kit; their paths.

    ``BadValue`` when the folder's name is a file's.
    """
    if folder.exists() and not folder.is_dir():
        raise BadValue(f"{folder}: expected a folder for the kit, found a file; name another.")
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "README.md": _readme().encode(),
        "favorites.zip": favorites(),
        "guide.html": guide().encode(),
        "perspective.json": perspective().encode(),
        "queries.cypher": "\n\n".join(f"{one};" for one in scripts().values()).encode() + b"\n",
        "style.grass": style().encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def favorites() -> bytes:
    """A zip of ``.cypher`` files, each with its name as a comment in the first line.

    The Browser takes it when it is dropped on the page, and makes a folder of favorites of it.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, script in scripts().items():
            slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
            # The date is fixed, and the content is stored: the same bytes on every machine.
            info = zipfile.ZipInfo(f"{FOLDER}/{slug}.cypher", (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            archive.writestr(info, f"{script}\n")
    return packed.getvalue()


def style() -> str:
    """The GraSS style: captions, a colour a label and a class of roles; later rules win."""
    rules: dict[str, dict[str, str]] = {
        "node": {
            "diameter": "65px", "color": "#ffffff", "border-color": OTHER, "border-width": "2px",
            "text-color-internal": TEXT, "font-size": "10px",
        },
        "relationship": {
            "color": OTHER, "shaft-width": "1px", "font-size": "8px", "padding": "3px",
            "text-color-external": TEXT, "text-color-internal": "#FFFFFF", "caption": "{caption}",
        },
    }  # fmt: skip
    for label, one in LABELS.items():
        rules[f"node.{label}"] = {
            "color": one.fill, "border-color": one.border, "text-color-internal": TEXT,
            "caption": "{caption}", "diameter": f"{one.diameter}px",
        }  # fmt: skip
    for name, kind in schema().kinds.items():
        rules[f"node.{name}"] = {"color": kind.fill, "border-color": INK, "caption": "{caption}"}
    for role in schema().roles.values():
        line = schema().classes[role.class_]
        width = "2px" if line.style == "solid" else "1px"
        rules[f"relationship.{role.type}"] = {"color": line.colour, "shaft-width": width}
    return "".join(
        f"{selector} {{\n{''.join(_lines(props))}}}\n" for selector, props in rules.items()
    )


def guide() -> str:
    """The guide as slides for the Browser's ``:guide`` command; any other browser shows a page."""
    slides = [
        "<h3>hullmark: from a ship to everyone behind it</h3>"
        "<p>Nodes are ships, companies, organizations and people (all of them <code>:Entity</code>)"
        ", with the names they bore, their numbers, listings and events beside them. A relationship"
        " is a role as one source states it, with its dates, source and place.</p>"
        "<p>The queries ask with parameters. Set them all first; the values here ask about the"
        f' demo:</p><pre class="runnable">{escape(setting())}</pre>'
        "<p>Change one at a time, for example:</p>"
        "<pre class=\"runnable\">:param ship => 'MARIA'</pre>",
        "<h3>Dates</h3><p>A source seldom gives the day on which an ownership began or ended. Each"
        " role and listing has four dates: it began not before <code>startMin</code> and not after"
        " <code>startMax</code>, and ended not before <code>endMin</code> and not after"
        " <code>endMax</code>; one that is missing is not known. <code>when</code> says it in"
        " words.</p><p>On a day it holds for certain from <code>startMax</code> to"
        " <code>endMin</code>, possibly from <code>startMin</code> to <code>endMax</code>, and not"
        " outside.</p>",
    ]
    for one in saved_queries():
        slides.append(
            f"<h3>{escape(one.name)}</h3><p>{escape(one.about)}</p>"
            f'<pre class="runnable">{escape(one.cypher)}</pre>'
        )
    body = "\n".join(f"<slide>\n{slide}\n</slide>" for slide in slides)
    head = (
        '<meta charset="utf-8"><title>hullmark</title>'
        "<style>slide { display: block; max-width: 60em } pre { white-space: pre-wrap }</style>"
    )
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _lines(props: dict[str, str]) -> Iterator[str]:
    for key, value in props.items():
        yield f'  {key}: "{value}";\n' if key == "caption" else f"  {key}: {value};\n"


def _readme() -> str:
    lines = "\n".join(f"- **{one.name}** {one.about}" for one in saved_queries())
    text = README.read_text(encoding="utf-8")
    return text.format(folder=FOLDER, setting=SETTING, queries=lines)
