"""The Browser kit: saved queries, a style, a guide and a perspective for who explores the graph.

All of it is made from ``graph/schema.yaml``, ``queries.yaml`` and ``vocabulary.py``, and is the same
bytes each time.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml
from msgspec import Struct

from hullmark.graph.errors import BadValue
from hullmark.graph.neo4j.vocabulary import LABELS, TIES
from hullmark.graph.schema import schema

FILE = Path(__file__).with_name("queries.yaml")
FOLDER = "hullmark"  # the folder of the favorites in the Browser
TEXT, INK, GREY = "#222222", "#1b3a57", "#777777"
SETTING = "Set the parameters of the saved queries"
_CLASSES = re.compile("«([^»]*)»")
_PARAMETER = re.compile(r"\$(\w+)")


class SavedQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """One query by the question it answers; its Cypher is complete, values are ``$parameters``."""

    name: str
    about: str
    shows: Literal["graph", "table"]
    cypher: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters, in the order in which they appear."""
        return tuple(dict.fromkeys(_PARAMETER.findall(self.cypher)))


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    parameters: dict[str, str]
    queries: tuple[SavedQuery, ...]


def saved_queries() -> tuple[SavedQuery, ...]:
    """The saved queries in their order, with the relationship types of the schema put in."""
    return tuple(
        msgspec.structs.replace(one, cypher=_CLASSES.sub(_types, one.cypher).strip())
        for one in _read().queries
    )


