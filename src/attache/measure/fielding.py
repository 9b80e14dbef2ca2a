"""Technology fields of opportunities on two levels, and the unions that figures of biotechnology and AI need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import Measure
from attache.measure.shares import shares
from attache.measure.tables import across, nothing, selected
from attache.measure.where import ALL, STATED, UNKNOWN, Where, either
from attache.vocabulary.codebook import Codebook

__all__ = ["FIELD", "by_year", "fields", "halves", "it_with_ai"]

FIELD, KEYWORD, SECTOR = "technology_field", "ai_keyword", "mic2025_sector"
AI, IT, BIOMEDICINE = "ai_ml", "next_gen_it", "biopharma_devices"
LIFE = "life_health"
WIDE_ALONE = "wide_field_alone"
SUM = "sum"


def _not(values: Sequence[str]) -> list[str]:
    return [f"!{value}" for value in values]


def _wide(codebook: Codebook) -> dict[str, list[str]]:
    """Return for each wide field itself and the narrow ones in it."""
    values = codebook.variables[FIELD].values
    tops = [name for name, value in values.items() if value.parent is None]
    return {top: [top, *(n for n, value in values.items() if value.parent == top)] for top in tops}


def _tops(codebook: Codebook) -> list[tuple[str, Where]]:
    return [(top, ALL.also(**{FIELD: inside})) for top, inside in _wide(codebook).items()]


def fields(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the shares of wide fields (in each, an opportunity counts once) and of narrow ones."""
    wide, stated = _wide(frame.codebook), ("stated", ALL.also(**{FIELD: STATED}))
    unknown = (UNKNOWN, ALL.also(**{FIELD: UNKNOWN}))
    if not frame.count():
        yield from (nothing(frame, measure, variant=variant) for variant in measure.variants)
        return
    rows = list(selected(frame, measure, FIELD, [stated, *_tops(frame.codebook), unknown], variant="wide"))
    yield from (rows[0], *sorted(rows[1:], key=lambda row: -(row.n or 0)))
    narrow = [name for inside in wide.values() for name in inside[1:]]
    for row in shares(frame, measure, [FIELD], variant="narrow"):
        if row.group_1 not in wide:
            yield row
    alone = (WIDE_ALONE, ALL.also(**{FIELD: [*wide, *_not(narrow)]}))
    yield from selected(frame, measure, FIELD, [alone, stated], variant="narrow")


def by_year(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield the shares of fields in each year."""
    groups = [*_tops(frame.codebook), (UNKNOWN, ALL.also(**{FIELD: UNKNOWN}))]
    yield from across(frame, measure, FIELD, groups, "year", variant="wide")
    for row in shares(frame, measure, ["year", FIELD], within=True, variant="narrow"):
        if row.group_2 not in _wide(frame.codebook):
            yield row


def _biotechnology(codebook: Codebook, *, broad: bool) -> list[str]:
    """Return the fields that count as biotechnology: narrow ones of the EU's list; `broad`, life sciences too."""
    values = codebook.variables[FIELD].values
    listed = [name for name, v in values.items() if v.parent and "biotech" in v.crosswalk.get("eu_10", ())]
    life = [name for name, v in values.items() if broad and LIFE in (name, v.parent)]
    return list(dict.fromkeys([*life, *listed]))


def _by_fields(codebook: Codebook, *, broad: bool) -> list[tuple[str, Where]]:
    bio = _biotechnology(codebook, broad=broad)
    in_bio = either((FIELD, one) for one in bio)
    return [
        ("biotechnology", ALL.also(**{FIELD: bio})),
        ("ai", ALL.also(**{FIELD: AI})),
        ("either", ALL.also(**{FIELD: [*bio, AI]})),
        ("both", ALL.also(**{FIELD: AI}, either=in_bio)),
        ("neither", ALL.also(**{FIELD: [STATED, *_not([*bio, AI])]})),
        (UNKNOWN, ALL.also(**{FIELD: UNKNOWN})),
    ]


def _by_sector() -> list[tuple[str, Where]]:
    bio, keyword = (SECTOR, BIOMEDICINE), (KEYWORD, STATED)
    return [
        ("biotechnology", ALL.also(**dict([bio]))),
        ("ai", ALL.also(**dict([keyword]))),
        ("either", ALL.also(either=either([bio, keyword]))),
        ("both", ALL.also(**dict([bio, keyword]))),
        ("neither", ALL.also(**{SECTOR: [STATED, f"!{BIOMEDICINE}"], KEYWORD: UNKNOWN})),
        (UNKNOWN, ALL.also(**{SECTOR: UNKNOWN, KEYWORD: UNKNOWN})),
    ]


def _by_sector_and_it() -> list[tuple[str, Where]]:
    bio, it, keyword = (SECTOR, BIOMEDICINE), (SECTOR, IT), (KEYWORD, STATED)
    return [
        ("biotechnology", ALL.also(**dict([bio]))),
        ("ai", ALL.also(**dict([it, keyword]))),
        ("either", ALL.also(either=[either([bio, it]), either([bio, keyword])])),
        ("both", ALL.also(**dict([bio, keyword]), either=either([it]))),
        (
            "neither",
            ALL.also(**{SECTOR: [STATED, f"!{BIOMEDICINE}"]}, either=either([(SECTOR, f"!{IT}"), (KEYWORD, UNKNOWN)])),
        ),
        (UNKNOWN, ALL.also(**{SECTOR: UNKNOWN})),
    ]


def halves(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield biotechnology, AI, their union, overlap, and sum, under several definitions."""
    if not frame.count():
        yield from (nothing(frame, measure, variant=variant) for variant in measure.variants)
        return
    tables = {
        "fields": _by_fields(frame.codebook, broad=False),
        "fields_broad": _by_fields(frame.codebook, broad=True),
        "sector_or_keyword": _by_sector(),
        "sector_or_it_keyword": _by_sector_and_it(),
    }
    for variant, groups in tables.items():
        found = {str(row.group_1): row for row in selected(frame, measure, "part", groups, variant=variant)}
        yield from found.values()
        yield measure.row(
            frame, value=float((found["biotechnology"].n or 0) + (found["ai"].n or 0)), total=found["ai"].total,
            groups=(("part", SUM),), variant=variant, method="none", coded_by="machine",
            note=f"no number of opportunities: the {found['both'].n:,} in both count twice",
        )  # fmt: skip


def it_with_ai(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield information technology, keywords of AI, and both."""
    it, keyword = {SECTOR: IT}, {KEYWORD: STATED}
    groups = [
        ("it", ALL.also(**it)),
        ("ai_keyword", ALL.also(**keyword)),
        ("it_with_ai_keyword", ALL.also(**it, **keyword)),
        ("ai_keyword_without_it", ALL.also(**{SECTOR: f"!{IT}"}, **keyword)),
    ]
    yield from selected(frame, measure, "part", groups, variant="of_all")
    yield from selected(
        frame, measure, "part", groups[2:3], where=ALL.also(**it), variant="of_it",
        denominator="opportunities in the sector of next-generation information technology",
    )  # fmt: skip
