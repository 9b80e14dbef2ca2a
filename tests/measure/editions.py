"""Editions in memory for tests of measures: tables from records, without files."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import duckdb

from attache.build.tables import TABLES, to_table
from attache.core.organisations import Organisation, Resolution
from attache.core.records import Amount, Capture, Code, Document, Life, Mention, Opportunity, Value
from attache.measure.frame import Frame, Stamp
from attache.vocabulary.codebook import Codebook, load_codebook

T = TypeVar("T")
Rows = Mapping[str, Sequence[Any]]
AS_OF = "2024-03-31"
_EMPTY: dict[str, Any] = {"str": "", "int": 0, "float": 0.0, "bool": False}


@cache
def shipped_codebook() -> Codebook:
    """Return the codebook that comes with Attaché, read once."""
    return load_codebook(None)


def made(record: type[T], **fields: Any) -> T:
    """Return a record with these fields; the others are null, empty, 0 or false."""
    shape = {f.name: str(f.type) for f in dataclasses.fields(record)}  # type: ignore[arg-type]
    plain = {name: None if "None" in kind else _EMPTY[kind] for name, kind in shape.items()}
    return record(**{**plain, **fields})


def edition_tables(**tables: Sequence[Any]) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB with every table of an edition: the given records, and nothing in the others."""
    unknown = set(tables) - set(TABLES)
    assert not unknown, f"an edition has no tables {sorted(unknown)}"
    con = duckdb.connect()
    for name, record in TABLES.items():
        con.register(name, to_table(record, list(tables.get(name, ()))))
    return con


def frame_of(
    tables: Rows,
    *,
    since: str | None = None,
    until: str | None = None,
    as_of: str = AS_OF,
    only: Sequence[str] | None = None,
    codebook: Codebook | None = None,
) -> Frame:
    """Return a frame over an edition with these tables, which counts as synthetic."""
    stamp = Stamp("edition-of-tests", 1, True, as_of, since, until)
    return Frame(edition_tables(**tables), stamp, codebook or shipped_codebook(), only=only)


def coded(subject: str, variable: str, value: str, coder: str = "lexicon", confidence: float = 0.9) -> Code:
    """Return a code."""
    return made(Code, subject_id=subject, variable=variable, value=value, coder=coder, confidence=confidence)


def posted(number: int, **fields: Any) -> dict[str, list[Any]]:
    """Return one opportunity with its document, capture and life: `opp-000`, `doc-000` … and the given fields.

    `status`, `group_id`, `group_size` go to its life, `precision` to its document; `organisation` offers that one.
    """
    source = f"source-{number % 2}"
    opportunity, document, capture = f"opp-{number:03}", f"doc-{number:03}", f"cap-{number:03}"
    published, life = fields.get("published_on"), {"status": "live", "group_id": document, "group_size": 1}
    life |= {key: fields.pop(key) for key in list(life) if key in fields}
    precision = fields.pop("precision", {4: "year", 7: "month", 10: "day"}.get(len(published or "")))
    organisation = fields.pop("organisation", None)
    both = {"title": f"posting {number}", "published_on": published, "synthetic": True}
    both |= {key: fields[key] for key in ("mission_id", "host_country") if key in fields}
    year = int(published[:4]) if published else None
    seen = {
        "status_since": "2023-01-01T00:00:00Z",
        "first_seen": "2023-01-01T00:00:00Z",
        "last_seen": f"{AS_OF}T00:00:00Z",
    }
    found: dict[str, list[Any]] = {
        "opportunities": [
            made(Opportunity, opportunity_id=opportunity, document_id=document, year=year, **{**both, **fields})
        ],
        "documents": [
            made(
                Document,
                document_id=document,
                capture_id=capture,
                published_precision=precision,
                source_id=source,
                item_key=str(number),
                url=f"https://example.org/{number}",
                sha256=f"{number:064x}",
                versions=1,
                **both,
            )
        ],
        "captures": [
            made(
                Capture,
                capture_id=capture,
                source_id=source,
                sha256=f"{number:064x}",
                captured_at=f"{AS_OF}T00:00:00Z",
                synthetic=True,
            )
        ],
        "lives": [made(Life, document_id=document, **{**seen, **life})],
    }
    if organisation:
        found["resolutions"] = [made(Resolution, document_id=document, organisation_id=organisation, offered=True)]
    return found


def joined(parts: Sequence[Mapping[str, Sequence[Any]]]) -> dict[str, list[Any]]:
    """Return the tables of several parts as one, each record once."""
    out: dict[str, dict[Any, None]] = {}
    for part in parts:
        for name, rows in part.items():
            out.setdefault(name, {}).update(dict.fromkeys(rows))
    return {name: list(rows) for name, rows in out.items()}


