"""Organisations that an edition does not have any more: where they last stood, and where their names are now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from attache.build.edition import Edition, Editions
from attache.web.site import View

__all__ = ["Formerly", "formerly", "parted_from"]

_ID = re.compile(r"org-[0-9a-f]{8,64}")
_BACK = 12
"""Earlier editions that are looked through at most."""
_MOST = 40
_HELD = """
select n.name_id, n.name from organisation_names n where n.organisation_id = $1 or n.organisation_id in (
  select organisation_id from organisation_names where name_id = $1
) order by n.name_id <> $1, n.mentions desc, n.name_id"""


@dataclass(frozen=True, slots=True)
class Formerly:
    """An organisation as an earlier edition had it; `now` are the organisations that have its names, by id and name."""

    edition: int
    name: str
    now: tuple[tuple[str, str], ...]


def formerly(editions: Editions, view: View, organisation_id: str) -> Formerly | None:
    """Return what became of an id that an edition does not have; None where no edition before it had it, either."""
    if not _ID.fullmatch(organisation_id):
        return None
    earlier = [number for number in editions.numbers() if number < view.number]
    for number in earlier[: -_BACK - 1 : -1]:
        held = _held(editions.get(number).path, organisation_id)
        if held:
            return Formerly(number, held[0][1], _now(view, [key for key, _ in held]))
    return None


@lru_cache(maxsize=512)
def _held(path: Path, organisation_id: str) -> tuple[tuple[str, str], ...]:
    """Return ids and names of an organisation of an edition, which never changes."""
    with Edition(path).connect() as con:
        return tuple((str(key), str(name)) for key, name in con.execute(_HELD, [organisation_id]).fetchall())


def _now(view: View, names: list[str]) -> tuple[tuple[str, str], ...]:
    marks = ", ".join("?" * len(names[:_MOST]))
    query = f"""
    select distinct o.organisation_id, o.name from names n join organisations o using (organisation_id)
    where n.name_id in ({marks}) order by o.name, o.organisation_id"""  # noqa: S608 -- marks alone
    return tuple((row["organisation_id"], row["name"]) for row in view.shelf.rows(query, names[:_MOST]))


def parted_from(view: View, organisation_id: str) -> list[dict[str, Any]]:
    """Return the organisations that decisions keep apart from one: `organisation_id`, `name`, `decision_id`."""
    query = """
    select distinct o.organisation_id, o.name, f.decision_id from forwards s
    join forwards f on f.decision_id = s.decision_id and f.why = 'split' and f.organisation_id <> s.organisation_id
    join organisations o on o.organisation_id = f.organisation_id
    where s.organisation_id = ? and s.why = 'split' order by o.name, f.decision_id"""
    return view.shelf.rows(query, (organisation_id,))
