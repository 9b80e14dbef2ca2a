"""The claims ledger: figures that somebody published, with window, denominator, definition and conflicts.

A claim such as `111 / 114` has one record per figure (`part`). Claims may contradict each other; both
sides say so. A source may be a key such as `seed:000`, which `load_sources` resolves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from attache.core.errors import InputError
from attache.core.facts import Claim
from attache.vocabulary.claim_rows import AlsoRow, ClaimRow, FigureRow, RateRow, RuleRow, SourceRow
from attache.vocabulary.tables import Record, check, read_csv, read_yaml, unique

__all__ = [
    "CLAIMS",
    "Claims",
    "Ours",
    "Published",
    "Rate",
    "Rule",
    "Source",
    "load_all_claims",
    "load_claims",
    "load_sources",
]

CLAIMS = Path(__file__).parent / "data" / "claims.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """What a short source key stands for."""

    key: str
    title: str
    publisher: str
    address: str | None
    dated: str | None
    grade: str


@dataclass(frozen=True, slots=True)
class Ours:
    """What of ours stands beside a published figure.

    Either a row of a measure: `groups` gives its group for each dimension (`*` for any), `of` says which of its
    figures; `since` and `until` stand for the claim's own window where they are given. Or the entries of a reference
    list (`reference`), those of its first level or all. `unlike` says why the two cannot be compared although they are
    shown together.
    """

    measure: str | None = None
    variant: str = "default"
    groups: Mapping[str, str] = field(default_factory=dict)
    of: Literal["share", "n", "total", "value"] = "n"
    since: str | None = None
    until: str | None = None
    reference: str | None = None
    level: Literal["top", "all"] = "top"
    unlike: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A published figure with what ties it to others.

    `subject` is what it counts: figures of one subject, unit and time should agree. `whole` is the figure that it is a
    part of, `split` how the whole is divided where parts do not overlap, `formula` how it follows from others. `also`
    holds the same figure as other sources state it. `ours` is what stands beside it, by the nearest definition first.
    """

    claim: Claim
    subject: str
    whole: str | None = None
    split: str | None = None
    formula: str | None = None
    ours: tuple[Ours, ...] = ()
    also: tuple[Claim, ...] = ()

    @property
    def key(self) -> str:
        """`C001`, and `C021_2` for the second figure of a claim, as formulas write it."""
        return self.claim.claim_id if self.claim.part == 1 else f"{self.claim.claim_id}_{self.claim.part}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A check by arithmetic among figures.

    The formula `compute` has to agree with the figure or formula `agrees_with`; or be `at_most` one; or, as a sum of
    parts that may overlap, cover the union of them. With `totals`, `compute` is a share in percent, and the rule finds
    which counts of each total round to it. A rule with none of these states what comes out.
    """

    id: str
    says: str
    compute: str
    agrees_with: str | None = None
    at_most: str | None = None
    union: str | None = None
    totals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """An exchange rate that a source states: units of `quote` for one of `base` on a day."""

    base: str
    quote: str
    on: str
    rate: float
    source: str
    grade: str


@dataclass(frozen=True, slots=True)
class Claims:
    """All that is published and known: figures by key (`C001`, `C021_2`), sources, rules, exchange rates."""

    figures: Mapping[str, Published]
    sources: Mapping[str, Source] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    rates: tuple[Rate, ...] = ()


def load_claims(path: Path | None = None) -> tuple[Claim, ...]:
    """Read claims from a YAML file (`claims:`) or a CSV file (one row per claim; default: Attaché's own).

    Conflicts are checked: each id exists and each conflict is stated by both sides.
    """
    path = path or CLAIMS
    claims = tuple(one.claim for one in _figures(path))
    _check_links(claims, path)
    return claims


def load_sources(path: Path | None = None) -> dict[str, Source]:
    """Return what the short source keys of a claims file stand for (default: Attaché's own)."""
    path = path or CLAIMS
    return _sources(read_yaml(path), path)


def load_all_claims(more: Sequence[Path] = ()) -> Claims:
    """Read Attaché's own claims and those of further files, which replace claims, rules and sources of the same id.

    A conflict that one side states of a claim in another file holds for both.
    """
    figures: dict[str, Published] = {}
    sources: dict[str, Source] = {}
    rules: dict[str, Rule] = {}
    rates: list[Rate] = []
    for path in (CLAIMS, *more):
        own = _figures(path)
        taken = {one.claim.claim_id for one in own}
        figures = {key: one for key, one in figures.items() if one.claim.claim_id not in taken}
        figures |= {one.key: one for one in own}
        raw = read_yaml(path) if path.suffix.lower() != ".csv" else Record()
        sources |= _sources(raw, path)
        rules |= {row.id: Rule(**row.model_dump()) for row in _rows(RuleRow, raw, "rules", path)}
        rates += [Rate(**row.model_dump()) for row in _rows(RateRow, raw, "rates", path)]
        figures = _both_sides(figures, taken)
        _check_links([one.claim for one in figures.values()], path)
        _check_wholes(figures, path)
    return Claims(figures, sources, tuple(rules.values()), tuple(rates))


def _sources(raw: Record, path: Path) -> dict[str, Source]:
    rows = _rows(SourceRow, raw, "sources", path)
    unique(((row.key,) for row in rows), str(path), "sources")
    return {row.key: Source(**row.model_dump()) for row in rows}


def _rows(model: Any, raw: Record, name: str, path: Path) -> list[Any]:
    rows = raw.get(name) or []
    if not isinstance(rows, list):
        raise InputError(f"`{name}` is not a list", where=str(path), mend="start each entry with `- `")
    return [check(model, row, path, name.removesuffix("s")) for row in rows]


def _figures(path: Path) -> tuple[Published, ...]:
    rows: Any = read_csv(path) if path.suffix.lower() == ".csv" else read_yaml(path).get("claims")
    if not isinstance(rows, list):
        raise InputError("has no list `claims`", where=str(path), mend="put the claims under `claims:`")
    found = tuple(one for number, raw in enumerate(rows, 1) for one in _claims(raw, path, f"claim {number}"))
    unique(((one.claim.claim_id, str(one.claim.part)) for one in found), str(path), "claims")
    return found


def _claims(raw: Any, path: Path, what: str) -> Iterator[Published]:
    if not isinstance(raw, Record):
        raise InputError(f"{what} is not a mapping", where=str(path), mend="write it as `name: value` lines")
    shared = Record({name: value for name, value in raw.items() if name != "parts"})
    shared.line = raw.line
    head_raw = Record({name: shared.pop(name, None) for name in ClaimRow.model_fields})
    head_raw.line = raw.line
    head = check(ClaimRow, head_raw, path, what)
    parts = raw.get("parts") or [Record()]
    if not isinstance(parts, list):
        raise InputError(f"{head.id}: `parts` is not a list", where=str(path), mend="start each part with `- `")
    for number, part in enumerate(parts, 1):
        yield _published(head, number, shared, part, path)


def _published(head: ClaimRow, number: int, shared: Record, part: Any, path: Path) -> Published:
    what = f"{head.id} part {number}"
    merged = Record({**shared, **part}) if isinstance(part, Record) else part
    if isinstance(merged, Record):
        merged.line = part.line or shared.line
    row = check(FigureRow, merged, path, what)
    try:
        claim = _claim(head, number, row)
        also = tuple(_reading(claim, one) for one in row.also)
    except InputError as error:
        raise InputError(f"{what}: {error.what}", where=str(path), mend=error.mend) from None
    subject = (row.subject or row.statement).casefold()
    ours = tuple(Ours(**one.model_dump()) for one in row.ours)
    return Published(claim, subject, row.whole, row.split, row.formula, ours, also)


def _claim(head: ClaimRow, number: int, row: FigureRow) -> Claim:
    quantity = row.quantity()
    return Claim(
        claim_id=head.id,
        part=number,
        statement=row.statement,
        comparator=quantity.comparator,
        low=quantity.low,
        high=quantity.high,
        as_stated=row.stated(),
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


def _reading(claim: Claim, row: AlsoRow) -> Claim:
    quantity = row.quantity()
    return replace(
        claim,
        comparator=quantity.comparator,
        low=quantity.low,
        high=quantity.high,
        as_stated=row.stated(),
        unit=row.unit or claim.unit,
        time_window=row.window or claim.time_window,
        definition=row.definition or claim.definition,
        source=row.source,
        grade=row.grade,
    )


def _both_sides(figures: Mapping[str, Published], taken: set[str]) -> dict[str, Published]:
    """Give the other side of each conflict that claims of one file, `taken`, state with claims of other files."""
    stated: dict[str, list[str]] = {}
    for one in figures.values():
        for other in _ids(one.claim.conflicts_with):
            if (one.claim.claim_id in taken) != (other in taken):
                stated.setdefault(other, []).append(one.claim.claim_id)
    out = {}
    for key, one in figures.items():
        known = _ids(one.claim.conflicts_with)
        told = dict.fromkeys((*known, *stated.get(one.claim.claim_id, ())))
        out[key] = replace(one, claim=replace(one.claim, conflicts_with="; ".join(told) or None))
    return out


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


def _check_wholes(figures: Mapping[str, Published], path: Path) -> None:
    for key, one in figures.items():
        if one.whole is not None and one.whole not in figures:
            what = f"{key}: is a part of {one.whole}, which is no figure"
            raise InputError(what, where=str(path), mend="add that claim or mend `whole`")


def _ids(text: str | None) -> tuple[str, ...]:
    return tuple(text.split("; ")) if text else ()
