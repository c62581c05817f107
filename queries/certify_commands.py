"""A certificate put together where the parts meet: the answer, the lists known, the settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from hullmark.graph.answer import Snapshot
from hullmark.graph.asked import Asked
from hullmark.graph.errors import Ambiguous, HullmarkError
from hullmark.queries import certificate as certificates
from hullmark.queries.certificate import Certificate, Outcome, Query


def certificate(
    name: str,
    arguments: Sequence[str],
    given: Mapping[str, Any],
    asked: Asked,
    days: int,
    code: int,
    stopped: Exception | None,
) -> Certificate:
    """What a run noted, as a certificate; an unnoted answer is a mistake in the command."""
    if asked.snapshots is None or not (asked.digest or stopped):
        raise HullmarkError(
            f"{name}: gave no answer that can be certified; run it without --certificate."
        )
    now = datetime.now(UTC)
    snapshots = asked.snapshots
    return Certificate(
        schema_version=certificates.CERTIFICATE_VERSION,
        kind=certificates.KIND,
        made_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        program=_program(),
        query=Query(name, tuple(map(_plain, arguments)), asked.meant),
        settings=_settings(given),
        store=asked.store,
        snapshots=tuple(map(certificates.held, snapshots)),
        stale_days=days,
        stale=tuple(_stale(snapshots, now.date(), days)),
        not_loaded=tuple(_not_loaded(snapshots)),
        answer=_outcome(asked, code, stopped),
        hits=() if stopped else tuple(asked.rows),
        near_misses=certificates.near_misses(asked),
        unknown=asked.unknown,
        notes=asked.notes,
        says=certificates.SAYS,
        inputs=dict(sorted(asked.inputs.items())),
    )


def _plain(text: str) -> str:
    """An argument whose odd bytes are written out, as the names of a question are."""
    return text.encode("utf-8", "backslashreplace").decode()


def _outcome(asked: Asked, code: int, stopped: Exception | None) -> Outcome:
    if isinstance(stopped, Ambiguous):
        result = "several meant" if asked.near else "not known"
    elif stopped is not None:
        result = "not known"
    else:
        result = "found" if asked.row_digests else "nothing found"
    return Outcome(
        result=result,
        says=str(stopped or ""),
        exit_code=code,
        query=asked.query,
        sha256=asked.digest,
        count=len(asked.row_digests),
        rows=tuple(asked.row_digests),
    )


def _program() -> dict[str, str]:
    from importlib.metadata import version

    return {"name": "hullmark", "version": version("hullmark")}


def _settings(given: Mapping[str, Any]) -> dict[str, str]:
    """What decides how a question is answered: days, and the tables of rules by their hashes."""
    from hullmark.graph import judge_weights, schema
    from hullmark.graph.judge import VERSION
    from hullmark.queries import regimes

    found = {name: str(given.get(name) or "") for name in ("as_of", "known_by")}
    found["resolver"] = VERSION
    found["resolver_weights"] = judge_weights.weights().version
    for name, module in (("regimes", regimes), ("schema", schema)):
        found[f"{name}_sha256"] = hashlib.sha256(module.FILE.read_bytes()).hexdigest()
    return found


def _stale(snapshots: Sequence[Snapshot], today: date, days: int) -> Iterator[str]:
    from hullmark.loaders.sources_table import stale

    for one in stale(snapshots, today, days):
        if one.published is None:
            yield f"{one.source} {one.list}: without a date"
        else:
            age = (today - one.published).days
            yield f"{one.source} {one.list}: {one.published}, {age} days old"


def _of_any_format(name: str) -> str:
    """A list's name without the words for OFAC's other formats of the same list."""
    return name.removesuffix(" advanced").removesuffix(" enhanced")


def _not_loaded(snapshots: Sequence[Snapshot]) -> Iterator[str]:
    """Lists that hullmark can read and that were not asked, or of which only a part was."""
    from hullmark.loaders import SOURCES, loader

    there = {(one.source, one.list): False for one in snapshots}
    for one in snapshots:
        whole = not one.extract or one.follows is not None
        there[one.source, one.list] = there[one.source, one.list] or whole
    known = {
        (source.id, name): source.title
        for source in (loader(one).SOURCE for one in SOURCES)
        for name in source.expected
    }
    asked = {(source, _of_any_format(name)) for source, name in there}
    for (source, name), title in sorted(known.items()):
        base = _of_any_format(name)
        format_of_another = base != name and (source, base) in known
        if not format_of_another and (source, base) not in asked:
            yield f"{source} {name} ({title})"
    for (source, name), whole in sorted(there.items()):
        if not whole:
            yield f"{source} {name}: only a part of the list is loaded"
