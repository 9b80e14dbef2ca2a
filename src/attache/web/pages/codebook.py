"""The codebook: variables and values with what they mean, the words that show them, and how often they are coded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from attache.core.errors import NotFoundError
from attache.measure.where import UNKNOWN, Where
from attache.vocabulary.codebook import Codebook, Value, Variable
from attache.web.access import Role, needs
from attache.web.language import language_of
from attache.web.pages.asked import Asked
from attache.web.rendering import address, page

__all__ = ["router"]

router = APIRouter()
LEVELS = ("opportunity", "document", "organisation", "event")


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as it is shown: how deep below the first level, how many opportunities have it, where they are."""

    value: Value
    depth: int
    n: int | None
    records: str | None
    width: float


@router.get("/codebook", dependencies=[needs(Role.reader)], response_class=Response)
def codebook(request: Request, view: Asked) -> Response:
    """List the variables."""
    book, counts = view.codebook, view.figures.codes()
    levels = [
        (level, [one for one in book.variables.values() if one.level == level]) for level in LEVELS
    ]  # fmt: skip
    return page(
        request, "codebook.html", view=view, book=book, levels=[(level, found) for level, found in levels if found],
        coded=_coded(counts), counting=counts is None, chinese=language_of(request) == "zh",
    )  # fmt: skip


@router.get("/codebook/{name}", dependencies=[needs(Role.reader)], response_class=Response)
def variable(request: Request, view: Asked, name: str) -> Response:
    """Show one variable with its values."""
    book = view.codebook
    found = book.variables.get(name)
    if found is None:
        raise NotFoundError(f"the codebook has no variable `{name[:80]}`", mend="all of them are listed under Codebook")
    counts = view.figures.codes()
    mine = None if counts is None else counts.get(name, {})
    return page(
        request, "variable.html", view=view, book=book, variable=found, entries=_entries(request, found, mine),
        counting=counts is None, chinese=language_of(request) == "zh", used=_used(book, found),
        unknown=(mine or {}).get(UNKNOWN), crossed={key: book.variables[key] for key in _crossed(found, book)},
    )  # fmt: skip


def _coded(counts: Mapping[str, Mapping[str, int]] | None) -> dict[str, int]:
    """Return how many codes each variable has in the edition."""
    found = (counts or {}).items()
    return {name: sum(n for value, n in values.items() if value != UNKNOWN) for name, values in found}


def _entries(request: Request, variable: Variable, counts: Mapping[str, int] | None) -> list[Entry]:
    """Return the values, each followed by those below it."""
    top = max((n for value, n in (counts or {}).items() if value != UNKNOWN), default=0)
    found: list[Entry] = []

    def add(values: Sequence[Value], depth: int) -> None:
        for value in values:
            n = None if counts is None else counts.get(value.value, 0)
            where = str(Where("opportunities", {variable.variable: (value.value,)}))
            records = address(request, "/figures/records", where=where) if n else None
            found.append(Entry(value, depth, n, records, round(100 * (n or 0) / top, 1) if top else 0.0))
            add([variable.values[child] for child in variable.children(value.value)], depth + 1)

    add([value for value in variable.values.values() if value.parent is None], 0)
    return found


def _crossed(variable: Variable, book: Codebook) -> list[str]:
    """Return the other variables that values of this one count for."""
    found = dict.fromkeys(key for value in variable.values.values() for key in value.crosswalk)
    return [key for key in found if key in book.variables]


def _used(book: Codebook, variable: Variable) -> list[Variable]:
    """Return the variables that are derived from this one."""
    return [one for one in book.variables.values() if one.derived_from == variable.variable]
