"""The names in the Journal's cells: in several languages, behind labels, or printed as images."""

from __future__ import annotations

import re

from hullmark.loaders.eu_draft import Draft

# ISO 639-3 of the languages that the annexes name, in the spellings that stand there.
_LANGUAGES = {
    "arabic": "ara",
    "armenian": "hye",
    "azerbaijani": "aze",
    "belarusian": "bel",
    "belarussian": "bel",
    "chinese": "zho",
    "farsi": "fas",
    "georgian": "kat",
    "kazakh": "kaz",
    "korean": "kor",
    "persian": "fas",
    "rusian": "rus",
    "russian": "rus",
    "ukrainian": "ukr",
}
_LANGUAGE = rf"(?P<lang>{'|'.join(_LANGUAGES)})"
_INSIDE = re.compile(rf"(?P<one>.+?)\s*\(\s*{_LANGUAGE}\s*:\s*(?P<other>[^()]+)\)", re.IGNORECASE)
_BEHIND = re.compile(rf"(?P<one>.+?)\s+{_LANGUAGE}\s*:\s*(?P<other>.+)", re.IGNORECASE)
_LABELLED = re.compile(rf"{_LANGUAGE}\s*:\s*(?P<other>.*)", re.IGNORECASE)
_SCRIPTS = re.compile(
    r"(?P<one>[^()]*[A-Za-z][^()]*?)\s*"
    r"\((?P<other>[^()A-Za-z]*[^\W\dA-Za-z_][^()A-Za-z]*)\)"
)
_KIND = re.compile(r"(?:married name|stage name|other names?)\s*:\s*(?P<name>.+)", re.IGNORECASE)
_IMAGE = "text of image"


def take_name(draft: Draft, text: str, kind: str = "primary") -> None:
    """The names that a value holds: one, or two where it gives a second language's or script's.

    ``Chinese:`` alone is a label, and ``Text of image`` stands where the Journal prints a picture:
    neither is a name. The picture is a problem of the entry, as its letters are not in the file.
    """
    if text.lower() == _IMAGE:
        message = "expected a name in letters, found that the Journal prints it as an image"
        draft.problem("name-in-image", message, text)
        return
    if match := _KIND.fullmatch(text):
        text = match["name"]
    if match := _LABELLED.fullmatch(text):
        draft.named(match["other"].strip(), kind, lang=_LANGUAGES[match["lang"].lower()])
        return
    other = "alias" if kind == "primary" else kind
    if match := _INSIDE.fullmatch(text) or _BEHIND.fullmatch(text):
        draft.named(match["one"].strip(" ,;"), kind)
        draft.named(match["other"].strip(), other, lang=_LANGUAGES[match["lang"].lower()])
    elif match := _SCRIPTS.fullmatch(text):
        draft.named(match["one"].strip(), kind)
        draft.named(match["other"].strip(), other)
    else:
        draft.named(text, kind)
