"""Pictures of an ``Answer``; Graphviz and matplotlib are imported only when something is drawn."""
