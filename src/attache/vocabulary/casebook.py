"""Casebooks: needs, events, outcomes, programmes and press cases that people write down with their sources.

A casebook is a folder of YAML files (`events:`, `outcomes:` … lists of records; an event may hold its
`figures`, a programme its `targets`) and of CSV files named after a table (`events.csv`). Attaché has one
of its own; users add theirs. A record without a source is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from attache.core.errors import InputError
from attache.core.facts import Case, Event, Figure, Need, Outcome, Programme, Target
from attache.core.ids import stable_id
from attache.vocabulary.quantities import Comparator, Quantity, parse_quantity
from attache.vocabulary.tables import Country, Grade, PartialDate, Record, Row, check, read_csv, read_yaml, unique

__all__ = ["CASEBOOK", "Case", "Casebook", "load_casebook"]

CASEBOOK = Path(__file__).parent / "data" / "casebook"
_NESTED = {"events": ("figures", "event_id"), "programmes": ("targets", "programme_id")}
Stage = Literal["S1_need", "S2_scout", "S3_match", "S4_transfer"]


@dataclass(frozen=True, slots=True)
class Casebook:
    """The tables of a casebook; `a + b` is both, and refuses two records with one id."""

    needs: tuple[Need, ...] = ()
    events: tuple[Event, ...] = ()
    figures: tuple[Figure, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    programmes: tuple[Programme, ...] = ()
    targets: tuple[Target, ...] = ()
    cases: tuple[Case, ...] = ()

    def __add__(self, other: Casebook) -> Casebook:
        both = Casebook(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))
        _check_keys(both, "casebook")
        return both


class _Sourced(Row):
    source: str
    synthetic: bool = False


class _NeedRow(_Sourced):
    need_id: str | None = None
    list_id: str | None = None
    code: str | None = None
    name_zh: str | None = None
    name_en: str | None = None
    stated_on: PartialDate | None = None
    valid_to: PartialDate | None = None
    owner: str | None = None
    grade: Grade


class _EventRow(_Sourced):
    event_id: str | None = None
    name: str
    series: str | None = None
    starts_on: PartialDate | None = None
    city: str | None = None
    country: Country | None = None
    organisers: str | None = None
    stage: Stage | None = None
    grade: Grade


class _Measured(Row):
    metric: str
    value: str | None = None
    comparator: Comparator | None = None
    low: float | None = None
    high: float | None = None
    unit: str
    stage: Stage | None = None
    note: str | None = None

    def quantity(self) -> Quantity:
        """Return the figure, from `value` or from `comparator`, `low` and `high`."""
        if self.value is not None:
            return parse_quantity(self.value)
        if self.comparator is None:
            raise InputError("`value` is missing", mend="give a figure such as 642, >300, ~80 or 60-80")
        return Quantity(self.comparator, self.low, self.high)


class _FigureRow(_Measured):
    event_id: str
    source: str


class _TargetRow(_Measured):
    programme_id: str
    actual: float | None = None


class _OutcomeRow(_Sourced):
    outcome_id: str | None = None
    organisation: str
    organisation_country: Country | None = None
    posted_on: PartialDate | None = None
    posted_by: str | None = None
    technology: str | None = None
    outcome_class: Literal["O0", "O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8", "O9", "OX", "OZ", "unknown"]
    outcome_on: PartialDate | None = None
    counterpart: str | None = None
    pre_existing: Literal["yes", "no", "unknown"] = "unknown"
    evidence_grade: Literal["A", "B", "C", "D", "E"] | None = None
    statement: str


class _ProgrammeRow(_Sourced):
    programme_id: str | None = None
    name: str
    owner: str
    dated: PartialDate | None = None
    budget: float | None = None
    currency: str | None = None
    goal: str
    grade: Grade


class _CaseRow(_Sourced):
    case_id: str | None = None
    organisation: str
    organisation_country: Country | None = None
    organisation_place: str | None = None
    posted_by: str | None = None
    posted_on: PartialDate | None = None
    technology: str
    sought: str | None = None
    grade: Grade
    note: str | None = None


# table: (row as written, record, id column, kind of id, columns that make an id where none is given)
_TABLES: dict[str, tuple[type[Row], type[Any], str | None, str, tuple[str, ...]]] = {
    "needs": (_NeedRow, Need, "need_id", "need", ("owner", "name_zh", "name_en", "stated_on")),
    "events": (_EventRow, Event, "event_id", "event", ("name", "starts_on")),
    "figures": (_FigureRow, Figure, None, "", ()),
    "outcomes": (_OutcomeRow, Outcome, "outcome_id", "outcome", ("organisation", "posted_on", "statement")),
    "programmes": (_ProgrammeRow, Programme, "programme_id", "programme", ("owner", "name", "dated")),
    "targets": (_TargetRow, Target, None, "", ()),
    "cases": (_CaseRow, Case, "case_id", "case", ("organisation", "posted_by", "posted_on")),
}


def load_casebook(folder: Path | None = None) -> Casebook:
    """Read a casebook folder (default: Attaché's own); InputError names file, line, record and mend.

    A figure or target may name an event or programme of its own folder or of Attaché's casebook.
    """
    own = folder is None
    folder = folder or CASEBOOK
    if not folder.is_dir():
        raise InputError("is not a folder", where=str(folder), mend="give a folder of YAML and CSV files")
    rows: dict[str, list[Any]] = {table: [] for table in _TABLES}
    for path in sorted(folder.iterdir()):
        for table, raw in _rows(path):
            rows[table].append(_record(table, raw, path, f"{table} {len(rows[table]) + 1}"))
    book = Casebook(**{table: tuple(records) for table, records in rows.items()})
    _check_keys(book, str(folder))
    _check_parents(book, book if own else book + load_casebook(), folder)
    return book


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield (table, record as written) of one file; nested figures and targets follow their owner."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        _known(path.stem, path)
        yield from ((path.stem, raw) for raw in read_csv(path))
    elif suffix in (".yaml", ".yml"):
        for table, records in read_yaml(path).items():
            _known(table, path)
            if not isinstance(records, list):
                raise InputError(f"`{table}` is not a list", where=str(path), mend="start each record with `- `")
            for raw in records:
                yield from _with_nested(table, raw, path)


def _known(table: str, path: Path) -> None:
    if table not in _TABLES:
        raise InputError(f"`{table}` is not a table", where=str(path), mend=f"use one of {', '.join(_TABLES)}")


def _with_nested(table: str, raw: Any, path: Path) -> Iterator[tuple[str, Any]]:
    nested, key = _NESTED.get(table, ("", ""))
    if not isinstance(raw, Record) or nested not in raw:
        yield table, raw
        return
    owner = Record((name, value) for name, value in raw.items() if name != nested)
    owner.line = raw.line
    owner[key] = owner.get(key) or _id(table, owner)
    yield table, owner
    if not isinstance(raw[nested], list):
        raise InputError(f"`{nested}` of {owner[key]} is not a list", where=str(path), mend="start each with `- `")
    for item in raw[nested]:
        shared = {key: owner[key], "source": owner.get("source")} if nested == "figures" else {key: owner[key]}
        inner = Record({**shared, **item}) if isinstance(item, Record) else item
        if isinstance(item, Record):
            inner.line = item.line
        yield nested, inner


def _record(table: str, raw: Any, path: Path, what: str) -> Any:
    model, record, key, _, _ = _TABLES[table]
    row = check(model, raw, path, what)
    values = row.model_dump(exclude={"value"})
    if isinstance(row, _Measured):
        values |= _figure(row, path, f"{what} ({row.metric})")
    if isinstance(row, _NeedRow) and not (row.name_zh or row.name_en):
        raise InputError(f"{what}: has no name", where=str(path), mend="give `name_zh` or `name_en`")
    if key and not values[key]:
        values[key] = _id(table, values)
    if table in ("needs", "events"):
        values["document_id"] = None
    return record(**values)


def _figure(row: _Measured, path: Path, what: str) -> dict[str, Any]:
    try:
        quantity = row.quantity()
    except InputError as error:
        raise InputError(f"{what}: {error.what}", where=str(path), mend=error.mend) from None
    return {"comparator": quantity.comparator, "low": quantity.low, "high": quantity.high}


def _id(table: str, values: dict[str, Any]) -> str:
    _, _, _, kind, parts = _TABLES[table]
    return stable_id(kind, *(str(values.get(part) or "") for part in parts))


def _check_keys(book: Casebook, where: str) -> None:
    for table, (_, record, _, _, _) in _TABLES.items():
        keys = (tuple(str(getattr(row, name)) for name in record.KEY) for row in getattr(book, table))
        unique(keys, where, table)


def _check_parents(book: Casebook, known: Casebook, folder: Path) -> None:
    events = {event.event_id for event in known.events}
    programmes = {programme.programme_id for programme in known.programmes}
    for figure in book.figures:
        if figure.event_id not in events:
            what = f"figure `{figure.metric}` names the event {figure.event_id}, which there is not"
            raise InputError(what, where=str(folder), mend="add the event or mend the id")
    for target in book.targets:
        if target.programme_id not in programmes:
            what = f"target `{target.metric}` names the programme {target.programme_id}, which there is not"
            raise InputError(what, where=str(folder), mend="add the programme or mend the id")
