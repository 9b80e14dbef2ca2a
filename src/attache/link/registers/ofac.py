"""OFAC's SDN and consolidated (non-SDN) lists as CSV: headerless files for names, aliases and addresses.

`-0-` stands for nothing. The securities list of Chinese military-industrial companies (NS-CMIC) is programme
CMIC-EO13959 of the consolidated list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from attache.core.errors import InputError
from attache.link.registers.countries import country_code
from attache.link.registers.dates import iso_date
from attache.link.registers.loaded import Gathered
from attache.link.registers.opening import csv_rows, text_of

__all__ = ["is_ofac", "ofac"]

_NULL = "-0-"
_CMIC = "CMIC-EO13959"
_KINDS = {"individual": "individuals", "vessel": "vessels", "aircraft": "aircraft"}
_PRIMARY, _ALIASES, _ADDRESSES = 12, 5, 6
_WEAK = re.compile(r"[afn]\.k\.a\. '([^']{1,300})'")
_ISSUER = re.compile(r"Issuer Name ([^;]{1,300})")
_LINKED = re.compile(r"Linked To: ([^;]{1,300}?)\.?(?:;|$)")
_LISTED = re.compile(r"Listing Date \(CMIC\):? (\d{1,2} \w{3} \d{4})")
_NUMBERS = re.compile(
    r"(Unified Social Credit Code \(USCC\)|Registration ID|Registration Number|Company Number|Tax ID No\.|"
    r"Legal Entity Number|Enterprise Number|ISIN|SWIFT/BIC) ([\w.-]{4,40})(?: \(([^)]{2,40})\))?"
)
_SCHEMES = {
    "Unified Social Credit Code (USCC)": "uscc",
    "ISIN": "isin",
    "Legal Entity Number": "lei",
    "SWIFT/BIC": "bic",
}


def is_ofac(text: str) -> bool:
    """Tell whether a text begins like one of the files: a number, then values and `-0-`."""
    first = next(iter(text.splitlines()), "")
    return bool(re.match(r'\d{1,8},("|-0-|\d{1,8},)', first)) and _NULL in text[:4000]


def ofac(files: Mapping[str, bytes], got: Gathered) -> None:
    """Gather the organisations of a primary file, with aliases and addresses where their files are there too."""
    tables: dict[int, list[list[str]]] = defaultdict(list)
    for name, body in files.items():
        rows = [[_cell(cell) for cell in row] for row in csv_rows(text_of(body, name), name, ",")]
        if rows and rows[0][0].isdigit():
            tables[len(rows[0])] += rows
    if not tables[_PRIMARY]:
        what = f"holds no primary file (rows of {_PRIMARY} columns, as in sdn.csv or cons_prim.csv)"
        where = ", ".join(files)
        raise InputError(what, where=where, mend="give it together with the files of aliases and addresses")
    aliases, addresses = _by_number(tables[_ALIASES]), _by_number(tables[_ADDRESSES])
    got.not_read(f"table of {width} columns" for width in tables.keys() - {_PRIMARY, _ALIASES, _ADDRESSES, 2})
    owner = "us-ofac-sdn" if any(name.lower().startswith("sdn") for name in files) else ""
    for row in tables[_PRIMARY]:
        if len(row) != _PRIMARY:
            got.skip("damaged rows")
        elif reason := _KINDS.get(row[2].casefold()):
            got.skip(reason)
        else:
            _take(row, aliases.get(row[0], ()), addresses.get(row[0], ()), owner, got)


def _cell(text: str) -> str:
    text = text.strip()
    return "" if text == _NULL else text


def _by_number(rows: Iterable[list[str]]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for row in rows:
        if len(row) >= _ALIASES:
            found.setdefault(row[0], []).append(row)
    return found


def _take(
    row: Sequence[str],
    aliases: Iterable[Sequence[str]],
    addresses: Iterable[Sequence[str]],
    owner: str,
    got: Gathered,
) -> None:
    number, name, programme, remarks = row[0], row[1], row[3].replace("] [", "; ").strip("[] "), row[11]
    weak = _WEAK.findall(remarks)
    listed = _LISTED.search(remarks)
    places = [one for one in addresses if any(one[2:5])]
    got.add(
        name,
        id=number,
        register="us-ns-cmic" if _CMIC in programme else owner,
        aliases=[one[3] for one in aliases] + _ISSUER.findall(remarks) + weak,
        country=_country(places, remarks),
        valid_from=iso_date(listed[1]) if listed else None,
        identifiers=tuple(dict.fromkeys(_identifiers(remarks))),
        parents=tuple(dict.fromkeys(one.strip() for one in _LINKED.findall(remarks))),
        programme=programme,
        address="; ".join(", ".join(part for part in one[2:5] if part) for one in places)[:2000],
        note=" | ".join(part for part in (_weak_note(weak), row[4], remarks) if part)[:4000],
    )


def _weak_note(weak: Sequence[str]) -> str:
    return f"weak aliases: {'; '.join(weak)}" if weak else ""


def _country(addresses: Iterable[Sequence[str]], remarks: str) -> str | None:
    """Return the country of all addresses, else of the registration in China that is stated; never of some."""
    stated = {country_code(one[4]) for one in addresses if one[4]}
    if not stated:
        stated = {country_code(where) for what, _, where in _NUMBERS.findall(remarks) if "USCC" in what and where}
    return stated.pop() if len(stated) == 1 else None


def _identifiers(remarks: str) -> Iterable[str]:
    for what, number, _ in _NUMBERS.findall(remarks):
        yield f"{_SCHEMES.get(what, what.rstrip('.').lower().replace(' ', '_'))}:{number}"
