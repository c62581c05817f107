"""The report as a document: the sections in their order, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hullmark.graph.answer import Answer, Snapshot
from hullmark.queries.output import day_line
from hullmark.queries.report import sections
from hullmark.queries.report.document import (
    Block,
    Bullets,
    Cell,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
    text,
    with_sources,
)
from hullmark.queries.report.findings import Findings
from hullmark.queries.words import called

METHOD = (
    "Every statement above is a source's, with the number of the place where it stands. hullmark "
    "adds no statement of its own: verdicts are arithmetic on stated shares, and paths are stated "
    "links in a row.",
    "Records of several lists are one thing when they share a number that only one thing bears, or "
    "when hullmark's judge or a person joined them; `hullmark why` tells which and why.",
    "A period with an unknown bound is open at that side: “possibly” means that no source "
    "excludes it. A list says who stood on it on the days of its snapshots, and no more.",
    "That a thing is not in these lists, or that no path was found, is no clearance: it says what "
    "the files named below hold, on their days.",
    "This report is no legal advice, and being listed or connected is no proof of wrongdoing.",
)


def composed(
    found: Findings, pictures: Sequence[Picture], *, title: str = "", asked: str = "", version: str
) -> Document:
    """The document of some findings and their pictures; ``asked`` is the command line."""
    blocks = [*_body(found, pictures)]
    before = len(blocks)
    blocks += _method(found.above, asked, version)
    answer = found.above
    lines = (day_line(answer) or "all dates", *_editions(answer))
    document = Document(title or ", ".join(found.names), lines, tuple(blocks))
    return with_sources(document, "Sources", before)


def _body(found: Findings, pictures: Sequence[Picture]) -> Iterator[Block]:
    yield Heading("In short")
    yield Bullets(tuple(_short(found)))
    if pictures:
        yield Heading("Pictures")
        yield from pictures
    for card in found.cards:
        yield Heading(f"Card: {_called(card)}")
        yield from sections.card_section(card)
    yield Heading("Who stands above")
    yield from sections.above_section(found.above)
    for answer in found.exposed:
        yield Heading(f"Listed behind {_called(answer)}")
        yield from sections.listed_section(answer)
    for answer in found.verdicts:
        yield Heading(f"Blocked by ownership: {_called(answer)}")
        yield from sections.verdict_section(answer)
    for answer in found.ways:
        ends = " – ".join(called(answer.entities.get(key), key) for key in answer.subjects)
        yield Heading(f"Connection: {ends}")
        yield from sections.way_section(answer)
    if found.common is not None:
        yield Heading("In common")
        yield from sections.common_section(found.common)
    for subject in found.lives.subjects:
        yield Heading(f"Life: {called(found.lives.entities.get(subject), subject)}")
        yield from sections.life_section(found.lives, subject)
    for answer in found.odds:
        yield Heading(f"Where sources differ: {_called(answer)}")
        yield from sections.odds_section(answer)
    yield Heading("Not known")
    yield Bullets(tuple(map(text, _unknown(found))))


def _called(answer: Answer) -> str:
    return called(answer.entities.get(answer.subjects[0]), answer.subjects[0])


def _short(found: Findings) -> Iterator[Cell]:
    """A line a thing: who lists it since when, what the rules make of it, who is listed behind."""
    from hullmark.queries.fleet_table import listed_since

    for card, exposed, verdict in zip(found.cards, found.exposed, found.verdicts, strict=True):
        listed = listed_since(card, card.subjects[0]) or "in no list loaded here (no clearance)"
        rules = ", ".join(f"{one.regime} {one.verdict}" for one in verdict.verdicts)
        others = len([one for one in exposed.behind if one.way != "itself"])
        behind = f"{others} listed behind it" if others else "nobody listed known behind it"
        yield Cell(f"{_called(card)}: {listed}. By ownership rules: {rules or 'none'}. {behind}.")
    for answer in found.ways:
        if answer.paths:
            hops = len(answer.paths[0].hops)
            ends = " and ".join(called(answer.entities.get(key), key) for key in answer.subjects)
            yield Cell(f"{ends}: connected over {hops} hop{'s' if hops > 1 else ''}.")
        else:
            yield Cell(" ".join(answer.unknown))


def _unknown(found: Findings) -> tuple[str, ...]:
    """What any of the answers could not tell, each once."""
    common = () if found.common is None else (found.common,)
    answers = (
        *found.cards, found.above, found.lives, *found.exposed, *found.verdicts, *found.ways,
        *found.odds, *common,
    )  # fmt: skip
    said = dict.fromkeys(words for answer in answers for words in answer.unknown)
    return tuple(said) or ("Nothing was noticed that the sources leave open.",)


def _editions(answer: Answer) -> tuple[str, ...]:
    count = len(answer.snapshots)
    noun = "snapshot" if count == 1 else "snapshots"
    return (f"from {count} {noun} of lists and registers, named below",)


def _method(answer: Answer, asked: str, version: str) -> Iterator[Block]:
    yield Heading("Method and limits")
    yield Bullets(tuple(map(text, METHOD)))
    yield Heading("State of the data")
    yield Table(
        ("list", "published", "part", "SHA-256"),
        tuple(_snapshot(one) for one in answer.snapshots),
        (40, 14, 10, 36),
    )
    yield Paragraph(text(f"Written by hullmark {version}. The same data give the same report."))
    if asked:
        yield Paragraph(text(f"Command: {asked}"))


def _snapshot(one: Snapshot) -> tuple[Cell, ...]:
    return (
        text(one.title or one.list),
        text(str(one.published) if one.published else "no date"),
        text("extract" if one.extract else "whole"),
        text(one.sha256),
    )
