"""What stands under a chart: sources, legend, the date asked about, list versions, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hullmark.graph.answer import Answer, Snapshot
from hullmark.graph.charts.boxes import Badge, countries
from hullmark.graph.charts.flags import ribbon
from hullmark.graph.charts.lettering import lettered, wrapped
from hullmark.graph.charts.strokes import Stroke, bundles
from hullmark.graph.charts.style import Style
from hullmark.graph.footnotes import Footnotes, say_document, say_footnote, shared_url
from hullmark.graph.schema import role, schema

COLUMN = 32  # letter heights: the least width that takes a line of sources without crowding
LETTER = 0.545  # the mean width of a letter in heights of this font, with some room
LINE = 1.36  # the height of a line in heights of letters
MOST_COLUMNS = 12
_DASHES = {"solid": "━━━", "dashed": "╍╍╍", "dotted": "┅┅┅"}
Block = list[str]


def footer_columns(
    answer: Answer,
    drawn: Sequence[Stroke],
    badges: Iterable[Badge],
    notes: Footnotes,
    *,
    width: float,
    look: Style,
    left_out: Sequence[str] = (),
    digest: str = "",
) -> list[Block]:
    """Columns of lines for a picture of a width in points: sources, the key, the state, the gaps.

    ``left_out`` says what is not shown, ``digest`` is the hash of what is.
    """
    size = look.sizes.notes
    count = min(max(int(width // (COLUMN * size)), 2), MOST_COLUMNS)
    letters = max(int((width / count - 24) / (LETTER * size)), 20)
    blocks = _sources(notes, letters, look)
    blocks.append([_heading("How to read it", look), *_legend(answer, drawn, list(badges), look)])
    blocks.append([_heading("State of the data", look), *_state(answer, letters, digest, look)])
    for heading, texts in (("Not known", answer.unknown), ("Not shown", left_out)):
        if texts:
            lines = [_lines(text, letters, look, bullet="· ") for text in sorted(set(texts))]
            blocks.append([_heading(heading, look), *lines[0]])
            blocks += lines[1:]
    return _flow(blocks, count, _heading("", look))


def footer_height(columns: Sequence[Block], look: Style) -> float:
    """About the height in points that the columns take."""
    return max(map(len, columns)) * LINE * look.sizes.notes + 24


def footer(columns: Sequence[Block], look: Style) -> str:
    """The columns as a label for Graphviz."""
    # A blank of a larger size at each line's end opens the lines a little: there is no leading.
    end = f'<FONT POINT-SIZE="{look.sizes.notes * 7 / 6:g}">&#160;</FONT><BR/>'
    cells = "".join(
        f'<TD ALIGN="LEFT" BALIGN="LEFT" VALIGN="TOP">{end.join(lines)}</TD>' for lines in columns
    )
    frame = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="10"'
    return f"<TABLE {frame}><TR>{cells}</TR></TABLE>"


def _flow(blocks: Sequence[Block], count: int, heading: str) -> list[Block]:
    """The blocks in at most ``count`` columns of about equal height, none torn, in order.

    A block that starts with a heading has a blank line before it unless it is first in a column.
    """
    low, high = max(map(len, blocks)), sum(len(block) + 1 for block in blocks)
    while low < high:
        height = (low + high) // 2
        if len(_filled(blocks, height)) <= count:
            high = height
        else:
            low = height + 1
    return _filled(blocks, low)


def _filled(blocks: Sequence[Block], height: int) -> list[Block]:
    columns: list[Block] = [[]]
    for block in blocks:
        gap = [""] if columns[-1] and "<B>" in block[0] else []
        if columns[-1] and len(columns[-1]) + len(gap) + len(block) > height:
            columns.append([])
            gap = []
        columns[-1] += [*gap, *block]
    return columns


def _heading(text: str, look: Style) -> str:
    return lettered(text, size=look.sizes.notes + 0.5, bold=True, colour=look.colours.ink)


def _lines(
    text: str, letters: int, look: Style, *, bullet: str = "", quiet: bool = False
) -> list[str]:
    """Wrapped text; lines after the first stand in under the bullet, by no-break spaces."""
    size, colour = look.sizes.notes, look.colours.quiet if quiet else look.colours.ink
    first, *rest = wrapped(text, letters - len(bullet))
    indent = f'<FONT POINT-SIZE="{size:g}">{"&#160;" * len(bullet)}</FONT>' if bullet else ""
    return [
        lettered(bullet + first, size=size, colour=colour),
        *(indent + lettered(line, size=size, colour=colour) for line in rest),
    ]


def _sources(notes: Footnotes, letters: int, look: Style) -> list[Block]:
    """A block of lines for each document's title and for each footnote, not to be torn."""
    blocks: list[Block] = []
    head: Block = [_heading("Sources", look)]
    for document, places in notes.documents:
        address = shared_url(places)
        head += _lines(say_document(document), letters, look)
        if address:
            head += _lines(address, letters, look, quiet=True)
        for note in places:
            words = say_footnote(note, shared_url=address)
            head += _lines(words, letters, look, bullet=f"[{note.number}] ")
            blocks.append(head)
            head = []
    return blocks or [[*head, *_lines("none", letters, look)]]


