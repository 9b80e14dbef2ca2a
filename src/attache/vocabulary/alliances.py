"""Alliances as of a date: NATO, major non-NATO allies, EU, Five Eyes.

`data/alliances.csv` gives dates to the precision that is known; a membership known by its year counts
for the whole of that year, which `Membership.dated_to_the_day` lets a caller notice. Taiwan is *treated
as* a major non-NATO ally by United States law: its own value, so that it can be counted or left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from attache.core.errors import InputError
from attache.vocabulary.countries import countries, need, read_table
from attache.vocabulary.missions import within
from attache.vocabulary.tables import unique

__all__ = ["ALLIANCES", "Membership", "alliance_of", "allied", "load_alliances", "members", "memberships"]

ALLIANCES = Path(__file__).parent / "data" / "alliances.csv"
_NAMES = "nato|mnna|mnna_treated|eu|five_eyes"
_GRADES = "official|state_media|report|press_on_report|leak|mirror_copy|general_knowledge"
_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"


@dataclass(frozen=True, slots=True)
class Membership:
    """One country in one alliance for a period; `valid_to` is its last day, None while it lasts."""

    alliance: str
    country: str
    valid_from: str
    valid_to: str | None
    source: str
    grade: str

    def on(self, as_of: str) -> bool:
        """Tell whether it held on a date (`2019`, `2019-07` or `2019-07-15`)."""
        return within(as_of, self.valid_from, self.valid_to)

    @property
    def dated_to_the_day(self) -> bool:
        """Tell whether its dates are known to the day."""
        return len(self.valid_from) == 10 and (self.valid_to is None or len(self.valid_to) == 10)


def load_alliances(path: Path = ALLIANCES) -> tuple[Membership, ...]:
    """Read a table of memberships; InputError names the file and the line."""
    out = []
    for row in read_table(path, tuple(Membership.__dataclass_fields__)):
        code = need(row, "country", path, "[A-Z]{2}")
        if code not in countries():
            where = f"{path}:{row.line}"
            raise InputError(f"no country has the code {code!r}", where=where, mend="use a code of countries.csv")
        out.append(
            Membership(
                alliance=need(row, "alliance", path, _NAMES),
                country=code,
                valid_from=need(row, "valid_from", path, _DATE),
                valid_to=need(row, "valid_to", path, _DATE) if row["valid_to"] else None,
                source=need(row, "source", path),
                grade=need(row, "grade", path, _GRADES),
            )
        )
    unique(((m.alliance, m.country, m.valid_from) for m in out), str(path), "memberships")
    return tuple(out)


@cache
def memberships() -> Mapping[str, tuple[Membership, ...]]:
    """Return the memberships of each country, by its code."""
    table: dict[str, list[Membership]] = {}
    for m in load_alliances():
        table.setdefault(m.country, []).append(m)
    return {code: tuple(rows) for code, rows in table.items()}


def alliance_of(country: str, as_of: str) -> set[str]:
    """Return the alliances of a country on a date: a set of `nato`, `mnna`, `mnna_treated`, `eu`, `five_eyes`."""
    return {m.alliance for m in memberships().get(country, ()) if m.on(as_of)}


def members(alliance: str, as_of: str) -> set[str]:
    """Return the codes of an alliance's members on a date."""
    return {code for code, rows in memberships().items() for m in rows if m.alliance == alliance and m.on(as_of)}


def allied(country: str, as_of: str, *, with_us: bool = True, with_tw: bool = True) -> bool:
    """Tell whether a country is a NATO member or major non-NATO ally on a date, in the variants of the report."""
    wanted = {"nato", "mnna", "mnna_treated"} if with_tw else {"nato", "mnna"}
    return (with_us or country != "US") and bool(alliance_of(country, as_of) & wanted)
