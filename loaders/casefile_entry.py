"""One mapping of a case file, its keys taken by name; and the dates that ``when`` may state."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from msgspec.structs import replace

from hullmark.graph import dates
from hullmark.graph.errors import BadValue, CaseFileError
from hullmark.graph.model import CURRENT, FORMER, UNDATED, Period
from hullmark.loaders.casefile_yaml import Fields, Items, Node, Text, wrong

_CURRENT_WORDS = frozenset({"current", "currently", "now"})
_FORMER_WORDS = frozenset({"former", "formerly"})
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


class Entry:
    """A mapping whose keys are asked for one by one; one that nobody asked for is a mistake."""

    def __init__(self, node: Node, path: Path, what: str) -> None:
        if not isinstance(node, Fields):
            found = "a list" if isinstance(node, Items) else f"{_text(node)!r}"
            raise wrong(path, node.line, f"expected {what} as 'key: value' pairs, found {found}.")
        self.path, self.what, self.line = path, what, node.line
        self._fields, self._lines = node.nodes, node.lines
        self._asked: list[str] = []

    def wrong(self, message: str, key: str = "") -> CaseFileError:
        """The error for a mistake in this mapping, at the line of ``key`` where one is named."""
        return wrong(self.path, self._lines.get(key, self.line), message)

    def node(self, key: str) -> Node | None:
        """What stands under the key; ``None`` when it is missing or blank."""
        self._asked.append(key)
        found = self._fields.get(key)
        return None if isinstance(found, Text) and not found.value.strip() else found

    def maybe(self, key: str) -> str:
        """The text under the key, white space folded, ``""`` when it is missing."""
        found = self.node(key)
        if found is None:
            return ""
        if not isinstance(found, Text):
            raise self.wrong(f"expected one value for {key!r}, found a list or mapping.", key)
        return _text(found)

    def take(self, key: str) -> str:
        """The text under the key, which must be there."""
        found = self.maybe(key)
        if not found:
            raise self.wrong(f"{self.what} has no {key!r}; add it.", key)
        return found

    def one_of(self, key: str, allowed: tuple[str, ...], default: str = "") -> str:
        """The text under the key, which must be one of a closed list of words."""
        found = self.maybe(key) or default
        if found and found not in allowed:
            near = get_close_matches(found, allowed, 1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise self.wrong(
                f"{key!r} expects one of {', '.join(allowed)}; found {found!r}{hint}", key
            )
        return found

    def choose(self, key: str, allowed: tuple[str, ...]) -> str:
        """The text under the key, which must be there and one of a closed list of words."""
        self.take(key)
        return self.one_of(key, allowed)

    def items(self, key: str) -> tuple[Node, ...]:
        """The nodes of the list under the key, ``()`` when it is missing."""
        found = self.node(key)
        if found is None:
            return ()
        if not isinstance(found, Items):
            raise self.wrong(f"expected a list under {key!r} (lines that begin with '-').", key)
        return found.nodes

    def texts(self, key: str) -> tuple[str, ...]:
        """The values of the list under the key; a single value is a list of one."""
        found = self.node(key)
        if isinstance(found, Text):
            return (_text(found),)
        nodes = self.items(key)
        for node in nodes:
            if not isinstance(node, Text) or not node.value.strip():
                raise wrong(self.path, node.line, f"expected plain values under {key!r}.")
        return tuple(_text(node) for node in nodes if isinstance(node, Text))

    def flag(self, key: str) -> bool:
        """Whether the key says true; ``false`` when it is missing."""
        found = self.maybe(key).lower()
        if found and found not in _YES_NO:
            raise self.wrong(f"{key!r} expects true or false, found {found!r}.", key)
        return _YES_NO.get(found, False)

    def number(self, key: str, limit: float) -> float | None:
        """A decimal number between -limit and limit, ``None`` when the key is missing."""
        found = self.maybe(key)
        try:
            value = float(found) if found else None
        except ValueError:
            value = limit + 1
        if value is not None and not -limit <= value <= limit:
            raise self.wrong(f"{key!r} expects degrees up to {limit:g}, found {found!r}.", key)
        return value

    def close(self) -> None:
        """Raise for the first key that nobody asked for."""
        for key, line in self._lines.items():
            if key not in self._asked:
                near = get_close_matches(key, self._asked, 1)
                hint = f"did you mean {near[0]!r}?" if near else "take it out."
                raise wrong(
                    self.path,
                    line,
                    f"{self.what} has the key {key!r}, expected only "
                    f"{', '.join(dict.fromkeys(self._asked))}; {hint}",
                )

    def when(self, key: str = "when", *, event: bool = False) -> Period:
        """The period under the key, undated when it is missing; an event lies inside its date."""
        found = self.node(key)
        if found is None:
            return UNDATED
        try:
            if isinstance(found, Text):
                period = _phrase(_text(found))
            else:
                period = _stated(Entry(found, self.path, "'when'"))
        except BadValue as bad:
            raise self.wrong(f"'when': {bad}", key) from None
        return _inside(period) if event else period


def _text(node: Text) -> str:
    return " ".join(node.value.split())


def _phrase(text: str) -> Period:
    if text.lower() in _CURRENT_WORDS:
        return CURRENT
    if text.lower() in _FORMER_WORDS:
        return FORMER
    return dates.parse_period(text)


def _stated(entry: Entry) -> Period:
    """The period of a mapping: bounds by name, whether it goes on, and the source's own words."""
    parts = {
        key: dates.parse_span(text)
        for key in ("since", "until", "still", "during", "within", "before", "after")
        if (text := entry.maybe(key))
    }
    current, formerly, text = entry.flag("current"), entry.flag("formerly"), entry.maybe("text")
    entry.close()
    whole = [key for key in ("during", "within", "before", "after") if key in parts]
    if len(whole) > 1 or (whole and parts.keys() - {whole[0], "still"}):
        raise entry.wrong(f"'when' has {' and '.join(parts)}, which don't go together; keep one.")
    goes_on = current or "still" in parts
    over = formerly or bool(parts.keys() & {"until", "within", "before"})
    if goes_on and over:
        raise entry.wrong("'when' says both that it goes on and that it is over; keep one.")
    if not parts and not current and not formerly and not text:
        raise entry.wrong("'when' is empty; give a date, or leave 'when' out.")
    period = Period()
    if whole:
        span = parts[whole[0]]
        period = {
            "during": lambda: dates.during(span),
            "within": lambda: dates.within(span),
            "before": lambda: dates.parse_period(f"before {span[0]}"),
            "after": lambda: dates.parse_period(f"after {span[1]}"),
        }[whole[0]]()
    elif "since" in parts and "until" in parts:
        period = dates.between(parts["since"], parts["until"], text=text or "this period")
    elif "since" in parts:
        period = dates.since(parts["since"])
    elif "until" in parts:
        period = Period(end_min=parts["until"][0], end_max=parts["until"][1])
    if "still" in parts:
        still = parts["still"][0]
        known = period.start_max or still
        if still < known:
            raise entry.wrong(
                "'still' is earlier than the other date; put the later one in 'still'."
            )
        period = replace(period, start_max=known, end_min=still)
    tense = "current" if current else "former" if formerly else ""
    return replace(period, tense=tense, text=text)


def _inside(period: Period) -> Period:
    """What was true at some time in a span happened within it, when it is an event."""
    first, last = period.end_min, period.start_max
    open_ended = period.start_min is not None or period.end_max is not None
    if open_ended or first is None or last is None or first > last:
        return period
    return replace(period, start_min=first, start_max=last, end_min=first, end_max=last)