def _legend(
    answer: Answer, drawn: Sequence[Stroke], badges: Sequence[Badge], look: Style
) -> list[str]:
    here = {role(one.role).class_ for one in drawn if not one.former}
    looks: dict[tuple[str, str], list[str]] = {}
    for name in sorted(here, key=lambda one: schema().classes[one].order):
        line = look.lines[name]
        looks.setdefault((line.dash, line.colour), []).append(_CLASS_WORDS.get(name, name))
    ink, listed = look.colours.ink, look.colours.listed
    rows = [(_DASHES[dash], colour, "; ".join(words)) for (dash, colour), words in looks.items()]
    if any(len(group) > 1 for group in bundles(drawn)):
        rows.append(("━━━", ink, "a line with several roles has the first one's colour"))
    if any(one.former for one in drawn):
        day = "the date asked about" if answer.as_of else "the date of its source"
        mark = _DASHES[look.dashes["former"]]
        rows.append((mark, look.colours.former, f"former: over by {day}"))
    if any(one.double for one in drawn):
        rows.append(("═══", ink, "stated by more than one source"))
    for standing, text in _BADGE_WORDS.items():
        if any(badge.standing == standing for badge in badges):
            rows.append(("■■■" if standing == "listed" else "□□□", listed, text))
    if any(text.find(" ?") >= 0 for one in drawn for text in one.rows):
        rows.append(("?", ink, "may or may not hold on the date asked about"))
    codes = {code for one in answer.entities.values() for code in countries(one, answer.as_of)}
    if any(map(ribbon, sorted(codes))):
        rows.append(("▬▬▬", look.colours.quiet, "the fields of a country's flag, without arms"))
    if answer.subjects:
        rows.append(("▣", ink, "heavy frame: asked about"))
    return [_sample(mark, colour, text, look) for mark, colour, text in rows]


_CLASS_WORDS = {
    "ownership": "ownership",
    "control": "control of a company",
    "unproven": "the source does not say which, or how",
    "management": "operation and management",
    "people": "persons in office",
    "identity": "succession",
    "association": "a link in the list's own words, no more",
}
_BADGE_WORDS = {
    "listed": "on a sanctions list",
    "possibly": "perhaps on a sanctions list on that date",
    "formerly": "was on a sanctions list",
}


def _sample(mark: str, colour: str, text: str, look: Style) -> str:
    size = look.sizes.notes
    gap = f'<FONT POINT-SIZE="{size:g}">&#160;&#160;</FONT>'
    words = lettered(text, size=size, colour=look.colours.ink)
    return lettered(mark, size=size + 2, colour=colour, bold=True) + gap + words


def _state(answer: Answer, letters: int, digest: str, look: Style) -> list[str]:
    rows = _lines(f"As of {answer.as_of}" if answer.as_of else "All dates", letters, look)
    if answer.known_by:
        rows += _lines(f"As known by {answer.known_by}", letters, look)
    for snapshot in in_order(answer.snapshots):
        rows += _lines(say_snapshot(snapshot), letters, look, bullet="· ")
    if digest:
        rows += _lines(f"What is drawn here: SHA-256 {digest[:16]}", letters, look)
    return rows


def in_order(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """The snapshots by title, day and content, whatever order they were loaded in."""
    return sorted(snapshots, key=lambda one: (one.title, str(one.published or ""), one.sha256))


def say_snapshot(snapshot: Snapshot) -> str:
    """A list's version in words: title, day, whether it is a part, and its hash."""
    when = str(snapshot.published) if snapshot.published else "no date"
    part = ", an extract" if snapshot.extract else ""
    if snapshot.follows is not None:
        part = f", a delta on {snapshot.follows}"
    if snapshot.retrieved is not None:
        part += f", retrieved {snapshot.retrieved.date()}"
    return f"{snapshot.title or snapshot.list}, {when}{part}, SHA-256 {snapshot.sha256[:12]}"
