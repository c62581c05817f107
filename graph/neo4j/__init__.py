"""Neo4j: the graph where people explore it, and the small way to have a real server on loopback."""
