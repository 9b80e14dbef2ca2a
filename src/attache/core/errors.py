"""Errors that a person can act on: one sentence with what was wrong, where, and the mend."""

from __future__ import annotations

__all__ = [
    "AttacheError",
    "BuildError",
    "CodebookError",
    "EvidenceError",
    "InputError",
    "LedgerError",
    "NotFoundError",
    "SourceError",
    "VerifyError",
    "WorkspaceError",
]


class AttacheError(Exception):
    """A refusal with its mend; `status` is the exit status of a command that ends with it.

    Statuses: 1 a check found something wrong, 2 wrong use, 3 bad input, 4 not found,
    5 evidence damaged, 6 the machine refused (disk, permission, lock).
    """

    status = 1

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, where, mend
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """`where: what; mend.` in one line."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}; {self.mend}." if self.mend else f"{head}."


class WorkspaceError(AttacheError):
    """The workspace is missing, of another version, locked or not writable."""

    status = 6


class InputError(AttacheError):
    """Something handed in cannot be used."""

    status = 3


class SourceError(InputError):
    """A declared source is wrong."""


class CodebookError(InputError):
    """A codebook is wrong."""


class NotFoundError(AttacheError):
    """Nothing goes by that name."""

    status = 4


class EvidenceError(AttacheError):
    """Evidence is damaged or was changed."""

    status = 5


class LedgerError(AttacheError):
    """The ledger refused."""

    status = 6


class BuildError(AttacheError):
    """An edition could not be built."""

    status = 6


class VerifyError(AttacheError):
    """A check of an edition or of the evidence found something."""

    status = 1