def example_parameters() -> dict[str, str]:
    """The values of all parameters with which each saved query finds something in the demo."""
    return dict(_read().parameters)


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
        "queries.cypher": "\n\n".join(f"{one};" for one in _scripts().values()).encode() + b"\n",
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
        for number, (name, script) in enumerate(_scripts().items()):
            slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
            # The date is fixed, and the content is stored: the same bytes on every machine.
            info = zipfile.ZipInfo(f"{FOLDER}/{number:02}-{slug}.cypher", (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            archive.writestr(info, f"{script}\n")
    return packed.getvalue()


def style() -> str:
    """The GraSS style: captions, a colour a label and a class of roles; later rules win."""
    rules: dict[str, dict[str, str]] = {
        "node": {
            "diameter": "65px", "color": "#ffffff", "border-color": GREY, "border-width": "2px",
            "text-color-internal": TEXT, "font-size": "10px",
        },
        "relationship": {
            "color": GREY, "shaft-width": "1px", "font-size": "8px", "padding": "3px",
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
    return "\n".join(
        f"{selector} {{\n" + "".join(f"  {key}: {_value(key, v)};\n" for key, v in props.items()) + "}"
        for selector, props in rules.items()
    ) + "\n"  # fmt: skip


def guide() -> str:
    """The guide as slides for the Browser's ``:guide`` command; any other browser shows a page."""
    setting = escape(_setting())
    slides = [
        "<h3>hullmark: from a ship to everyone behind it</h3>"
        "<p>Nodes are ships, companies, organizations and people (all of them <code>:Entity</code>)"
        ", with the names they bore, their numbers, listings and events beside them. A relationship"
        " is a role as one source states it, with its dates, source and place.</p>"
        "<p>The queries ask with parameters. Set them all first; the values here ask about the"
        f' demo:</p><pre class="runnable">{setting}</pre>'
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


def perspective() -> str:
    """The perspective for Bloom / Explore: categories, colours, and search phrases."""
    labels = {name: ("#d5e6f3" if name == "Vessel" else "#ffffff") for name in schema().kinds}
    labels |= {name: kind.fill for name, kind in schema().kinds.items()}
    labels |= {name: one.fill for name, one in LABELS.items() if name not in ("Hullmark", "Entity")}
    caption = {"name": "caption", "exclude": False, "dataType": "string"}
    categories = [
        {"id": number, "name": name, "labels": [name], "properties": [caption], "color": fill,
         "size": 2 if name in schema().kinds else 1, "icon": "no-icon", "captionKeys": ["caption"],
         "createdAt": 0, "lastEditedAt": 0, "styleRules": []}
        for number, (name, fill) in enumerate(labels.items(), 1)
    ]  # fmt: skip
    colours = dict.fromkeys(TIES, GREY)
    colours |= {one.type: schema().classes[one.class_].colour for one in schema().roles.values()}
    types = [
        {"id": name, "name": name, "color": colour, "size": 1, "captionKeys": ["caption"],
         "properties": [{"propertyKey": "caption", "type": name, "dataType": "string"}]}
        for name, colour in colours.items()
    ]  # fmt: skip
    phrases = [
        {"name": one.name, "id": f"tmpl:{number}", "createdAt": 0, "text": _phrase(one),
         "cypher": one.cypher, "isUpdateQuery": None, "hasCypherErrors": False,
         "params": [_bloom_parameter(name) for name in one.parameters]}
        for number, one in enumerate(saved_queries(), 1) if one.shows == "graph"
    ]  # fmt: skip
    found: dict[str, Any] = {
        "name": "hullmark", "id": "9b7f3a52-6d0c-5d0e-9f4b-1f7a0c3e8d21", "version": "2.6.0",
        "createdAt": 0, "lastEditedAt": 0, "isAuto": False, "parentPerspectiveId": None,
        "hideUncategorisedData": False, "hiddenCategories": [], "hiddenRelationshipTypes": [],
        "categories": categories,
        "labels": {name: [{"propertyKey": "caption", "type": name, "dataType": "string"}]
                   for name in labels},
        "relationshipTypes": types, "templates": phrases, "sceneActions": [],
        "palette": {"colors": sorted(set(labels.values())), "currentIndex": 0},
        "metadata": {"pathSegments": [], "stats": {"labels": {}, "relationshipTypes": {}},
                     "indexes": [{"label": "Entity", "type": "native",
                                  "propertyKeys": [{"key": "caption", "metadataProp": False}]}]},
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


@cache
def _read() -> _File:
    return msgspec.convert(yaml.safe_load(FILE.read_bytes()), _File)


def _types(classes: re.Match[str]) -> str:
    names = [name.strip() for name in classes[1].split(",")]
    if unknown := set(names) - set(schema().classes):
        raise BadValue(f"{FILE.name}: expected classes of roles, found {sorted(unknown)}.")
    return "|".join(one.type for one in schema().roles.values() if one.class_ in names)


def _setting() -> str:
    return f":params {json.dumps(example_parameters(), ensure_ascii=False)}"


def _scripts() -> dict[str, str]:
    """What is saved under each name: first what sets the parameters, then each query."""
    scripts = {SETTING: f"// {SETTING}\n{_setting()}"}
    for one in saved_queries():
        scripts[one.name] = f"// {one.name}\n// {one.about}\n{one.cypher}"
    return scripts


def _value(key: str, value: str) -> str:
    return f'"{value}"' if key == "caption" else value


def _phrase(one: SavedQuery) -> str:
    words = one.name.rstrip("?").replace(",", "")
    return " ".join((words, *(f"${name}" for name in one.parameters)))


def _bloom_parameter(name: str) -> dict[str, Any]:
    entity = name in ("ship", "company", "other", "from", "to")
    return {
        "name": f"${name}", "dataType": "String", "collapsed": False, "cypher": None,
        "suggestionLabel": "Entity" if entity else None,
        "suggestionProp": "caption" if entity else None, "suggestionBoolean": False,
    }  # fmt: skip


def _readme() -> str:
    lines = "\n".join(f"- {one.name} {one.about}" for one in saved_queries())
    return README.format(folder=FOLDER, setting=SETTING, queries=lines)


README = """\
# The Browser kit of hullmark

For a Neo4j into which `hullmark push` published a graph. Each file is loaded by itself.

## favorites.zip: the saved queries
Open the Browser (http://localhost:7474/browser/ as a rule), connect, and drop the file on the page.
It becomes the folder `{folder}` under Favorites (the star). Run "{setting}" first: the others ask
with these parameters. To ask about another ship, type `:param ship => 'MARIA'`; names are written as
the graph's captions are. `queries.cypher` holds the same as one text.

## style.grass: captions and colours
Drop it on the page in the same way. `:style reset` takes the Browser's own style again.

## guide.html: the queries, explained
It opens in any web browser. In Neo4j's own, `:guide http://localhost:8000/guide.html` shows it beside
the editor, where a click brings a query there. It must come from a host that the server allows
(`browser.remote_content_hostname_allowlist`, where localhost is by default) and with the header
`Access-Control-Allow-Origin: *`, which `python -m http.server` does not send.

## perspective.json: Bloom and Explore
In Bloom, or in Explore of Aura's console: Perspectives, Import. Its search phrases are those of the
queries that draw a graph.

## What was tried
The favorites, the style and the guide in the Browser 5.24 that comes with Neo4j 5.26, by a test. The
perspective follows files that Bloom 2.6 exported, but Bloom itself was not at hand: it has not been
tried. Nor has the Query tool of Aura's console, which has its own way to import saved queries.

## The queries
{queries}
"""
