"""Tables copied from Equasis, a row a company in a role: the shipped mapping ``equasis.yaml``."""

from __future__ import annotations

from hullmark.loaders.ship_register import shipped

_REGISTER = shipped("equasis")
SOURCE, recognises, read = _REGISTER.SOURCE, _REGISTER.recognises, _REGISTER.read
