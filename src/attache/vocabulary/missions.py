"""Diplomatic missions of the People's Republic of China, dated.

Source of `data/missions.csv`: general knowledge, checked against the missions that Wikidata (CC0) lists.
`valid_from` and `valid_to` are dates to the precision that is known, and None where they are not known
or the mission is still open. A mission is never inferred from a place: these are names to be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from attache.core.errors import InputError, NotFoundError
from attache.vocabulary.countries import countries, need, read_table, words_of
from attache.vocabulary.tables import Record, unique

__all__ = [
    "MISSIONS",
    "Mission",
    "find_mission",
    "load_missions",
    "mission",
    "mission_of_domain",
    "missions",
    "within",
]

MISSIONS = Path(__file__).parent / "data" / "missions.csv"
_KINDS = "embassy|consulate_general|consulate|mission|office"
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_HOST = re.compile(r"(?:^|\.)([a-z]+)\.(?:china-|chinese)(embassy|consulate|mission)\.(?:gov\.cn|org)$")


def within(as_of: str, valid_from: str | None, valid_to: str | None) -> bool:
    """Tell whether `as_of` lies in a period; both ends count, and dates compare at the coarser precision."""
    after = valid_from is None or as_of[: len(valid_from)] >= valid_from[: len(as_of)]
    return after and (valid_to is None or as_of[: len(valid_to)] <= valid_to[: len(as_of)])


@dataclass(frozen=True, slots=True)
class Mission:
    """An embassy, consulate, delegation or office; `country` is where it sits (ISO 3166-1 alpha-2)."""

    mission_id: str
    kind: str
    country: str
    city_zh: str
    city_en: str
    name_zh: str
    aliases_zh: tuple[str, ...]
    name_en: str
    aliases_en: tuple[str, ...]
    domains: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None
    source: str

    def open_on(self, as_of: str) -> bool:
        """Tell whether the mission was open on a date (`2020`, `2020-07`, `2020-07-24`), as far as known."""
        return within(as_of, self.valid_from, self.valid_to)


def _date(row: Record, column: str, path: Path) -> str | None:
    value = row[column]
    if value and not _DATE.fullmatch(value):
        where = f"{path}:{row.line}"
        raise InputError(f"`{column}` is {value!r}", where=where, mend="write 2020-07-24, 2020-07 or 2020")
    return value or None


def load_missions(path: Path = MISSIONS) -> tuple[Mission, ...]:
    """Read a table of missions; InputError names the file and the line."""
    out = []
    for row in read_table(path, tuple(Mission.__dataclass_fields__)):
        code = need(row, "country", path, "[A-Z]{2}")
        if code not in countries():
            where = f"{path}:{row.line}"
            raise InputError(f"no country has the code {code!r}", where=where, mend="use a code of countries.csv")
        out.append(
            Mission(
                mission_id=need(row, "mission_id", path, "[a-z]+(-[a-z]+)+"),
                kind=need(row, "kind", path, _KINDS),
                country=code,
                city_zh=need(row, "city_zh", path),
                city_en=need(row, "city_en", path),
                name_zh=need(row, "name_zh", path),
                aliases_zh=words_of(row, "aliases_zh"),
                name_en=need(row, "name_en", path),
                aliases_en=words_of(row, "aliases_en"),
                domains=words_of(row, "domains"),
                valid_from=_date(row, "valid_from", path),
                valid_to=_date(row, "valid_to", path),
                source=need(row, "source", path),
            )
        )
    unique(((m.mission_id,) for m in out), str(path), "missions")
    unique(((name,) for m in out for name in (m.name_zh, *m.aliases_zh)), str(path), "missions")
    return tuple(out)


@cache
def missions() -> Mapping[str, Mission]:
    """Return all missions by id."""
    return MappingProxyType({m.mission_id: m for m in load_missions()})


def mission(mission_id: str) -> Mission:
    """Return the mission with this id; NotFoundError if there is none."""
    try:
        return missions()[mission_id]
    except KeyError:
        mend = "use an id of the table of missions, such as us-houston-consulate"
        raise NotFoundError(f"no mission has the id {mission_id!r}", mend=mend) from None


@cache
def _by_name() -> Mapping[str, str]:
    table: dict[str, str] = {}
    for m in missions().values():
        for name in (m.mission_id, m.name_zh, *m.aliases_zh, m.name_en, *m.aliases_en):
            table.setdefault(name.casefold(), m.mission_id)
    return table


def find_mission(name: str) -> str | None:
    """Return the id of the mission that goes by exactly this name, or None."""
    return _by_name().get(name.strip().casefold())


@cache
def _by_domain() -> Mapping[str, str]:
    return {domain: m.mission_id for m in missions().values() for domain in m.domains}


def mission_of_domain(host: str) -> str | None:
    """Return the id of the mission that publishes at this host name, or None.

    `il.china-embassy.org`, `il.chineseembassy.org` and `il.china-embassy.gov.cn` are the same site over time.
    """
    host = host.strip().rstrip(".").casefold().removeprefix("www.")
    match = _HOST.search(host)
    found = _by_domain().get(f"{match[1]}.china-{match[2]}.gov.cn") if match else None
    return found or _by_domain().get(host)