_MISSIONS = {
    "US": ["us-houston-consulate", "us-embassy", "us-chicago-consulate"],
    "RU": ["ru-embassy", "ru-yekaterinburg-consulate"],
    "JP": ["jp-embassy", "jp-osaka-consulate"],
    "GB": ["gb-embassy", "gb-manchester-consulate"],
    "IL": ["il-embassy"],
    "DE": ["de-munich-consulate", "de-embassy"],
    "FI": ["fi-embassy"],
    "KR": ["kr-embassy"],
}
_PLACES = {
    "US": ["休斯敦", "芝加哥"],
    "RU": ["莫斯科", "叶卡捷琳堡"],
    "JP": ["大阪"],
    "GB": ["曼彻斯特"],
    "DE": ["慕尼黑"],
}
_FEW = (
    "direction",
    "military_relevance",
    "stage",
    "recommender_stance",
    "willingness_partner",
    "willingness_jv",
    "willingness_share_ip",
)


def small_tables(size: int = 60, seed: int = 7) -> dict[str, list[Any]]:
    """Return the tables of a varied edition: dates to a day, month, year or none, unknown countries and missions,
    reposts, one in six coded by people too, of whom some disagree, amounts in known and unknown currencies.
    """
    dice = random.Random(seed)
    codebook = shipped_codebook()
    organisations = [f"org-{at}" for at in range(size // 3 or 1)]
    kinds = ("company", "university", "institute", "unknown")
    made_ones = [
        made(Organisation, organisation_id=one, name=f"Organisation {one}", kind=dice.choice(kinds), synthetic=True)
        for one in organisations
    ]
    parts: list[dict[str, list[Any]]] = [{"organisations": made_ones}]
    parts += [_one(dice, codebook, number, organisations) for number in range(size)]
    return joined(parts)


def _one(dice: random.Random, codebook: Codebook, number: int, organisations: Sequence[str]) -> dict[str, list[Any]]:
    country = dice.choice([*_MISSIONS, "US", "RU", None])
    mission = (
        dice.choice([*_MISSIONS[country], _MISSIONS[country][0], None])
        if country
        else dice.choice(["fi-embassy", None])
    )
    day = f"{dice.randint(2014, 2023)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    published = dice.choice([day, day, day, day[:7], day[:4], None])
    again = number % 9 == 8
    part = posted(
        number,
        host_country=country,
        mission_id=mission,
        published_on=published,
        organisation=dice.choice([*organisations, None]),
        status=dice.choice(["live", "live", "changed", "gone", "returned"]),
        group_id=f"doc-{number - 1:03}" if again else f"doc-{number:03}",
        group_size=2 if number % 9 in (7, 8) else 1,
    )
    document = f"doc-{number:03}"
    part["codes"] = list(dict.fromkeys(_codes(dice, codebook, f"opp-{number:03}")))
    part["amounts"] = [_amount(dice, document, at) for at in range(dice.choice([0, 0, 1, 2]))]
    places = dice.sample(_PLACES.get(country or "", []), dice.choice([0, 1]) if country in _PLACES else 0)
    part["values"] = [
        made(Value, document_id=document, name="place", value=place, start=40, end=44, quote=place) for place in places
    ]
    part["mentions"] = (
        [made(Mention, document_id=document, start=9, end=20, name="Venture Fund", kind="fund")]
        if number % 10 == 0
        else []
    )
    return part


def _codes(dice: random.Random, codebook: Codebook, subject: str) -> Iterator[Code]:
    for name, variable in codebook.variables.items():
        values = list(variable.values)
        if variable.level == "event" or dice.random() < 0.3:
            continue
        many = 1 if name in _FEW else dice.randint(1, min(3, len(values)))
        machine = dice.sample(values, many)
        yield from (coded(subject, name, value) for value in machine)
        if dice.random() < 0.15:
            yield from (coded(subject, name, value, "ana") for value in dice.sample(values, many))
            if dice.random() < 0.7:
                yield from (
                    coded(subject, name, value, "ben") for value in (machine if dice.random() < 0.5 else values[:1])
                )
        if dice.random() < 0.05:
            yield coded(subject, name, dice.choice(values), "adjudicated:cleo")


def _amount(dice: random.Random, document: str, at: int) -> Amount:
    kind = dice.choice(["investment_sought", "price", "funding_received", "equity_share", "unspecified"])
    low = float(dice.randint(1, 90) * 100_000) if kind != "equity_share" else float(dice.randint(5, 60))
    currency = None if kind == "equity_share" else dice.choice(["USD", "EUR", "CNY", "RUB", "XXX", None])
    high = dice.choice([low, low * 2, None]) if kind != "equity_share" else low
    return made(
        Amount,
        document_id=document,
        start=100 + at * 20,
        end=110 + at * 20,
        as_stated=f"{low:g}",
        kind=kind,
        currency=currency,
        low=low,
        high=high,
    )
