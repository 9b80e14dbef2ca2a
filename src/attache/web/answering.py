"""What answers a need: for an entry of a list as the shelf has it, for a request read from a page counted when asked.

Requests would have as many pairs with postings as both have records together, so the shelf holds none of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attache.measure.answering import EXACTNESS, SAME_FIELD
from attache.web.shelf.activities import STEP
from attache.web.site import View

__all__ = ["counted", "counted_in", "followed_rows", "parsed", "postings", "ranked"]

Need = Mapping[str, Any]
"""A row of the sheet `needs`."""
_POSTINGS = f"""
select c.*, a.answer % {STEP} as rank, a.in_force from answers a join cards c on c.rowid = a.card
where a.answer between ? and ?{{}} order by a.answer, a.rowid"""  # noqa: S608 -- a constant of ours
_RANK_OF_REQUESTS = EXACTNESS.index(SAME_FIELD)
_LATER = """(
  select card, max(published_on) as day from fielded where field in ({}) and published_on >= ? group by card
) f join cards c on c.rowid = f.card{} order by f.day desc, f.card"""
_AFTER_REQUEST = f"""
select 'outcome' as kind, o.outcome_id as id, o.organisation_id, c.document_id, '{SAME_FIELD}' as exactness,
  o.outcome_on as followed_on
from (
  select organisation_id, card, min(published_on) as day from fielded
  where field in ({{}}) and published_on >= ? and organisation_id is not null group by organisation_id
) f join outcomes o using (organisation_id) join cards c on c.rowid = f.card
where o.outcome_on is null or o.outcome_on >= substr(f.day, 1, length(o.outcome_on))
order by o.outcome_on, o.outcome_id limit 120"""  # noqa: S608 -- a constant of ours


def parsed(one: Need) -> dict[str, Any]:
    """Return a need with its JSON columns read."""
    return {**one, "by_exactness": json.loads(one["by_exactness"])}


def counted(view: View, one: Need) -> dict[str, Any]:
    """Return a need with the number of postings that answer it; those of a request are counted only here."""
    if one["list_id"] is not None:
        return parsed(one)
    query = f"select count(distinct card) as n from fielded where field in ({_marks(one)}) and published_on >= ?"  # noqa: S608
    n = int(view.shelf.rows(query, _later(one))[0]["n"])
    return {**parsed(one), "answers": n, "in_time": n, "by_exactness": {SAME_FIELD: n} if n else {}}


def postings(one: Need, shown: str = "", country: str = "") -> tuple[str, list[object]]:
    """Return the cards that answer a need as SQL, the nearest and then the newest first, with its values.

    `shown` is one exactness and `country` one country, all if empty. Rows have `rank` and `in_force` beside the
    card; see `ranked`.
    """
    if one["list_id"] is None:
        told = _LATER.format(_marks(one), " where c.host_country = ?" if country else "")
        query = f"select c.*, {_RANK_OF_REQUESTS} as rank, 1 as in_force from {told}"  # noqa: S608 -- marks alone
        return query, [*_later(one), *([country] if country else [])]
    first = one["number"] * STEP
    low, high = (first + EXACTNESS.index(shown),) * 2 if shown else (first, first + STEP - 1)
    query = _POSTINGS.format(" and c.host_country = ?" if country else "")
    return query, [low, high, *([country] if country else [])]


def counted_in(view: View, one: Need, country: str) -> dict[str, int]:
    """Return the number of postings of a country that answer a need, by exactness, the nearest first."""
    query, values = postings(one, country=country)
    rows = view.shelf.rows(f"select rank, count(*) as n from ({query}) group by rank order by rank", values)  # noqa: S608 -- ours
    return {EXACTNESS[row["rank"]]: int(row["n"]) for row in rows}


def ranked(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of `postings` with its exactness by name."""
    return {**row, "exactness": EXACTNESS[row["rank"]], "in_force": bool(row["in_force"])}


def followed_rows(view: View, one: Need) -> list[dict[str, Any]]:
    """Return the outcomes and events after postings that answer a need: kind, id, organisation, posting, when."""
    if one["list_id"] is None:
        return view.shelf.rows(_AFTER_REQUEST.format(_marks(one)), _later(one))
    return view.shelf.rows("select * from followed where need_id = ? order by rowid", (one["need_id"],))


def _marks(one: Need) -> str:
    return ", ".join("?" for _ in json.loads(one["fields"])) or "null"


def _later(one: Need) -> list[object]:
    return [*json.loads(one["fields"]), one["stated_day"] or "9999"]
