"""What must be said beside paths: more ways, refused ways, a search cut short, or no path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hullmark.graph.answer import Entity, Snapshot
from hullmark.queries.path_links import Net
from hullmark.queries.path_search import REFUSED_SHOWN, Best
from hullmark.queries.path_weights import MOST_LINKS

MAX_PATHS = 200


def many(links: int) -> str:
    """How many links a thing has, in words."""
    return f"{MOST_LINKS:,} or more" if links >= MOST_LINKS else f"{links:,}"


def not_shown(found: Best, wanted: int, max_hops: int, *, all_paths: bool) -> list[str]:
    """That there may be more ways, and how many were refused for their dates."""
    words = []
    if len(found.ways) >= wanted:
        words.append(
            f"There are {MAX_PATHS} ways or more; narrow it with --roles, --via or --avoid."
            if all_paths
            else f"Only the best {'way' if wanted == 1 else f'{wanted} ways'} within {max_hops} "
            "hops; there may be more: -k or --all."
        )
    refused = len(found.refused)
    if refused:
        which = "1 way was" if refused == 1 else f"{refused} ways were"
        if refused >= REFUSED_SHOWN:
            which = f"{refused} ways or more were"
        whose = "the dates of its hops" if refused == 1 else "the dates of their hops"
        words.append(f"{which} refused: {whose} cannot overlap; see with --no-consistent.")
    return words


def cut_short(net: Net, found: Best, entities: Mapping[str, Entity]) -> list[str]:
    """What the search did not look through, by name."""
    words = []
    if net.cut:
        named = [
            f"{entities[key].caption} ({many(net.cut[key])} links)"
            for key in sorted(net.cut, key=lambda one: (-net.cut[one], one))[:3]
            if key in entities
        ]
        more = f" and {len(net.cut) - len(named):,} more" if len(net.cut) > len(named) else ""
        words.append(
            "The search was cut: too many links to look through at "
            f"{', '.join(named)}{more}; there may be other ways."
        )
    if found.cut:
        words.append(
            "The search was cut: too many ways to compare; narrow it with --max-hops or --roles."
        )
    return words


def none(
    entities: Mapping[str, Entity],
    one: str,
    other: str,
    max_hops: int,
    snapshots: Sequence[Snapshot],
) -> str:
    """That there is no path, how far was looked, and in which sources."""
    hops = "1 hop" if max_hops == 1 else f"{max_hops} hops"
    lists = ", ".join(sorted({snapshot.title for snapshot in snapshots}))
    return (
        f"No path within {hops} between {entities[one].caption} and "
        f"{entities[other].caption} in these sources: {lists}."
    )
