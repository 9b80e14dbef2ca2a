"""What describes a release: `schema.md`, the whole codebook as one file, the Frictionless data package.

`datapackage.json` follows Data Package 2.0 (https://datapackage.org/standard/data-package/) and Table Schema, and keeps
to what readers of version 1 know.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from attache.build.edition import Edition
from attache.publish.notice import LICENCE, NOTICE, SYNTHETIC
from attache.publish.reference import codebook_pages, table_section
from attache.publish.release.changes import CHANGES
from attache.publish.release.contents import SHAPES, Shape
from attache.publish.release.stamps import Stamped
from attache.vocabulary.codebook_files import MAIN, SHIPPED, read_files

__all__ = ["PACKAGE", "data_package", "write_codebook", "write_schema"]

PACKAGE = "datapackage.json"
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_MEDIA = {
    ".csv": "text/csv",
    ".sqlite": "application/vnd.sqlite3",
    ".json": "application/json",
    ".wacz": "application/wacz",
}
_LICENSE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}


def write_schema(folder: Path, views: Mapping[str, str]) -> None:
    """Write `schema.md`: every table with its columns and links, and the views of the SQLite file."""
    lines = ["# Tables", "", "The same rows stand in `data/*.parquet`, `csv/*.csv` and `attache.sqlite`.", ""]
    lines += ["Spans (`start`, `end`) are characters of `documents.text`, from 0, the end left out.", ""]
    for shape in SHAPES.values():
        links = [f"{_listed(k.here)} → `{k.table}` ({_listed(k.there)})" for k in shape.links]
        foot = [f"Links: {'; '.join(links)}."] if links else []
        lines += table_section(shape.name, shape.about, shape.key, shape.columns, foot)
    lines += ["# Views of the SQLite file", ""]
    for name, query in views.items():
        lines += [f"## {name}", "", "```sql", query.strip(), "```", ""]
    (folder / "schema.md").write_text("\n".join(lines), encoding="utf-8")


def write_codebook(folder: Path, edition: Edition) -> None:
    """Write the whole codebook as one file that `load_codebook` takes, and as a page to read."""
    files = read_files(edition.codebook_file or SHIPPED / MAIN)
    whole = {key: value for key, value in files.main.items() if key not in ("include", "variables")}
    variables = [
        {**(draft.head or {"variable": draft.name}), "values": [value for _, value in draft.values]}
        for draft in files.drafts.values()
    ]
    plain = json.loads(json.dumps({**whole, "variables": variables}))  # mappings of our own become plain ones
    text = yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    (folder / "codebook.yaml").write_text(text, encoding="utf-8")
    (folder / "codebook.md").write_text("\n".join(codebook_pages(edition.codebook)), encoding="utf-8")


def data_package(stamped: Stamped, files: Mapping[str, Mapping[str, Any]]) -> str:
    """Return `datapackage.json`; `files` has length and SHA-256 of each file of the release by path."""
    package = {
        "$schema": _PROFILE,
        "name": stamped.key,
        "id": stamped.edition,
        "title": stamped.title,
        "description": "\n\n".join([NOTICE["en"], LICENCE["en"], *([SYNTHETIC["en"]] if stamped.synthetic else [])]),
        "version": stamped.version,
        "created": f"{stamped.day}T00:00:00Z",
        "keywords": list(stamped.keywords),
        "licenses": [_LICENSE],
        "contributors": [{"title": stamped.publisher, "roles": ["publisher"]}],
        "sources": [{"title": name} for name in stamped.sources],
        "attache:synthetic": stamped.synthetic,
        "resources": [*_resources(files)],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resources(files: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A table is its CSV file, which says where the same rows stand as Parquet: readers take either for a table."""
    for path in files:
        where = Path(path)
        if where.suffix not in _MEDIA:
            continue
        name = where.stem if where.suffix == ".csv" else "-".join((*where.parts[:-1], where.name)).replace(".", "-")
        resource = {"name": name, "format": where.suffix[1:], "mediatype": _MEDIA[where.suffix], **_file(files, path)}
        if name in SHAPES:
            resource |= _table(SHAPES[name].about, _schema(SHAPES[name]))
            resource["attache:parquet"] = _file(files, f"data/{name}.parquet")
        elif name == "changes":
            columns = [_field(one, "bool" if one == "synthetic" else "str", doc) for one, doc in CHANGES.items()]
            resource |= _table("What changed since the release before, and why.", {"fields": columns})
        yield resource


def _file(files: Mapping[str, Mapping[str, Any]], path: str) -> dict[str, Any]:
    return {"path": path, "bytes": files[path]["bytes"], "hash": f"sha256:{files[path]['sha256']}"}


def _table(about: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "table",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "description": f"{about} Texts that a spreadsheet could take for a formula have an apostrophe before them.",
        "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "schema": {**schema, "missingValues": [""]},
    }


def _schema(shape: Shape) -> dict[str, Any]:
    links = [{"fields": list(k.here), "reference": {"resource": k.table, "fields": list(k.there)}} for k in shape.links]
    fields = [_field(name, kind, doc) for name, (kind, doc) in shape.columns.items()]
    return {"fields": fields, "primaryKey": list(shape.key), "foreignKeys": links}


def _field(name: str, kind: str, doc: str) -> dict[str, Any]:
    """A text that is never null may be empty, which tools read as missing: only other types are `required`."""
    required = not kind.endswith("None") and not kind.startswith("str")
    field = {"name": name, "type": _TYPES[kind.split(" ", maxsplit=1)[0]], "description": doc}
    return field | ({"constraints": {"required": True}} if required else {})


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
