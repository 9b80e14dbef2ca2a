"""The Denied Persons List of the Bureau of Industry and Security: text with tabs.

It holds mostly persons and does not say who is one: only what is named like an organisation becomes an entry.
"""

from __future__ import annotations

from collections.abc import Mapping

from attache.link.registers.countries import country_code
from attache.link.registers.dates import iso_date
from attache.link.registers.loaded import Gathered, entry_id
from attache.link.registers.opening import headed_rows
from attache.link.registers.persons import is_named_like_an_organisation

__all__ = ["COLUMNS", "denied_persons"]

COLUMNS = frozenset(
    [
        "name",
        "street_address",
        "city",
        "state",
        "country",
        "postal_code",
        "effective_date",
        "expiration_date",
        "standard_order",
        "last_update",
        "action",
        "fr_citation",
    ]
)


def denied_persons(files: Mapping[str, bytes], got: Gathered) -> None:
    """Gather the organisations of `dpl.txt`; several addresses of one order are one entry."""
    name, body = next(iter(files.items()))
    orders: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in headed_rows(body, name, ("name", "country", "effective_date"), "\t"):
        got.not_read(row.keys() - COLUMNS)
        who = " ".join(row.get("name", "").split())
        if not who:
            got.skip("rows without a name")
        elif is_named_like_an_organisation(who):
            orders.setdefault((who, row.get("effective_date", "")), []).append(row)
        else:
            got.skip("persons, as far as the name tells (no type is stated)")
    for (who, day), found in orders.items():
        got.skip("further addresses of an entry", len(found) - 1) if len(found) > 1 else None
        _take(who, day, found, got)


def _take(who: str, day: str, rows: list[dict[str, str]], got: Gathered) -> None:
    countries = {country_code(row.get("country")) for row in rows if row.get("country")}
    places = [
        [row.get(key, "") for key in ("street_address", "city", "state", "postal_code", "country")] for row in rows
    ]
    last = rows[-1]
    got.add(
        who,
        id=entry_id(who, day),
        country=countries.pop() if len(countries) == 1 else None,
        valid_from=iso_date(day),
        valid_to=iso_date(last.get("expiration_date")),
        address="; ".join(", ".join(part for part in place if part) for place in places)[:2000],
        note=" | ".join(part for part in (last.get("action"), last.get("fr_citation")) if part),
    )
