"""The weights of the evidence, read once from ``weights.yaml``, the only place they are written."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

FILE = Path(__file__).parent / "weights.yaml"


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """For each family: where every pair starts, and what each measure adds, all in log-odds.

    A measure's weight is a number (times the measure, which is 0 to 1) or points ``[[measure,
    weight], ...]`` between which it runs straight. ``scale`` and ``shift`` calibrate the sum.
    """

    version: str
    start: dict[str, float]
    evidence: dict[str, dict[str, float | list[tuple[float, float]]]]
    scale: float = 1.0
    shift: float = 0.0


@cache
def weights() -> Weights:
    """The whole of ``weights.yaml``; a mistake in it is a ``msgspec.ValidationError``."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return msgspec.convert(yaml.load(FILE.read_bytes(), Loader=loader), Weights)
