"""Everything that is measured, by chapter; one measure with its variants, chart, table, and the records behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from attache.core.errors import InputError, NotFoundError
from attache.measure.chapters import CHAPTERS, MEASURES
from attache.measure.charts.naming import Naming, figure
from attache.measure.estimates import Estimate
from attache.measure.fields import FIELD
from attache.measure.measures import Measure
from attache.measure.where import UNKNOWN
from attache.measure.wording import chapter_name, definition, meaning, question, remark, variant_name
from attache.web.access import Role, needs
from attache.web.api.busy import soon
from attache.web.drawn import Drawing
from attache.web.figure_lines import Line, columns, lines, narrow_query, same, spans
from attache.web.footnotes import footnotes
from attache.web.language import Language, language_of, text
from attache.web.listing import page_asked, taken
from attache.web.narrowing import narrow_of
from attache.web.pages.asked import Asked
from attache.web.rendering import page
from attache.web.site import View

__all__ = ["router"]

router = APIRouter()
PER_PAGE = 60
_HEADS = 3
COHORT = "cohort"
"""Dimension whose groups are drawn samples."""
FORMS = ("csv", "json")
"""Ends of the address of a measure that give its rows."""
_COLUMNS = tuple(one.name for one in fields(Estimate))


@dataclass(frozen=True, slots=True)
class Head:
    """A measure as the list shows it: its question and the largest figures of its first variant."""

    id: str
    question: str
    lines: Sequence[Line]
    note: str | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a table of rows."""

    rows: Sequence[Estimate]
    page: int
    pages: int
    total: int


@router.get("/figures", dependencies=[needs(Role.reader)], response_class=Response)
def figures(request: Request, view: Asked) -> Response:
    """Show all measures by chapter, each with its largest figures."""
    language = language_of(request)
    chapters = [
        (chapter, chapter_name(chapter, language), list(_heads(view, chapter, language, request)))
        for chapter in CHAPTERS
    ]  # fmt: skip
    return page(request, "figures.html", view=view, chapters=chapters, progress=view.figures.progress())


@router.get("/figures/state", dependencies=[needs(Role.reader)])
def state(view: Asked) -> Response:
    """Say how far the counting of an edition has come, and what is still to be counted."""
    view.figures.start()
    return JSONResponse(asdict(view.figures.progress()), headers={"cache-control": "no-store"})


@router.get("/figures/{measure}", dependencies=[needs(Role.reader)], response_class=Response)
def one(request: Request, view: Asked, measure: str) -> Response:
    """Show one measure; with `.csv` or `.json` at its end, give its rows, all variants or the one asked for."""
    name, _, form = measure.rpartition(".")
    if form in FORMS:
        return _taken(request, view, _measure(name), form)
    found, narrow, language = _measure(measure), narrow_of(request), language_of(request)
    variant = _variant(request, found, next(iter(found.variants)))
    rows = view.figures.narrowed(found.id, narrow)
    shown = [row for row in rows or () if row.variant == variant]
    asked = Drawing(found.id, language, variant=request.query_params.get("variant") or None, narrow=narrow)
    part = _part(shown, page_asked(request))
    names = [(id_, variant_name(found, id_, language), meaning(found, id_, language)) for id_ in found.variants]
    called, alike = cohorts(view, part.rows, language), same(shown, language)
    told = lines(part.rows, view.codebook, language, request, narrow, called)
    return page(
        request, "figure.html", view=view, measure=found, question=question(found, language), variant=variant,
        variants=names, definition=definition(found, language), narrow=narrow, narrowed=narrow_query(narrow),
        counting=rows is None,
        failure=view.figures.failure(f"rows {found.id}"), chapter=chapter_name(found.chapter, language),
        lines=told, dimensions=_dimensions(shown), same=alike, columns=columns(told, alike), spans=spans(told),
        part=part, charts=_charts(view, asked, variant), version=view.figures.version, asked=asked,
        notes=footnotes([row.note for row in part.rows], language), beside=_beside(found, language),
        countries=_stated(view, "locations.country"), missions=_stated(view, "locations.mission"),
        known=_known(view, language),
    )  # fmt: skip


def _taken(request: Request, view: View, measure: Measure, form: str) -> Response:
    variant, narrow = _variant(request, measure, ""), narrow_of(request)
    rows = soon(lambda: view.figures.narrowed(measure.id, narrow))
    chosen = (asdict(row) for row in rows if variant in ("", row.variant))
    return taken(request, view, form, measure.id, _COLUMNS, chosen)


def _measure(name: str) -> Measure:
    if name not in MEASURES:
        raise NotFoundError(f"there is no measure `{name[:80]}`", mend="all of them are listed under Figures")
    return MEASURES[name]


