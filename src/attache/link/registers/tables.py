"""Tables with a heading: CSV and workbooks of any register, by a given mapping or by the usual names of columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from attache.core.errors import InputError
from attache.link.registers.countries import country_code
from attache.link.registers.dates import iso_date
from attache.link.registers.loaded import Gathered, split_names

__all__ = ["FIELDS", "columns_of", "take_table"]

FIELDS: dict[str, tuple[str, ...]] = {
    "name": (
        *("name", "cleanname", "entityname", "entity", "organisation", "organization", "organisationname"),
        *("organizationname", "institution", "institutionname", "company", "companyname", "university", "fullname"),
        *(
            "nameofentity",
            "nameen",
            "名称",
            "企业名称",
            "公司名称",
            "单位名称",
            "机构名称",
            "实体名称",
            "中文名称",
            "学校名称",
        ),
    ),
    "id": ("id", "entryid", "entityid", "entitynumber", "ror", "uid", "no", "number", "序号", "编号"),
    "aliases": (
        *("aliases", "alias", "aka", "alsoknownas", "knownaliases", "knownaliases", "othernames", "alternativenames"),
        *("altnames", "previousname", "previousnames", "formername", "namezh", "chinesename", "englishname"),
        *("别名", "曾用名", "简称", "英文名称", "外文名称"),
    ),
    "country": ("country", "countrycode", "countries", "jurisdiction", "国家", "国别", "国家或地区"),
    "valid_from": (
        *("validfrom", "startdate", "from", "listedon", "listingdate", "effectivedate", "dateadded", "dateofinclusion"),
        *("date", "列入日期", "列入时间", "日期"),
    ),
    "valid_to": ("validto", "enddate", "expirationdate", "delistedon", "dateremoved", "移出日期"),
    "programme": ("programme", "program", "programs", "list", "authority", "sublist"),
    "address": ("address", "addresses", "location", "地址"),
    "note": ("note", "notes", "remark", "remarks", "comments", "reason", "备注", "说明"),
    "url": ("url", "sourceurl", "link", "website"),
    "parents": ("parents", "parent", "parentname", "parentcompany", "母公司"),
    "identifiers": ("identifiers", "registrationnumber", "uscc", "lei", "统一社会信用代码"),
    "kind": ("type", "schema", "entitytype", "kind", "类型"),
}
"""Fields of an entry and the headings (in small letters, without blanks) that are taken for them, best first."""

_SEVERAL = ("aliases", "note", "identifiers")
"""Fields that several columns may fill."""
_PERSONS = frozenset(("individual", "individuals", "person", "people", "natural person", "个人", "自然人"))
_THINGS = {"vessel": "vessels", "aircraft": "aircraft", "airplane": "aircraft"}
_FORBIDDEN = re.compile(r"[\W_]+", re.UNICODE)


def columns_of(header: Sequence[str], mapping: Mapping[str, str], where: str) -> dict[str, list[int]]:
    """Return the columns for each field: those of `mapping` (field → heading), else those with usual headings.

    Raises InputError that names the columns there are, where one is missing or none holds names.
    """
    shown = ", ".join(f"`{name}`" for name in header[:60] if name)
    found: dict[str, list[int]] = {}
    for field, column in mapping.items():
        if field not in FIELDS:
            raise InputError(f"there is no field `{field}`", where=where, mend=f"map one of {', '.join(FIELDS)}")
        if column not in header:
            raise InputError(f"has no column `{column}`", where=where, mend=f"name one of {shown}")
        found[field] = [header.index(column)]
    folded = [_FORBIDDEN.sub("", name).casefold() for name in header]
    used = {at for columns in found.values() for at in columns}
    for field, names in FIELDS.items():
        if field in found:
            continue
        at = [folded.index(name) for name in dict.fromkeys(names) if name in folded and folded.index(name) not in used]
        if at:
            found[field] = at if field in _SEVERAL else at[:1]
            used.update(found[field])
    if "name" not in found:
        mend = f"say which of {shown} holds names (name=COLUMN)"
        raise InputError("has no column that is clearly one of names", where=where, mend=mend)
    return found


def take_table(
    header: Sequence[str], rows: Iterable[Sequence[str]], got: Gathered, mapping: Mapping[str, str], where: str
) -> None:
    """Gather the rows of a table; see `columns_of` for the mapping."""
    heads = [" ".join(str(cell).split()) for cell in header]
    columns = columns_of(heads, mapping, where)
    used = {at for found in columns.values() for at in found}
    got.not_read(name for at, name in enumerate(heads) if at not in used and name)
    for cells in rows:
        cell = {field: _joined(cells, found) for field, found in columns.items()}
        kind = (cell.get("kind") or "").casefold()
        if kind in _PERSONS:
            got.skip("individuals")
        elif kind in _THINGS:
            got.skip(_THINGS[kind])
        else:
            _take(cell, got)


def _take(cell: Mapping[str, str], got: Gathered) -> None:
    start, end = cell.get("valid_from"), cell.get("valid_to")
    for text in (start, end):
        if text and iso_date(text) is None:
            got.skip("dates that are not clear (the row is kept without)")
    got.add(
        cell["name"],
        id=cell.get("id") or None,
        aliases=split_names(cell.get("aliases")),
        country=country_code(cell.get("country")),
        valid_from=iso_date(start),
        valid_to=iso_date(end),
        programme=cell.get("programme"),
        address=cell.get("address"),
        note=cell.get("note"),
        url=cell.get("url"),
        parents=tuple(split_names(cell.get("parents"))),
        identifiers=tuple(one if ":" in one else f"number:{one}" for one in split_names(cell.get("identifiers"))),
    )


def _joined(cells: Sequence[str], columns: Sequence[int]) -> str:
    return "; ".join(text for at in columns if at < len(cells) and (text := str(cells[at]).strip()))
