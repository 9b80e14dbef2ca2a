"""Sheets that people fill in: texts to code, organisations to search for, and organisations to compare with.

Sheets are CSV files that no spreadsheet takes for formulas; they come back as CSV in any usual encoding, or as a
workbook. Columns that nobody asks for are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attache.build.edition import Edition
from attache.build.people import Coded, values_of
from attache.build.registering import Registered
from attache.core.errors import InputError
from attache.ledger import Decision
from attache.link.organisations import node_id, norm
from attache.link.registers.opening import csv_rows, open_source, text_of
from attache.link.registers.sheets import is_workbook, sheet_rows
from attache.measure.populations import Candidate, stratum_of
from attache.measure.sampling import order
from attache.publish.csvs import unsafe_cell, write_csv
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.countries import find_country

__all__ = ["coded_rows", "comparison_of", "write_coding_sheet", "write_search_sheet"]

_LONGEST = 32_000
"""Characters of a cell; spreadsheets take 32,767."""
_CUT = " […] the rest is in `attache show`"
_HEADS = ("sample", "id", "title", "text")
_ASKED = (
    "searched", "query", "found", "outcome_class", "outcome_on", "counterpart", "pre_existing", "evidence_grade",
    "statement", "source", "note",
)  # fmt: skip
_TEXTS = """select opportunity_id, o.title, d.text from opportunities o join documents d using (document_id)
where opportunity_id in (select unnest(?))"""
_ALSO = {
    "host_country": ("country", "国别"),
    "organisation_kind": ("kind", "type", "类型"),
    "technology_field": ("field", "领域"),
    "year": ("年份",),
}
"""Other headings under which a list of organisations may give a dimension."""


def write_coding_sheet(
    path: Path, edition: Edition, sample: Registered, codes: Mapping[str, Sequence[Mapping[str, frozenset[str]]]]
) -> int:
    """Write the units of a sample in the order of the draw, a column per variable to be filled in; return how many.

    With `codes` (variable to what each coder gave to each unit) only units on which coders disagree are written, with
    a column for each coder. No code of a machine is shown.
    """
    members = [one["id"] for one in sample.members]
    texts = {row[0]: row[1:] for row in edition.connect().execute(_TEXTS, [members]).fetchall()}
    coders = sorted({coder for units in codes.values() for unit in units for coder in unit})
    shown = [(variable, coder) for variable in codes for coder in coders]
    heads = (*_HEADS, *sample.variables, *(f"{variable} by {coder}" for variable, coder in shown))
    rows = []
    for at, key in enumerate(members):
        if codes and not any(len(set(units[at].values())) > 1 for units in codes.values()):
            continue
        title, text = texts.get(key, ("no longer in the edition", ""))
        said = (";".join(sorted(codes[variable][at].get(coder, ()))) for variable, coder in shown)
        rows.append((sample.sample_id, key, title, _short(text), *("" for _ in sample.variables), *said))
    write_csv(path, heads, rows)
    return len(rows)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT


def coded_rows(path: Path, sample_of: Any, codebook: Codebook) -> tuple[Registered, list[Coded]]:
    """Return the sample of a filled coding sheet and what it says; InputError names the line that is wrong.

    `sample_of(id)` gives a sample by its id. Empty cells say nothing.
    """
    rows = list(_rows(path, ("sample", "id")))
    names = {row["sample"] for _, row in rows}
    if len(names) != 1:
        raise InputError(
            "holds rows of several samples" if names else "holds no row",
            where=path.name,
            mend="take one sheet of one sample",
        )
    sample: Registered = sample_of(names.pop())
    asked = [name for name in sample.variables if name in rows[0][1]]
    if not asked:
        listed = ", ".join(f"`{name}`" for name in sample.variables)
        raise InputError("has no column of a variable", where=path.name, mend=f"keep one of the columns {listed}")
    members, seen, found = {one["id"] for one in sample.members}, set[str](), []
    for where, row in rows:
        key = row["id"]
        if key not in members or key in seen:
            what = f"`{key[:80]}` stands twice" if key in seen else f"`{key[:80]}` is not in {sample.sample_id}"
            raise InputError(what, where=where, mend="keep the rows as the sheet had them")
        seen.add(key)
        cells = ((name, values_of(row[name], name, codebook, where)) for name in asked)
        found += [Coded(key, name, values, where) for name, values in cells if values is not None]
    return sample, found


def write_search_sheet(path: Path, cohort: Registered, done: Mapping[str, Mapping[str, Sequence[Decision]]]) -> int:
    """Write the members of a cohort in random order, drawn and compared mixed and unmarked, with columns to fill in."""
    people = {one["id"]: one for one in cohort.members}
    # Another seed than that of the draw, in whose order those drawn would come first.
    ordered = order(people, -1 - int(cohort.decision.payload["seed"]))
    rows = [
        (cohort.sample_id, key, people[key]["name"], people[key]["country"], people[key]["index_on"],
         len(done.get(key, {}).get("search", ())), *("" for _ in _ASKED))
        for key in ordered
    ]  # fmt: skip
    write_csv(path, ("sample", "id", "name", "country", "from", "searches so far", *_ASKED), rows)
    return len(rows)


def comparison_of(path: Path, by: Sequence[str], edition: Edition) -> tuple[list[Candidate], list[str]]:
    """Return organisations of a list with name, country and the dimensions of the strata, and remarks.

    Those that a posting of the edition offers are left out.
    """
    query = """select name_id, organisation_id from organisation_names join organisations using (organisation_id)
        where opportunities > 0"""
    offered = {key for row in edition.connect().execute(query).fetchall() for key in row}
    found: dict[str, Candidate] = {}
    left_out = 0
    for where, row in _rows(path, ("name",)):
        values = {name: _dimension(name, row, where) for name in dict.fromkeys((*by, "host_country"))}
        name, country = row["name"], values["host_country"]
        if not norm(name):
            raise InputError(f"`{name[:80]}` is no name", where=where, mend="give the organisation's name")
        key = node_id(name, country)
        if key in offered:
            left_out += 1
        else:
            found[key] = Candidate(key, stratum_of(values, by), name, country)
    remarks = [f"{left_out} of {path.name} are offered by postings and were left out"] if left_out else []
    return list(found.values()), remarks


def _dimension(name: str, row: Mapping[str, str], where: str) -> str | None:
    heads = (name, *_ALSO.get(name, ()))
    head = next((one for one in heads if one in row), None)
    if head is None:
        if name == "host_country":
            return None
        raise InputError(f"has no column `{name}`, by which the cohort is drawn", where=where, mend="add it")
    value = row[head].strip()
    if name == "host_country" and value:
        found = find_country(value)
        if found is None:
            raise InputError(f"`{value[:40]}` is no country", where=where, mend="give its two letters (ISO 3166-1)")
        return found
    return value or None


def _rows(path: Path, needed: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield where a row stands and its cells by heading, formula guards taken off."""
    if not path.is_file():
        raise InputError("cannot be read (no such file)", where=str(path), mend="check the name and the rights")
    _, files = open_source(path)
    body = next(iter(files.values()))
    table = iter(sheet_rows(body, path.name) if is_workbook(body) else csv_rows(text_of(body, path.name), path.name))
    header = [unsafe_cell(cell).strip() for cell in next(table, [])]
    for name in needed:
        if name not in header:
            raise InputError(f"has no column `{name}`", where=path.name, mend="keep the first row of the sheet")
    for number, cells in enumerate(table, 2):
        full = [*cells, *([""] * (len(header) - len(cells)))]
        yield (
            f"{path.name}, row {number}",
            {name: unsafe_cell(cell).strip() for name, cell in zip(header, full, strict=False)},
        )
