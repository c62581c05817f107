"""Names and countries in comparable form, by rigour; the original always stays beside it.

Two keys: ``name_key`` keeps legal forms in a common spelling (OOO = ООО = Общество с …), so that
equal keys are as good as equal names; ``loose_key`` drops legal forms for look-ups by people, who
type "ocean energy" or "m leasing".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_NAME = 2000  # longer names are compared by their beginning; the original is kept whole
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=131072)
def name_key(name: str) -> str:
    """The comparable form of a name: case, marks, script and legal forms folded; ``""`` for none."""
    return _key(name, keep_forms=True)


@lru_cache(maxsize=131072)
def loose_key(name: str) -> str:
    """The comparable form without legal forms; the whole name's where nothing else is left."""
    return _key(name, keep_forms=False) or _key(name, keep_forms=True)


def _key(name: str, *, keep_forms: bool) -> str:
    from rigour.names import normalize_name, remove_org_types, replace_org_types_compare

    text = normalize_name(clean(name)[:MAX_NAME])
    if not text:
        return ""
    text = replace_org_types_compare(text) if keep_forms else remove_org_types(text)
    return " ".join(_latin(text).split())


def _latin(text: str) -> str:
    if text.isascii():
        return text
    from rigour.text.translit import ascii_text

    folded = unicodedata.normalize("NFKD", ascii_text(text)).lower()
    return re.sub(r"[^\w\s]+", "", folded)


def tokens(key: str) -> tuple[str, ...]:
    """The different words of a key, in order."""
    return tuple(dict.fromkeys(key.split()))


def clean(text: str) -> str:
    """The text with white space folded and invisible characters taken out; spelling untouched."""
    visible = "".join(
        c if c.isascii() or unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Co") else ""
        for c in text
    )
    return _SPACES.sub(" ", "".join(c for c in visible if c >= " " or c.isspace())).strip()


@lru_cache(maxsize=4096)
def country_code(name: str) -> str:
    """The ISO 3166 code in lower case for a country's name or code, ``""`` when it is none."""
    from rigour.territories import lookup_territory

    territory = lookup_territory(name.strip()) if name.strip() else None
    return territory.code if territory else ""


@lru_cache(maxsize=4096)
def country_name(code: str) -> str:
    """The common English name of a country code, the code itself when it is unknown."""
    from rigour.territories import get_territory

    territory = get_territory(code)
    return territory.name if territory else code
