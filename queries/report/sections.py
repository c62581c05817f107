"""The sections of a report, each made from one answer: what a reader sees of it, with evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from hullmark.graph import shares
from hullmark.graph.answer import Answer, Behind, EntityLink, Evidence
from hullmark.graph.steps import Step, Verdict
from hullmark.queries.card import card
from hullmark.queries.compare_table import SAY, shown, summary
from hullmark.queries.exposure_table import SAYS as WAYS
from hullmark.queries.exposure_table import path_words
from hullmark.queries.fleet_table import listed_since
from hullmark.queries.owner_table import levels, listed_by
from hullmark.queries.report.document import (
    Block,
    Bullets,
    Cell,
    Heading,
    Paragraph,
    Table,
    text,
)
from hullmark.queries.shared_table import SAYS as COMMON
from hullmark.queries.timeline import moments, reshuffles
from hullmark.queries.words import called, hedged, sentence, when

MOST_ROWS = 400  # of one table; the rest is counted, and every command prints all


def card_section(answer: Answer) -> Iterator[Block]:
    """All that is stated of one thing: names, numbers, roles, listings, events."""
    for section, rows in groupby(card(answer), key=lambda row: row.section):
        yield Heading(section, 2)
        yield _table(
            ("what", "value", "when"),
            [
                (
                    text(row.label),
                    Cell(f"{row.value} · {row.note}" if row.note else row.value, row.evidence),
                    text(row.when),
                )
                for row in rows
            ],
            (22, 50, 28),
        )


def above_section(answer: Answer) -> Iterator[Block]:
    """Who stands above, level by level."""
    rows = [
        (
            text(str(level)),
            text(answer.entities[below].caption),
            Cell(_role(link), (link.evidence,)),
            text(_with_listing(answer, above)),
            text(when(link)),
        )
        for level, below, above, link in levels(answer)
    ]
    if not rows:
        yield Paragraph(text("No source loaded here names an owner, operator or manager."))
        return
    yield _table(("level", "of", "role", "who", "when"), rows, (7, 21, 20, 30, 22))


def listed_section(answer: Answer) -> Iterator[Block]:
    """Everyone listed behind one thing, nearest way first."""
    if not answer.behind:
        yield Paragraph(text("Nobody listed is known to stand behind it in the lists loaded."))
        return
    rows = [
        (
            text(WAYS[one.way]),
            text(called(answer.entities.get(one.entity), one.entity)),
            text(listed_since(answer, one.entity)),
            Cell(path_words(answer, one), tuple(_evidence(answer, one))),
        )
        for one in answer.behind
    ]
    yield _table(("way", "who", "listed by", "path"), rows, (20, 22, 24, 34))


def verdict_section(answer: Answer) -> Iterator[Block]:
    """What each regime's ownership rule makes of one thing, with its sums."""
    rows = [
        (text(one.regime), Cell(one.verdict, strong=True), text(one.why)) for one in answer.verdicts
    ]
    yield _table(("regime", "verdict", "why"), rows, (12, 20, 68))
    links = {link.id: link for link in answer.links}
    for verdict in answer.verdicts:
        if verdict.steps:
            yield Heading(f"{verdict.regime}: the arithmetic", 2)
            yield Paragraph(text(verdict.rule))
            yield _arithmetic(answer, verdict, links)
        if verdict.missing:
            yield Paragraph(text(f"{verdict.regime}: would decide it:"))
            yield Bullets(tuple(map(text, verdict.missing)))
        if verdict.beside:
            yield Paragraph(text(f"{verdict.regime}: beside it:"))
            yield Bullets(tuple(map(text, verdict.beside)))


def way_section(answer: Answer) -> Iterator[Block]:
    """How two things are connected, hop by hop."""
    if not answer.paths:
        yield Paragraph(text(" ".join(answer.unknown)))
        return
    for number, found in enumerate(answer.paths, start=1):
        if len(answer.paths) > 1:
            yield Paragraph(Cell(f"Path {number}", strong=True))
        yield Bullets(
            tuple(
                Cell(_hop(link, hop.start, answer), (link.evidence,))
                for hop in found.hops
                for link in hop.links
            )
        )


