"""What stands in the graph beside the kinds and roles of the schema: labels, types, their words."""

from __future__ import annotations

from msgspec import Struct

OTHER = "#777777"  # the colour of what is neither an entity nor a role


class Label(Struct, frozen=True):
    """A label of ours: what its nodes are, and how the Browser paints them."""

    words: str
    fill: str
    border: str
    diameter: int


class Tie(Struct, frozen=True):
    """A relationship type that is no role: the labels at its ends, and what it says."""

    start: str
    end: str
    words: str


# In the order of painting: a later label of a node overrides an earlier one.
LABELS: dict[str, Label] = {
    "Hullmark": Label("whatever hullmark made, and nothing of yours", "#ffffff", OTHER, 50),
    "Entity": Label("the records that were judged to be one thing", "#ffffff", "#1b3a57", 80),
    "Name": Label("a name of an entity, as a source writes it", "#f7f7f7", "#999999", 50),
    "VesselName": Label("a name that a ship sailed under", "#d5e6f3", "#1b3a57", 65),
    "Identifier": Label("a number under its scheme: IMO, LEI, OGRN …", "#eeeeee", OTHER, 50),
    "Listing": Label("a place on a list of an authority, or its absence", "#fbe3d6", "#8a4b08", 65),
    "Programme": Label("the programme that listings stand under", "#f6d1b8", "#8a4b08", 65),
    "Event": Label("what happened to a ship: voyage, image, AIS gap …", "#e0efe6", "#2f7d5d", 65),
    "PortCall": Label("an event that is a call at a port", "#c3e0d0", "#2f7d5d", 65),
    "Port": Label("a place that events name", "#cfe3ea", "#2f6d7d", 65),
    "Document": Label("what a statement can be read in", "#ece6f2", "#6b4f8a", 65),
    "Snapshot": Label("one file of one source, as it was loaded", "#ece6f2", "#6b4f8a", 65),
}

TIES: dict[str, Tie] = {
    "SAILED_AS": Tie("Vessel", "VesselName", "the ship bore the name"),
    "KNOWN_AS": Tie("Entity", "Name", "a company or person bears or bore the name"),
    "KNEW_AS": Tie("Entity", "VesselName", "had a role when the ship bore this name"),
    "IDENTIFIED_BY": Tie("Entity", "Identifier", "has the number"),
    "LISTED_AS": Tie("Entity", "Listing", "has the place on the list"),
    "UNDER": Tie("Listing", "Programme", "stands under the programme"),
    "STATED_IN": Tie("Listing", "Snapshot", "is read in the file"),
    "TOOK_PART_IN": Tie("Entity", "Event", "was there"),
    "AT": Tie("Event", "Port", "happened at"),
    "FROM": Tie("Event", "Port", "began at"),
    "TO": Tie("Event", "Port", "went to"),
}
