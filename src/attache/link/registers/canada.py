"""Pages: Canada's list of Named Research Organizations, and tables in HTML of other authorities."""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from attache.core.errors import InputError
from attache.link.registers.countries import country_code
from attache.link.registers.loaded import Gathered, split_names
from attache.link.registers.opening import text_of
from attache.link.registers.tables import take_table

__all__ = ["named_research_organizations", "page_tables"]

_COUNTRY = re.compile(r"\(\s*([^()]{2,60}?)\s*\)\s*$")
_ALIASES = re.compile(
    r"(?:Known alias(?:\(es\)|es)?|Alias connus?|Pseudonymes? connus?)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL
)
_FEWEST = 3


def named_research_organizations(files: Mapping[str, bytes], got: Gathered) -> None:
    """Gather list items that begin with a name in bold type, a country in brackets, and known aliases."""
    name, root = _root(files)
    for item in root.css("li"):
        head = item.css_first("strong, b")
        if head is None or len(item.css("li")) > 1:
            continue
        whole = " ".join(item.text(separator=" ").split())
        title = " ".join(head.text().split())
        found = _ALIASES.search(whole)
        place = _COUNTRY.search(whole[: found.start()].strip() if found else whole)
        if not title or not whole.startswith(title):
            continue
        got.add(
            title, aliases=split_names(found[1]) if found else (), country=country_code(place[1]) if place else None
        )
    if len(got.loaded("").entries) < _FEWEST:
        what = "shows no list of organisations (items with a name in bold type)"
        raise InputError(what, where=name, mend="save the page itself, or give its names as CSV")


def page_tables(files: Mapping[str, bytes], got: Gathered, mapping: Mapping[str, str]) -> None:
    """Gather the rows of every table of a page that has a heading for names."""
    name, root = _root(files)
    taken, first = 0, None
    for table in root.css("table"):
        rows = [[" ".join(cell.text(separator=" ").split()) for cell in _cells(row)] for row in table.css("tr")]
        rows = [row for row in rows if any(row)]
        if len(rows) < 2:
            continue
        try:
            take_table(rows[0], rows[1:], got, mapping, name)
            taken += 1
        except InputError as error:
            first = first or error
    if not taken:
        raise first or InputError("shows no table of organisations", where=name, mend="give its names as CSV")


def _cells(row: LexborNode) -> list[LexborNode]:
    return list(row.css("th, td"))


def _root(files: Mapping[str, bytes]) -> tuple[str, LexborHTMLParser]:
    name, body = next(iter(files.items()))
    return name, LexborHTMLParser(text_of(body, name))