def common_section(answer: Answer) -> Iterator[Block]:
    """What the things have in common."""
    if not answer.shared:
        yield Paragraph(text("Nothing: no owner, manager, name or address is stated of both."))
        return
    rows = [
        (
            text(COMMON.get(one.what, one.what)),
            text(one.value),
            text(called(answer.entities.get(by.subject), by.subject)),
            Cell(by.how, by.evidence),
        )
        for one in answer.shared
        for by in one.by
    ]
    yield _table(("what", "which", "of", "how"), rows, (20, 28, 22, 30))


def life_section(answer: Answer, subject: str) -> Iterator[Block]:
    """One life as dated rows, then which changes fall close together."""
    found = moments(answer, subject)
    rows = [
        (
            text(one.when or (f"no date, said by {one.day}" if one.day else "no date")),
            text(one.about),
            Cell(f"{one.value} · {one.note}" if one.note else one.value, one.evidence),
        )
        for one in found
    ]
    yield _table(("when", "what", "value"), rows, (28, 20, 52))
    if close := reshuffles(found):
        yield Paragraph(Cell("Close together", strong=True))
        yield Bullets(tuple(map(text, close)))


def odds_section(answer: Answer) -> Iterator[Block]:
    """Where sources disagree about one thing, or possibly do, each side with its sources."""
    rows = [
        (
            text(f"{matter.about}: {SAY[matter.finding]}"),
            Cell("; ".join([side.value, *side.words]), side.evidence),
            text(side.when),
        )
        for matter in shown(answer, everything=False)
        for side in matter.sides
    ]
    if rows:
        yield _table(("what", "value", "when"), rows, (30, 46, 24))
    yield Paragraph(text(summary(answer, everything=False).replace(" See them with --all.", "")))


def _table(
    heads: tuple[str, ...], rows: Sequence[tuple[Cell, ...]], widths: tuple[int, ...]
) -> Table:
    left = len(rows) - MOST_ROWS
    printed = tuple(rows[:MOST_ROWS])
    if left > 0:
        blank = (text(""),) * (len(heads) - 1)
        printed += ((text(f"{left:,} more rows are not printed here."), *blank),)
    return Table(heads, printed, widths)


def _role(link: EntityLink) -> str:
    stake = shares.say_held(link.share, link.as_stated)
    words = [f"{link.role} ({stake})" if stake else link.role]
    return ", ".join([*words, *filter(None, (hedged(link),))])


def _with_listing(answer: Answer, key: str) -> str:
    entity = answer.entities.get(key)
    listed = ", ".join(listed_by(entity, answer)) if entity else ""
    words = called(entity, key)
    return f"{words} · listed by {listed}" if listed else words


def _evidence(answer: Answer, one: Behind) -> Iterator[Evidence]:
    if one.path >= 0:
        for hop in answer.paths[one.path].hops:
            yield hop.links[0].evidence


def _hop(link: EntityLink, start: str, answer: Answer) -> str:
    details = ", ".join(filter(None, (when(link), hedged(link))))
    words = sentence(link, start, answer.entities)
    return f"{words} — {details}" if details else words


def _arithmetic(answer: Answer, verdict: Verdict, links: dict[str, EntityLink]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for number, step in enumerate(verdict.steps, start=1):
        of = called(answer.entities.get(step.entity), step.entity)
        for one in step.counted:
            rows.append(
                (
                    text(f"{number}"),
                    text(of),
                    text(called(answer.entities.get(one.holder), one.holder)),
                    text(shares.say(one.share) or "no figure"),
                    Cell(
                        "; ".join(filter(None, (one.counts, one.standing, one.note))),
                        tuple(links[key].evidence for key in one.links if key in links),
                    ),
                )
            )
        rows.append(_sum(number, of, step))
    return _table(("step", "of", "holder", "share", "counts"), rows, (7, 25, 28, 14, 26))


def _sum(number: int, of: str, step: Step) -> tuple[Cell, ...]:
    words = "; ".join([step.verdict, *step.notes])
    return (
        text(f"{number}"),
        text(of),
        Cell("the blocked together", strong=True),
        Cell(shares.say(step.sum) or "0–100 %", strong=True),
        Cell(words, strong=True),
    )
