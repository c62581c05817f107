"""What stands under a chart: sources, legend, the date asked about, list versions, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hullmark.graph.answer import Answer, Snapshot
from hullmark.graph.charts.boxes import LISTED_COLOUR, Badge
from hullmark.graph.charts.lettering import GREY, INK, lettered, wrapped
from hullmark.graph.charts.strokes import FORMER_COLOUR, Stroke, bundles
from hullmark.graph.footnotes import Footnotes, say_document, say_footnote, shared_url
from hullmark.graph.schema import role, schema

SIZE = 9
COLUMN = 290  # points: the least width that takes a line of sources without crowding
LETTER = 4.9  # points: the mean width of a letter in this font and size, with some room
# A blank of a larger size at each line's end opens the lines a little: Graphviz has no leading.
_LEADING = '<FONT POINT-SIZE="10.5">&#160;</FONT><BR/>'
_DASHES = {"solid": "━━━", "dashed": "╍╍╍", "dotted": "┅┅┅"}


def footer(
    answer: Answer,
    drawn: Sequence[Stroke],
    badges: Iterable[Badge],
    notes: Footnotes,
    *,
    width: float,
) -> str:
    """The label under a picture of a width in points: sources left, the key and the gaps right."""
    count = min(max(int(width // COLUMN), 2), 4)
    letters = int((width / count - 24) / LETTER)
    key = [_heading("How to read it"), *_legend(answer, drawn, list(badges))]
    state = [_heading("State of the data"), *_state(answer, letters)]
    if answer.unknown:
        state += ["", _heading("Not known")]
        for text in sorted(set(answer.unknown)):
            state += _lines(text, letters, bullet="· ")
    sources = [[_heading("Sources")], *_sources(notes, letters)]
    tall = sum(map(len, sources)) > 2 * max(len(key), len(state))
    right = [[*key, "", *state]] if tall or count < 4 else [key, state]
    left = _split(sources, count - len(right))
    cells = "".join(
        f'<TD ALIGN="LEFT" BALIGN="LEFT" VALIGN="TOP">{_LEADING.join(lines)}</TD>'
        for lines in (*left, *right)
    )
    frame = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="10"'
    return f"<TABLE {frame}><TR>{cells}</TR></TABLE>"


def _split(blocks: list[list[str]], columns: int) -> list[list[str]]:
    """The lines in columns of about equal height, no block torn; short text stays in one."""
    total = sum(map(len, blocks))
    if total <= 8:
        columns = 1
    found: list[list[str]] = [[]]
    for block in blocks:
        if len(found) < columns and found[-1] and len(found[-1]) + len(block) > total / columns + 1:
            found.append([])
        found[-1] += block
    return found


def _heading(text: str) -> str:
    return lettered(text, size=SIZE + 0.5, bold=True)


def _lines(text: str, letters: int, *, bullet: str = "", colour: str = INK) -> list[str]:
    """Wrapped text; lines after the first stand in under the bullet, by no-break spaces."""
    first, *rest = wrapped(text, letters - len(bullet))
    indent = f'<FONT POINT-SIZE="{SIZE}">{"&#160;" * len(bullet)}</FONT>' if bullet else ""
    return [
        lettered(bullet + first, size=SIZE, colour=colour),
        *(indent + lettered(line, size=SIZE, colour=colour) for line in rest),
    ]


def _sources(notes: Footnotes, letters: int) -> list[list[str]]:
    """A block of lines for each document's title and for each footnote, not to be torn."""
    blocks: list[list[str]] = []
    for document, places in notes.documents:
        address = shared_url(places)
        head = _lines(say_document(document), letters)
        if address:
            head += _lines(address, letters, colour=GREY)
        for note in places:
            words = say_footnote(note, shared_url=address)
            head += _lines(words, letters, bullet=f"[{note.number}] ")
            blocks.append(head)
            head = []
    return blocks or [_lines("none", letters)]


def _legend(answer: Answer, drawn: Sequence[Stroke], badges: Sequence[Badge]) -> list[str]:
    classes = schema().classes
    here = {role(one.role).class_ for one in drawn if not one.former}
    looks: dict[tuple[str, str], list[str]] = {}
    for name in sorted(here, key=lambda one: classes[one].order):
        look = classes[name].style, classes[name].colour
        looks.setdefault(look, []).append(_CLASS_WORDS.get(name, name))
    rows = [_sample(_DASHES[look[0]], look[1], "; ".join(words)) for look, words in looks.items()]
    if any(len(group) > 1 for group in bundles(drawn)):
        rows.append(_sample("━━━", INK, "a line with several roles has the first one's colour"))
    if any(one.former for one in drawn):
        day = "the date asked about" if answer.as_of else "the date of its source"
        rows.append(_sample(_DASHES["dotted"], FORMER_COLOUR, f"former: over by {day}"))
    if any(one.double for one in drawn):
        rows.append(_sample("═══", INK, "stated by more than one source"))
    for standing, text in _BADGE_WORDS.items():
        if any(badge.standing == standing for badge in badges):
            mark = "■■■" if standing == "listed" else "□□□"
            rows.append(_sample(mark, LISTED_COLOUR, text))
    if any(text.find(" ?") >= 0 for one in drawn for text in one.rows):
        rows.append(_sample("?", INK, "may or may not hold on the date asked about"))
    if answer.subjects:
        rows.append(_sample("▣", INK, "heavy frame: asked about"))
    return rows


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


def _sample(mark: str, colour: str, text: str) -> str:
    gap = f'<FONT POINT-SIZE="{SIZE}">&#160;&#160;</FONT>'
    return lettered(mark, size=SIZE + 2, colour=colour, bold=True) + gap + lettered(text, size=SIZE)


def _state(answer: Answer, letters: int) -> list[str]:
    rows = _lines(f"As of {answer.as_of}" if answer.as_of else "All dates", letters)
    if answer.known_by:
        rows += _lines(f"As known by {answer.known_by}", letters)
    for snapshot in sorted(answer.snapshots, key=_order):
        rows += _lines(_say_snapshot(snapshot), letters, bullet="· ")
    return rows


def _order(snapshot: Snapshot) -> tuple[str, str, str]:
    return snapshot.title, str(snapshot.published or ""), snapshot.sha256


def _say_snapshot(snapshot: Snapshot) -> str:
    when = str(snapshot.published) if snapshot.published else "no date"
    part = ", an extract" if snapshot.extract else ""
    if snapshot.follows is not None:
        part = f", a delta on {snapshot.follows}"
    if snapshot.retrieved is not None:
        part += f", retrieved {snapshot.retrieved.date()}"
    return f"{snapshot.title or snapshot.list}, {when}{part}, SHA-256 {snapshot.sha256[:12]}"
