"""The names of Canada's list, taken apart: the list has one field for all aliases of an entry.

Its separators are commas, semicolons, slashes, "or" and the names of languages, and all of them
also stand inside names. What can't be told apart safely stays one alias, in the list's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hullmark.graph.model import Name
from hullmark.graph.text import clean

LANGUAGES = {
    "russian": "rus",
    "belarusian": "bel",
    "belarussian": "bel",
    "ukrainian": "ukr",
    "arabic": "ara",
    "persian": "fas",
    "farsi": "fas",
    "hebrew": "heb",
    "french": "fra",
    "english": "eng",
}
# A comma before one of these belongs to the name: "Poly Technologies, Inc.", "М Инвест, ООО".
_FORMS = (
    "ltd|limited|llc|l\\.l\\.c|inc|co|corp|plc|sa|s\\.a|gmbh|fze|llp|lp|jsc|ojsc|cjsc|pjsc|sc|fsue"
    "|ao|oao|pao|zao|ooo|pte|bhd|pvt|ооо|ао|оао|пао|зао|фгуп|гуп|фгбу|мк|сао|ак|чао|тоо"
    "|limited liability company|joint stock company|некоммерческое партнерство"
)
_ONLY_FORM = re.compile(rf"(?:(?:{_FORMS})[.,]?(?:\s+|$))+(?:$|(?=(?:and|or|/)\s))", re.IGNORECASE)
_LANGUAGE = re.compile(
    rf"(?<![\s,;(])[\s,;(]*(?<![^\s,;(])({'|'.join(LANGUAGES)})\s*:\s*",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"(?<=\w)-[ \t]*\n\s*")
_ALSO = re.compile(r"\s*\(also known\s+as (.+?)\)?", re.IGNORECASE)
_FORM_FIRST = r"(?:public |open )?joint stock|jsc\b|pjsc\b|oao\b|zao\b|ao\b|llc\b|mic\b"
_AND_FIRM = re.compile(rf"\s+and\s+(?={_FORM_FIRST})", re.IGNORECASE)
# English "and" and "or" between words in Cyrillic are no part of either; "or" may stand inside a
# person's name, and is weighed there.
_AND_CYRILLIC, _AND_OR_CYRILLIC = (
    re.compile(rf"(?<=[\u0400-\u04ff»\"”)]),?\s+(?:{words})\s+(?=['\"«“(]*[\u0400-\u04ff])")
    for words in ("and", "and|or")
)
_OR = re.compile(r",?\s+or\s+")
_BARE_SLASH, _SPACED_SLASH = re.compile(r"\s*/\s*"), re.compile(r"\s+/\s*|/\s+")
_CONJUNCTION = re.compile(r"^(?:and|or)\s+")
_LOWER_START = re.compile(r"['\"«“(]*(?!the |l['’])[^\W\d_]")
_LONGEST = 20_000  # characters; the longest of 2025 has 537, and cutting must stay quick
_OPENING, _CLOSING = "([«“", ")]»”"


def folded(text: str) -> str:
    """The text on one line; a word that was broken behind its own hyphen is whole again."""
    return clean(_WRAPPED.sub("-", text) if "\n" in text else text)


def body_names(stated: str) -> list[Name]:
    """The name of a body or ship, with the other names that ``(also known as …)`` or ``/`` add."""
    if len(stated) > _LONGEST:
        return [Name(stated)]
    match = _ALSO.search(stated)
    also: list[str] = []
    if match and match.start() and (rest := _ALSO.fullmatch(stated, match.start())):
        stated, listed = stated[: match.start()].strip(), list(_commas(rest[1]))
        if len(listed) > 1:
            listed[-1:] = re.split(r"\s+and\s+", listed[-1], maxsplit=1)
        also = [one for part in listed for one in _AND_FIRM.split(part)]
    first, *others = _slashed(stated, body=False)
    tidied = [_tidy(other) for other in (*others, *also)]
    return [Name(first.rstrip(" ,;") or first), *(Name(one, "alias") for one in tidied if one)]


def aliases(stated: str, *, person: bool) -> list[Name]:
    """The aliases of an entry; of a person, a single word is a weak one: a forename by itself."""
    if len(stated) > _LONGEST:
        return [Name(folded(stated), "alias")]
    found: list[Name] = []
    joint = _AND_CYRILLIC if person else _AND_OR_CYRILLIC
    for lang, text in _by_language(folded(stated)):
        for part in _commas(text):
            for half in joint.split(part):
                for one in _alternatives(half, person):
                    for name in _slashed(one, body=not person):
                        if tidy := _tidy(name):
                            weak = person and " " not in tidy
                            kind = "weak alias" if weak else "alias"
                            found.append(Name(tidy, kind, lang=lang))
    return list(dict.fromkeys(found))


def _by_language(text: str) -> Iterator[tuple[str, str]]:
    first, *rest = _LANGUAGE.split(text)
    yield "", first
    for name, words in zip(rest[::2], rest[1::2], strict=True):
        yield LANGUAGES[name.lower()], words


def _commas(text: str) -> Iterator[str]:
    """The parts between semicolons, and between the commas that do not stand inside a name."""
    for part in text.split(";"):
        whole = ""
        for piece in _outside_brackets(part):
            words = piece.strip()
            inside = whole and (
                _ONLY_FORM.match(words) or _ONLY_FORM.fullmatch(whole) or _lower(words)
            )
            if inside:
                whole = f"{whole}, {words}"
                continue
            if whole:
                yield whole
            whole = words
        if whole:
            yield whole


def _outside_brackets(text: str) -> Iterator[str]:
    """The text cut at its commas, but not inside brackets of a sort that are all closed."""
    pairs = zip(_OPENING, _CLOSING, strict=True)
    closed = [pair for pair in pairs if text.count(pair[0]) == text.count(pair[1])]
    opening, closing = {pair[0] for pair in closed}, {pair[1] for pair in closed}
    depth, start = 0, 0
    for at, char in enumerate(text):
        depth += (char in opening) - (char in closing)
        if char == "," and depth <= 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _lower(words: str) -> bool:
    """Whether the words go on a phrase ("…, спорта и туризма") and begin no name."""
    match = _LOWER_START.match(words)
    return match is not None and match[0][-1].islower() and not words.startswith(("or ", "and "))


def _alternatives(text: str, person: bool) -> list[str]:
    """The names on both sides of "or"; a person's only where each is whole: they share a word."""
    parts = _OR.split(text)
    if len(parts) == 1 or not person:
        return parts
    words = [part.split() for part in parts]
    whole = all(len(one) > 1 for one in words) and set(words[0]).intersection(*words[1:])
    return parts if whole else [text]


def _slashed(text: str, *, body: bool) -> list[str]:
    """The names on both sides of a slash: where it has blanks, or each side is several words."""
    if "/" not in text:
        return [text]
    if body and _SPACED_SLASH.search(text):
        return _SPACED_SLASH.split(text)
    parts = _BARE_SLASH.split(text)
    several = all(" " in part and part.count("(") == part.count(")") for part in parts)
    return parts if several else [text]


def _tidy(name: str) -> str:
    """Without separators at the ends, and without the bracket whose other half was elsewhere."""
    name = name.strip(" ,;/")
    if name.count("(") < name.count(")"):
        name = name.removesuffix(")")
    elif name.count("(") > name.count(")"):
        name = name.removesuffix("(").removeprefix("(")
    name = _CONJUNCTION.sub("", name.strip())
    return name if any(c.isalnum() for c in name) else ""
