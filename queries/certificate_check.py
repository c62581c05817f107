"""``verify``: what differs between a certificate and the same question asked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from hullmark.queries.certificate import Certificate, Held

ROW_WENT, ROW_CAME = "row that went", "row that came"
MOST_ROWS = 50  # of each side that are told whole


class Difference(Struct, frozen=True):
    """One thing that is not as it was: what, and how it stands in the certificate and now."""

    what: str
    then: str
    now: str


class Check(Struct, frozen=True):
    """The outcome of a check: whether the answer is the same, and everything that differs."""

    certificate: str
    command: str
    arguments: tuple[str, ...]
    made_at: str
    checked_at: str
    same_answer: bool
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        return not self.differences


def check(name: str, then: Certificate, now: Certificate) -> Check:
    """What differs between two certificates of one question: program, settings, lists, answer."""
    found: list[Difference] = []
    for part, before, after in (
        ("program", then.program, now.program),
        ("settings", then.settings, now.settings),
        ("store", then.store, now.store),
        *((("file", then.inputs, now.inputs),) if then.schema_version > 1 else ()),
    ):
        for key in sorted(before.keys() | after.keys()):
            if before.get(key, "") != after.get(key, ""):
                words = f"{part}: {key.replace('_', ' ')}"
                found.append(Difference(words, before.get(key, ""), after.get(key, "")))
    found += _snapshots(then.snapshots, now.snapshots)
    same = (then.answer.sha256, then.answer.result) == (now.answer.sha256, now.answer.result)
    if not same:
        found += _answers(then, now)
    return Check(
        certificate=name,
        command=then.query.command,
        arguments=then.query.arguments,
        made_at=then.made_at,
        checked_at=now.made_at,
        same_answer=same,
        differences=tuple(found),
    )


def _snapshots(then: Sequence[Held], now: Sequence[Held]) -> list[Difference]:
    before = {(one.source, one.list, one.sha256): one for one in then}
    after = {(one.source, one.list, one.sha256): one for one in now}
    if before and after and not before.keys() & after.keys():
        words = f"none of its {len(before)} snapshots is here; this seems to be another workspace"
        return [Difference("snapshots", words, f"{len(after)} others")]
    gone = [Difference(_title(one), _said(one), "not here")
            for key, one in before.items() if key not in after]  # fmt: skip
    came = [Difference(_title(one), "not there then", _said(one))
            for key, one in after.items() if key not in before]  # fmt: skip
    return gone + came


def _title(one: Held) -> str:
    return f"snapshot: {one.source} {one.list}"


def _said(one: Held) -> str:
    return f"{one.published or 'no date'}, {one.scope}, {one.file}, SHA-256 {one.sha256[:12]}"


def _answers(then: Certificate, now: Certificate) -> list[Difference]:
    """The outcome where it differs, and the rows that only one side has."""
    found = []
    if then.answer.result != now.answer.result or then.answer.says != now.answer.says:
        found.append(Difference("answer", _result(then), _result(now)))
    before, after = Counter(then.answer.rows), Counter(now.answer.rows)
    for one, rows, here in ((then, before - after, True), (now, after - before, False)):
        told, total = _rows(one, rows), sum(rows.values())
        for words in told:
            sides = (words, "not in the answer") if here else ("not in the answer", words)
            found.append(Difference(ROW_WENT if here else ROW_CAME, *sides))
        if total > len(told):
            more = f"{total - len(told):,} more rows, told by their digests alone"
            found.append(Difference("rows", more if here else "", "" if here else more))
    if not found:
        if before == after and then.answer.rows != now.answer.rows:
            return [Difference("answer", "the same rows", "in another order")]
        words = "the rows are the same; what stands in -f json behind them is not"
        return [Difference("answer", f"SHA-256 {then.answer.sha256[:12]}",
                           f"SHA-256 {now.answer.sha256[:12]}: {words}")]  # fmt: skip
    return found


def _result(one: Certificate) -> str:
    return f"{one.answer.result}: {one.answer.says}" if one.answer.says else one.answer.result


def _rows(one: Certificate, wanted: Counter[str]) -> list[str]:
    left = Counter(wanted)
    told: list[str] = []
    for mark, row in zip(one.answer.rows, one.hits, strict=False):
        if left[mark] > 0 and len(told) < MOST_ROWS:
            left[mark] -= 1
            told.append(" · ".join(value for value in row.values() if value))
    return told