def _variant(request: Request, measure: Measure, default: str) -> str:
    asked = request.query_params.get("variant") or default
    if asked and asked not in measure.variants:
        known = ", ".join(measure.variants)
        raise InputError(f"{measure.id} has no variant `{asked[:80]}`", mend=f"use one of {known}")
    return asked


def _known(view: View, language: Language) -> dict[str, tuple[str, str]]:
    """Return what definitions name by its id, with its address and its name: measures, variables, and two groups."""
    measures = {id_: (f"/figures/{id_}", question(one, language)) for id_, one in MEASURES.items()}
    naming = Naming(view.codebook, language)
    groups = {id_: ("", naming.group(FIELD, id_)) for id_ in (UNKNOWN, "stated")}
    return measures | groups | {id_: (f"/codebook/{id_}", naming.dimension(id_)) for id_ in view.codebook.variables}


def cohorts(view: View, rows: Sequence[Estimate] | None, language: Language) -> dict[str, str]:
    """Return what the drawn cohorts among the groups of rows are called: the day they were drawn, and their size."""
    if not any(COHORT in (row.by_1, row.by_2) for row in rows or ()):
        return {}
    found = view.rows("select sample_id, drawn_at, size from samples order by drawn_at, sample_id")
    naming = Naming(view.codebook, language)
    return {
        one["sample_id"]: text(
            "figures.cohort", language, name=naming.group(COHORT, one["sample_id"]), day=one["drawn_at"][:10],
            size=one["size"],
        )
        for one in found
    }  # fmt: skip


def _part(rows: Sequence[Estimate], number: int) -> Part:
    pages = max(1, -(-len(rows) // PER_PAGE))
    number = min(number, pages)
    return Part(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, pages, len(rows))


def _dimensions(rows: Sequence[Estimate]) -> list[tuple[str, ...]]:
    """Return the headings of the groups: for each place the dimensions that stand there."""
    most = max((len([by for by in (row.by_1, row.by_2) if by]) for row in rows), default=0)
    found = [dict.fromkeys(by for row in rows if (by := (row.by_1, row.by_2)[at])) for at in range(most)]
    return [tuple(one) for one in found]


def _charts(view: View, asked: Drawing, variant: str) -> list[dict[str, Any]]:
    """Return the charts that show rows of a variant, alone or beside others."""
    return [
        {"id": one.id, "title": one.title, "caption": one.caption, "alt": one.alt,
         "size": view.drawings.size(one.id, asked)}
        for one in view.drawings.charts(asked) or () if any(row.variant == variant for row in one.rows)
    ]  # fmt: skip


def _beside(measure: Measure, language: Language) -> list[tuple[str, str]]:
    """Return the measures before and after one in its chapter."""
    chapter = [one for one in MEASURES.values() if one.chapter == measure.chapter]
    at = chapter.index(measure)
    near = [chapter[at - 1] if at else None, chapter[at + 1] if at + 1 < len(chapter) else None]
    return [(one.id, question(one, language)) if one else ("", "") for one in near]


def _stated(view: View, measure: str) -> list[str]:
    """Return the countries, or missions, of an edition, those with most records first."""
    rows = sorted(view.figures.rows(measure) or (), key=lambda row: -(row.n or 0))
    return [row.group_1 for row in rows if row.group_1 and row.group_1 != UNKNOWN and row.n]


def _heads(view: View, chapter: str, language: Language, request: Request) -> Iterator[Head]:
    for measure in MEASURES.values():
        if measure.chapter == chapter:
            rows = view.figures.rows(measure.id)
            shown = _largest(rows or ())
            note = next((row.note for row in rows or () if row.note), None)
            failed = view.figures.failure(f"rows {measure.id}")
            told = lines(shown, view.codebook, language, request, called=cohorts(view, shown, language))
            said = failed or (remark(note, language) if note else None)
            yield Head(measure.id, question(measure, language), told, said, rows is None and failed is None)


def _largest(rows: Sequence[Estimate]) -> list[Estimate]:
    """Return the largest figures of one kind of the first variant; no noughts, nothing that is not stated."""
    first = [row for row in rows if row.variant == rows[0].variant and figure(row) is not None]
    stated = [row for row in first if not {UNKNOWN, "stated"} & {row.group_1, row.group_2}] or first
    groups: dict[tuple[bool, str], list[Estimate]] = {}
    for row in stated:
        groups.setdefault((row.share is not None, row.unit), []).append(row)
    chosen = max(groups.values(), key=len, default=[])
    counted = [row for row in chosen if figure(row)] or chosen
    return sorted(counted, key=lambda row: -(figure(row) or 0))[:_HEADS]
