"""What can go wrong, by what the caller should do about it.

::

    HullmarkError            stop: one sentence for stderr, an exit code for the shell
    ├── FileProblem          the file is missing, empty, unreadable, too large or not what it claims
    │   └── SourceChanged    the file is of a known source, but its shape or its counts are not
    ├── CaseFileError        a case file a person wrote has a mistake, with its line
    ├── WorkspaceError       the workspace can't be opened, is newer than this program, or is locked
    ├── BadValue             a date, a share or an option a person typed can't be read
    ├── NotFound             a question about something that no loaded source knows
    └── Ambiguous            a question that several things answer; carries the candidates

What should only be skipped (one bad row) is not an exception: it is a ``Problem``, a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class HullmarkError(Exception):
    """Stop; the message is one sentence: what, where, expected, found, what to do."""

    exit_code = 1


class FileProblem(HullmarkError):
    """A file that can't be read as what it should be."""


class SourceChanged(FileProblem):
    """A known source whose shape or counts are not as expected; nothing of the file is stored."""


class CaseFileError(FileProblem):
    """A mistake in a case file that a person wrote."""


class WorkspaceError(HullmarkError):
    """The workspace file can't be used."""


class BadValue(HullmarkError):
    """A value that a person typed can't be read."""

    exit_code = 2


class NotFound(HullmarkError):
    """Nothing in the loaded sources answers the question."""

    exit_code = 4


class Ambiguous(HullmarkError):
    """Several things bear the name; ``candidates`` are the hits, best first."""

    exit_code = 4

    def __init__(self, message: str, candidates: Sequence[Any]) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)
