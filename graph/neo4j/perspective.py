"""The perspective for Bloom and Explore: categories, colours and search phrases, as JSON.

Its shape follows a file that Bloom 2.6 exported; Bloom itself was not at hand to try it.
"""

from __future__ import annotations

import json
from typing import Any

from hullmark.graph.neo4j.saved_queries import SavedQuery, saved_queries
from hullmark.graph.neo4j.vocabulary import LABELS, OTHER, TIES
from hullmark.graph.schema import schema

ENTITIES = ("ship", "company", "other", "from", "to")  # parameters that are captions of entities


def perspective() -> str:
    """The perspective for Bloom / Explore: categories, colours, and search phrases."""
    labels = {name: kind.fill for name, kind in schema().kinds.items()}
    labels |= {name: one.fill for name, one in LABELS.items() if name not in ("Hullmark", "Entity")}
    caption = {"name": "caption", "exclude": False, "dataType": "string"}
    categories = [
        {"id": number, "name": name, "labels": [name], "properties": [caption], "color": fill,
         "size": 2 if name in schema().kinds else 1, "icon": "no-icon", "captionKeys": ["caption"],
         "createdAt": 0, "lastEditedAt": 0, "styleRules": []}
        for number, (name, fill) in enumerate(labels.items(), 1)
    ]  # fmt: skip
    colours = dict.fromkeys(TIES, OTHER)
    colours |= {one.type: schema().classes[one.class_].colour for one in schema().roles.values()}
    types = [
        {"id": name, "name": name, "color": colour, "size": 1, "captionKeys": ["caption"],
         "properties": [{"propertyKey": "caption", "type": name, "dataType": "string"}]}
        for name, colour in colours.items()
    ]  # fmt: skip
    phrases = [
        {"name": one.name, "id": f"tmpl:{number}", "createdAt": 0, "text": _phrase(one),
         "cypher": one.cypher, "isUpdateQuery": None, "hasCypherErrors": False,
         "params": [_bloom_parameter(name) for name in one.parameters]}
        for number, one in enumerate(saved_queries(), 1) if one.shows == "graph"
    ]  # fmt: skip
    found: dict[str, Any] = {
        "name": "hullmark", "id": "9b7f3a52-6d0c-5d0e-9f4b-1f7a0c3e8d21", "version": "2.6.0",
        "createdAt": 0, "lastEditedAt": 0, "isAuto": False, "parentPerspectiveId": None,
        "hideUncategorisedData": False, "hiddenCategories": [], "hiddenRelationshipTypes": [],
        "categories": categories,
        "labels": {name: [{"propertyKey": "caption", "type": name, "dataType": "string"}]
                   for name in labels},
        "relationshipTypes": types, "templates": phrases, "sceneActions": [],
        "palette": {"colors": sorted(set(labels.values())), "currentIndex": 0},
        "metadata": {"pathSegments": [], "stats": {"labels": {}, "relationshipTypes": {}},
                     "indexes": [{"label": "Entity", "type": "native",
                                  "propertyKeys": [{"key": "caption", "metadataProp": False}]}]},
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _phrase(one: SavedQuery) -> str:
    words = one.name.rstrip("?").replace(",", "")
    return " ".join((words, *(f"${name}" for name in one.parameters)))


def _bloom_parameter(name: str) -> dict[str, Any]:
    entity = name in ENTITIES
    return {
        "name": f"${name}", "dataType": "String", "collapsed": False, "cypher": None,
        "suggestionLabel": "Entity" if entity else None,
        "suggestionProp": "caption" if entity else None, "suggestionBoolean": False,
    }  # fmt: skip
