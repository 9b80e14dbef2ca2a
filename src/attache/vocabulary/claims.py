"""The claims ledger: figures that somebody published, with window, denominator, definition and conflicts.

A claim such as `111 / 114` has one record per figure (`part`). Claims may contradict each other; both
sides say so. A source may be a key such as `seed:000`, which `load_sources` resolves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator

from attache.core.errors import InputError
from attache.core.facts import Claim
from attache.vocabulary.quantities import Comparator, Quantity, parse_quantity
from attache.vocabulary.tables import Grade, PartialDate, Record, Row, check, read_csv, read_yaml, unique

__all__ = ["CLAIMS", "Source", "load_claims", "load_sources"]

CLAIMS = Path(__file__).parent / "data" / "claims.yaml"
_LISTS = ("derived_from", "conflicts_with")


@dataclass(frozen=True, slots=True)
class Source:
    """What a short source key stands for."""

    key: str
    title: str
    publisher: str
    address: str | None
    dated: str | None
    grade: str


def _claim_id(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{1,4}\d{3,6}", text):
        raise ValueError("is not a claim id such as C001")
    return text


ClaimId = Annotated[str, AfterValidator(_claim_id)]


class _SourceRow(Row):
    key: str
    title: str
    publisher: str
    address: str | None = None
    dated: PartialDate | None = None
    grade: Grade


class _FigureRow(Row):
    statement: str
    value: str | None = None
    comparator: Comparator | None = None
    low: float | None = None
    high: float | None = None
    as_stated: str | None = None
    unit: str
    window: str | None = None
    denominator: str | None = None
    definition: str | None = None
    source: str
    grade: Grade

    def quantity(self) -> Quantity:
        """Return the figure, from `value` or from `comparator`, `low` and `high`."""
        if self.value is not None:
            return parse_quantity(self.value)
        if self.comparator is None:
            raise InputError("no figure", mend="give `value`, or `comparator` with `low` and `high`")
        return Quantity(self.comparator, self.low, self.high)


class _ClaimRow(Row):
    id: ClaimId
    derived_from: tuple[ClaimId, ...] = ()
    conflicts_with: tuple[ClaimId, ...] = ()
    note: str | None = None


def load_claims(path: Path | None = None) -> tuple[Claim, ...]:
    """Read claims from a YAML file (`claims:`) or a CSV file (one row per claim; default: Attaché's own).

    Conflicts are checked: each id exists and each conflict is stated by both sides.
    """
    path = path or CLAIMS
    rows: Any = read_csv(path) if path.suffix.lower() == ".csv" else read_yaml(path).get("claims")
    if not isinstance(rows, list):
        raise InputError("has no list `claims`", where=str(path), mend="put the claims under `claims:`")
    claims = tuple(claim for number, raw in enumerate(rows, 1) for claim in _claims(raw, path, f"claim {number}"))
    unique(((claim.claim_id, str(claim.part)) for claim in claims), str(path), "claims")
    _check_links(claims, path)
    return claims


def load_sources(path: Path | None = None) -> dict[str, Source]:
    """Return what the short source keys of a claims file stand for (default: Attaché's own)."""
    path = path or CLAIMS
    rows = [check(_SourceRow, raw, path, "source") for raw in read_yaml(path).get("sources") or ()]
    unique(((row.key,) for row in rows), str(path), "sources")
    return {row.key: Source(**row.model_dump()) for row in rows}


def _claims(raw: Any, path: Path, what: str) -> Iterator[Claim]:
    if not isinstance(raw, Record):
        raise InputError(f"{what} is not a mapping", where=str(path), mend="write it as `name: value` lines")
    shared = Record({name: value for name, value in raw.items() if name != "parts"})
    shared.line = raw.line
    head_raw = Record({name: shared.pop(name, None) for name in _ClaimRow.model_fields})
    for name in _LISTS:
        if isinstance(head_raw[name], str):
            head_raw[name] = [item.strip() for item in head_raw[name].split(";")]
    head_raw.line = raw.line
    head = check(_ClaimRow, head_raw, path, what)
    parts = raw.get("parts") or [Record()]
    if not isinstance(parts, list):
        raise InputError(f"{head.id}: `parts` is not a list", where=str(path), mend="start each part with `- `")
    for number, part in enumerate(parts, 1):
        yield _claim(head, number, shared, part, path)


def _claim(head: _ClaimRow, number: int, shared: Record, part: Any, path: Path) -> Claim:
    what = f"{head.id} part {number}"
    merged = Record({**shared, **part}) if isinstance(part, Record) else part
    if isinstance(merged, Record):
        merged.line = part.line or shared.line
    row = check(_FigureRow, merged, path, what)
    try:
        quantity = row.quantity()
    except InputError as error:
        raise InputError(f"{what}: {error.what}", where=str(path), mend=error.mend) from None
    if row.as_stated is None and row.value is None:
        raise InputError(f"{what}: `as_stated` is missing", where=str(path), mend="give the figure as published")
    return Claim(
        claim_id=head.id,
        part=number,
        statement=row.statement,
        comparator=quantity.comparator,
        low=quantity.low,
        high=quantity.high,
        as_stated=row.as_stated or row.value or "",
        unit=row.unit,
        time_window=row.window,
        denominator=row.denominator,
        definition=row.definition,
        source=row.source,
        grade=row.grade,
        derived_from="; ".join(head.derived_from) or None,
        conflicts_with="; ".join(head.conflicts_with) or None,
        note=head.note,
    )


def _check_links(claims: Sequence[Claim], path: Path) -> None:
    conflicts = {claim.claim_id: _ids(claim.conflicts_with) for claim in claims}
    for claim in claims:
        for other in (*_ids(claim.conflicts_with), *_ids(claim.derived_from)):
            if other not in conflicts:
                what = f"{claim.claim_id}: names {other}, which is no claim"
                raise InputError(what, where=str(path), mend="add that claim or mend the id")
        for other in conflicts[claim.claim_id]:
            if claim.claim_id not in conflicts[other]:
                what = f"{claim.claim_id}: conflicts with {other}, which does not say so"
                raise InputError(what, where=str(path), mend=f"add {claim.claim_id} to {other}'s conflicts_with")


def _ids(text: str | None) -> tuple[str, ...]:
    return tuple(text.split("; ")) if text else ()
