"""Readers of lists and registers: one module a format, each with ``SOURCE`` and ``read(path)``."""
