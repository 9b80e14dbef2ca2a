"""Dimensions of opportunities that are worked out when somebody asks for them: kinds of money, bodies named, districts.

Each is a table of its own (`i`, `value`), made at the first question. An opportunity may have several values, or none,
which is the group `unknown`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from attache.vocabulary.districts import districts_of
from attache.vocabulary.missions import missions
from attache.vocabulary.rates import rates

__all__ = ["DERIVED", "Derived", "register"]

NO_CURRENCY = "currency_not_stated"
NO_DISTRICT = "no_district"
DELEGATION = "mission"
"""Kind of a mission to an international organisation."""


@dataclass(frozen=True, slots=True)
class Derived:
    """How a dimension comes about: `make` creates its table from `units` and the tables of the edition."""

    make: Callable[[duckdb.DuckDBPyConnection], None]


def register(con: duckdb.DuckDBPyConnection) -> None:
    """Add the table `rates`: what a unit of a currency was worth in USD and CNY, on average of a year."""
    known = rates()
    rows = [
        (currency, year, 1 / rate.per_usd, known["CNY", year].per_usd / rate.per_usd)
        for (currency, year), rate in sorted(known.items())
    ]
    kinds = {"currency": pa.string(), "year": pa.int64(), "usd": pa.float64(), "cny": pa.float64()}
    con.register("rates", _table(rows, kinds))


def _table(rows: Sequence[tuple[object, ...]], kinds: Mapping[str, Any]) -> pa.Table:
    arrays = [pa.array([row[at] for row in rows], kind) for at, kind in enumerate(kinds.values())]
    return pa.table(dict(zip(kinds, arrays, strict=True)))


def _register_missions(con: duckdb.DuckDBPyConnection) -> None:
    """Add the table `mission_facts`; `alone` is a mission whose district is the whole of its country."""
    local = Counter(one.country for one in missions().values() if one.kind != DELEGATION)
    rows = [(one.mission_id, one.country, one.kind, local[one.country] == 1) for one in missions().values()]
    kinds = {"mission_id": pa.string(), "country": pa.string(), "kind": pa.string(), "alone": pa.bool_()}
    con.register("mission_facts", _table(rows, kinds))


_AMOUNT_KIND = "select distinct u.i, a.kind as value from units u join amounts a using (document_id)"
_AMOUNT_CURRENCY = f"""
select distinct u.i, coalesce(a.currency, '{NO_CURRENCY}') as value from units u join amounts a using (document_id)
where a.kind <> 'equity_share'
"""  # noqa: S608 -- a constant of ours
_BODIES = """
select distinct u.i, {} as value from units u join mentions m using (document_id)
left join resolutions r on r.document_id = m.document_id and r."start" = m."start" and r."end" = m."end"
where m.kind in ('association', 'fund', 'park') and not coalesce(r.offered, false) and {} is not null
"""
_IN_COUNTRY = f"""
select u.i, case when m.kind = '{DELEGATION}' then '{NO_DISTRICT}' when m.country = u.host_country then 'inside'
  else 'outside' end as value
from units u join mission_facts m using (mission_id) where u.host_country is not null
"""  # noqa: S608 -- constants of ours
_SAID = f"""
select distinct u.i, u.host_country, u.published_on, v.value as place
from units u join mission_facts m using (mission_id) join "values" v using (document_id)
where v.name = 'place' and m.kind <> '{DELEGATION}' and not m.alone and m.country = u.host_country
  and not exists (from mentions x where x.document_id = v.document_id and x.kind = 'mission'
    and x."start" <= v."start" and x."end" >= v."end" and v."start" >= 0)
"""  # noqa: S608 -- a constant of ours
_IN_DISTRICT = f"""
with lies as (
  select distinct s.i, s.place, d.mission_id
  from said_place s join place_districts d on d.place = s.place and d.country = s.host_country
    and (s.published_on is null or (
      (d.valid_from is null or left(s.published_on, length(d.valid_from)) >= left(d.valid_from, length(s.published_on)))
      and (d.valid_to is null or left(s.published_on, length(d.valid_to)) <= left(d.valid_to, length(s.published_on)))
    ))
), named as (
  select i, count(distinct place) as places from lies group by i
), allowed as (
  select l.i, l.mission_id from lies l join named n using (i) group by l.i, l.mission_id, n.places
  having count(*) = n.places
), found as (
  select i, any_value(mission_id) as district from allowed group by i having count(*) = 1
)
select c.i, case when c.value <> 'inside' or m.alone then c.value
  when f.district = u.mission_id then 'inside' else 'outside' end as value
from ({_IN_COUNTRY}) c join units u using (i) join mission_facts m using (mission_id) left join found f using (i)
where c.value <> 'inside' or m.alone or f.district is not null
"""  # noqa: S608 -- constants of ours


def _made(name: str, query: str) -> Derived:
    def make(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(f"create table {name} as {query}").fetchall()

    return Derived(make)


def _in_country(con: duckdb.DuckDBPyConnection) -> None:
    _register_missions(con)
    con.execute(f"create table in_country as {_IN_COUNTRY}").fetchall()


def _in_district(con: duckdb.DuckDBPyConnection) -> None:
    """Decide by the places that the text names, those in names of missions left out: the one district of them all."""
    _register_missions(con)
    con.execute(f"create temp table said_place as {_SAID}").fetchall()
    named = [str(row[0]) for row in con.execute("select distinct place from said_place order by 1").fetchall()]
    rows = [(name, d.country, d.mission_id, d.valid_from, d.valid_to) for name in named for d in districts_of(name)]
    columns = ("place", "country", "mission_id", "valid_from", "valid_to")
    con.register("place_districts", _table(rows, dict.fromkeys(columns, pa.string())))
    con.execute(f"create table in_district as {_IN_DISTRICT}").fetchall()
    con.execute("drop table said_place").fetchall()


DERIVED: Mapping[str, Derived] = {
    "amount_kind": _made("amount_kind", _AMOUNT_KIND),
    "amount_currency": _made("amount_currency", _AMOUNT_CURRENCY),
    "body_kind": _made("body_kind", _BODIES.format("m.kind", "m.kind")),
    "body": _made("body", _BODIES.format("r.organisation_id", "r.organisation_id")),
    "in_country": Derived(_in_country),
    "in_district": Derived(_in_district),
}
"""`amount_kind` and `amount_currency`: kinds of amounts and currencies that the posting states; `body_kind` and
`body`: associations, funds and parks that it names and does not offer, by kind and by organisation; `in_country`,
`in_district`: whether the host country, or the places that the text names, lie in the issuing mission's country, or
consular district (`inside`, `outside`, or `no_district` for a delegation to an international organisation)."""
