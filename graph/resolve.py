"""Judging whether two sets of records are one thing: today by the rules that no score overrides.

Two different valid IMO ship numbers are two ships; two different valid IMO company numbers, LEI or
OGRN are two bodies; a ship is never a company. The weighing of names comes with the resolver.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from hullmark.graph.identifiers import DECISIVE, title

Numbers = Mapping[str, Set[str]]


def families_apart(left: str, right: str) -> str:
    """Why things of two families can't be one, else ``""`` (also the family not known)."""
    if left and right and left != right:
        return f"a {left} and a {right} are never one thing"
    return ""


def numbers_apart(left: Numbers, right: Numbers) -> str:
    """Why two sets of valid numbers can't be one thing's; ``""`` when they can.

    A scheme conflicts when both have numbers of it and none in common: one thing may bear two.
    """
    for scheme in DECISIVE:
        ours, theirs = left.get(scheme), right.get(scheme)
        if ours and theirs and not ours & theirs:
            return (
                f"different valid {title(scheme)}s: {', '.join(sorted(ours))}"
                f" and {', '.join(sorted(theirs))}"
            )
    return ""
