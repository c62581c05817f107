"""The graph as files for other programs: one writer for each format, none of which asks a store."""
