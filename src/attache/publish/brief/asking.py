"""What a brief or a pack is about: a selection of opportunities, and the edition opened for it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from attache.build.edition import Edition
from attache.build.indexing import open_index
from attache.build.measuring import open_frame
from attache.core.errors import InputError, NotFoundError
from attache.core.text import normalise, simplify
from attache.measure.frame import Frame
from attache.measure.labels import group_label, name_of
from attache.measure.where import ALL, UNKNOWN, Where
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.countries import countries
from attache.vocabulary.missions import missions

__all__ = ["Asked", "Organisation", "Selected", "select"]

_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_NAMES = """
select distinct organisation_id, n.name from organisation_names n
union all select organisation_id, name from organisations
union all select organisation_id, name_zh from organisations where name_zh is not null
union all select organisation_id, name_latin from organisations where name_latin is not null
"""
_BY_ID = """
select organisation_id from organisations where organisation_id = $1
union select organisation_id from organisation_names where name_id = $1
union select organisation_id from forwards where old_id = $1 and why <> 'split'
"""
_NAMING = """
select opportunity_id from opportunities
where document_id in (select document_id from resolutions where organisation_id = ?) order by 1
"""
_OF_DOCUMENTS = "select opportunity_id from opportunities where document_id in (select unnest(?::varchar[])) order by 1"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for; all conditions together. `where` are texts `DIMENSION=VALUE`; days are ISO 8601."""

    query: str | None = None
    countries: tuple[str, ...] = ()
    organisation: str | None = None
    missions: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether it is about fewer than all opportunities of the window."""
        return bool(self.query or self.countries or self.organisation or self.missions or self.where)

    @property
    def conditions(self) -> Where:
        """The conditions on dimensions; InputError where one cannot be read."""
        found: dict[str, list[str]] = {}
        if self.countries:
            found["host_country"] = list(self.countries)
        if self.missions:
            found["mission_id"] = list(self.missions)
        for pair in self.where:
            name, sign, value = pair.partition("=")
            if not sign or not name or not value:
                raise InputError(f"`{pair[:80]}` is no condition", mend="write it as `technology_field=lidar_sensing`")
            found.setdefault(name, []).append(value)
        return Where().also(**found)

    def command(self, verb: str, edition: int) -> str:
        """Return the command that asks for the same again, without where to write it."""
        words = ["attache", verb]
        single = (("--query", self.query), ("--organisation", self.organisation))
        words += [part for name, value in single if value for part in (name, value)]
        many = (("--country", self.countries), ("--mission", self.missions), ("--where", self.where))
        words += [part for name, values in many for value in values for part in (name, value)]
        words += [
            part for name, value in (("--from", self.since), ("--until", self.until)) if value for part in (name, value)
        ]
        return shlex.join([*words, "--edition", str(edition)])

    def check(self) -> Asked:
        """Return it with country codes in capitals; refuse what no edition could answer."""
        chosen = tuple(code.upper() for code in self.countries)
        for code in chosen:
            if code not in countries() and code != UNKNOWN.upper():
                raise InputError(f"there is no country `{code[:40]}`", mend="use ISO 3166-1 alpha-2 codes such as NL")
        for name in self.missions:
            if name not in missions() and name != UNKNOWN:
                raise InputError(f"there is no mission `{name[:80]}`", mend="use an id such as nl-embassy")
        for day in (self.since, self.until):
            _check_day(day)
        if self.since and self.until and self.since > f"{self.until}~":
            raise InputError(f"{self.since} is after {self.until}", mend="give the earlier day first")
        spelled = tuple(UNKNOWN if code == UNKNOWN.upper() else code for code in chosen)
        return Asked(self.query, spelled, self.organisation, self.missions, self.where, self.since, self.until)


def _check_day(day: str | None) -> None:
    if day is None:
        return
    try:
        if not _DAY.fullmatch(day):
            raise ValueError
        date.fromisoformat((day + "-01-01")[:10])
    except ValueError:
        raise InputError(f"`{day[:40]}` is no day", mend="write it as 2019-07-15, 2019-07 or 2019") from None


@dataclass(frozen=True, slots=True)
class Organisation:
    """The organisation that was asked for, as the edition has it."""

    organisation_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Selected:
    """An edition opened for what was asked: `frame` counts the selection, `all_dates` the same without the window.

    `in_edition` is the number of all opportunities of the edition.
    """

    asked: Asked
    edition: Edition
    frame: Frame
    all_dates: Frame
    in_edition: int
    organisation: Organisation | None

    def describe(self, language: str) -> Iterator[tuple[str, str]]:
        """Yield each condition as a pair of a dimension's name and its values' names."""
        at, book = ("en", "zh").index(language), self.frame.codebook
        for name, values in self.asked.conditions.conditions.items():
            named = (group_label(name, value, book)[at] for value in values)
            yield name_of(name, book)[at], ", ".join(named)


def select(edition: Edition, asked: Asked, *, unknown_is_nothing: bool = False) -> Selected:
    """Open an edition for a selection. InputError for a condition that means nothing, NotFoundError for a name.

    `unknown_is_nothing`: an organisation that the edition does not name selects nothing, and is no error.
    """
    asked = asked.check()
    whole = open_frame(edition)
    _check_values(asked.conditions, whole.codebook)
    organisation = None
    try:
        organisation = _organisation(whole.con, asked.organisation) if asked.organisation else None
        only = _ids(edition, asked, whole, organisation)
    except NotFoundError:
        if not unknown_is_nothing:
            raise
        only = []
    frames = [
        open_frame(edition, since=since, until=until, only=only)
        for since, until in ((asked.since, asked.until), (None, None))[: 2 if asked.since or asked.until else 1]
    ]
    return Selected(asked, edition, frames[0], frames[-1], whole.count(ALL), organisation)


def _check_values(where: Where, codebook: Codebook) -> None:
    for name, values in where.conditions.items():
        variable = codebook.variables.get(name)
        unknown = [value for value in values if variable and value not in variable.values and value != UNKNOWN]
        if unknown:
            raise InputError(f"`{name}` has no value `{unknown[0][:80]}`", mend="see `docs/codebook.md` for its values")


def _ids(edition: Edition, asked: Asked, whole: Frame, organisation: Organisation | None) -> Sequence[str] | None:
    """Return the ids of the opportunities that meet all conditions; None where there are none to meet."""
    if not asked.narrowed:
        return None
    chosen = set(whole.records(asked.conditions))
    if organisation:
        chosen &= {row[0] for row in whole.rows(_NAMING, organisation.organisation_id)}
    if asked.query:
        hits = open_index(edition).search(asked.query, limit=max(1, edition.rows("documents"))).hits
        chosen &= {row[0] for row in whole.rows(_OF_DOCUMENTS, [hit.document_id for hit in hits])}
    return sorted(chosen)


def _organisation(con: duckdb.DuckDBPyConnection, given: str) -> Organisation:
    """Return the organisation of an id or a name; case and traditional characters do not matter."""
    ids = [row[0] for row in con.execute(_BY_ID, [given]).fetchall()]
    if not ids:
        wanted = _folded(given)
        ids = sorted({key for key, name in con.execute(_NAMES).fetchall() if _folded(name) == wanted})
    if not ids:
        raise NotFoundError(
            f"no text of this edition names `{given[:200]}`", mend="write the name as posted; `attache search` finds it"
        )
    if len(ids) > 1:
        raise InputError(
            f"`{given[:200]}` is the name of several organisations", mend=f"give one of the ids {', '.join(ids)}"
        )
    found = con.execute("select organisation_id, name from organisations where organisation_id = ?", ids).fetchall()
    return Organisation(*found[0])


def _folded(name: str) -> str:
    return simplify(normalise(name)).casefold()
