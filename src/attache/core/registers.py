"""Records of registers: dated entries, and the editions that were seen of each register; tables of an edition.

As in `core.records`, fields are columns. Lists stand as JSON text. Being listed is not wrongdoing, and not being
found is not being safe. Natural persons are never entries; they are counted in `left_out`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from attache.core.records import col

__all__ = ["RegisterEdition", "RegisterEntry"]


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One organisation on a register, for one time of being listed."""

    TABLE: ClassVar[str] = "register_entries"
    KEY: ClassVar[tuple[str, ...]] = ("register", "format", "entry_id")

    register: str = col("register's id in the catalogue, or of the keeper's own")
    format: str = col(
        "family of formats that it was read from: `csl`, `ofac`, `1260h`, `table` …; ids agree within one"
    )
    entry_id: str = col("id in the register, or made from the name; `~2` and `@DATE` behind it tell namesakes apart")
    name: str = col("name as the register has it")
    aliases: str = col("JSON list of other names")
    country: str | None = col("ISO 3166-1 alpha-2, where the register says one")
    valid_from: str | None = col("day from which it is listed, ISO 8601 to the precision that is known")
    valid_to: str | None = col("last day on which it was listed; null while it is, or where that is not known")
    observed: str | None = col(
        "dates of the two that no register states: they are of the first and last edition with the entry"
    )
    edition: str = col("edition that last states it")
    identifiers: str = col("JSON list of `scheme:value`")
    parents: str = col("JSON list of names or ids of parents, as stated")
    programme: str | None = col("part of the register, or the legal basis of this entry")
    address: str | None = col("address as stated")
    note: str | None = col("remarks as stated; weak aliases")
    url: str | None = col("where the register speaks of it")
    synthetic: bool = col("made for demonstration or tests", False)


@dataclass(frozen=True, slots=True)
class RegisterEdition:
    """One edition of a register as it was seen, or the reason why it could not be read."""

    TABLE: ClassVar[str] = "registers"
    KEY: ClassVar[tuple[str, ...]] = ("register", "edition", "source_id")

    register: str = col("register's id")
    edition: str = col("date of the edition: as stated at import, else the day of the capture")
    source_id: str = col("declared source that it came from; `shipped` for lists that come with Attaché")
    format: str | None = col("format that was read; null where none could be")
    capture_id: str | None = col("first capture that it was read from; null for shipped lists")
    captured_at: str | None = col("when the latest of its captures was made, ISO 8601 UTC")
    complete: bool = col("it is the whole register: what it lacks is no longer listed")
    entries: int = col("number of entries of this register in it")
    left_out: str = col("JSON object: rows of the file that are no entries, by reason; of the file as a whole")
    unread: str | None = col("columns of the file that no loader uses, separated by semicolons")
    remarks: str | None = col("what a keeper should look at")
    refusal: str | None = col("why the file could not be read")
    synthetic: bool = col("made for demonstration or tests", False)
