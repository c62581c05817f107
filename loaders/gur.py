"""The table of ships of Ukraine's GUR (war-sanctions): the shipped mapping ``gur.yaml``."""

from __future__ import annotations

from hullmark.loaders.ship_register import shipped

_REGISTER = shipped("gur", {"ships": (300, 50_000)})
SOURCE, recognises, read = _REGISTER.SOURCE, _REGISTER.recognises, _REGISTER.read
