"""The files of a codebook: one main file, the files that it includes, merged into heads and values.

A codebook in canonical form is one JSON file, a list of what its files hold; the SHA-256 of its bytes is the codebook's
digest. An edition keeps the codebook that it was coded by like that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from attache.core.errors import CodebookError, InputError
from attache.vocabulary.tables import Record, read_text, read_yaml

__all__ = ["MAIN", "SHIPPED", "Draft", "Files", "canonical", "checked", "read_files", "refuse", "where"]

SHIPPED, MAIN = Path(__file__).parent / "data" / "codebook", "codebook.yaml"
MAX_FILES = 500
M = TypeVar("M", bound=BaseModel)


@dataclass(slots=True)
class Draft:
    """A variable as found: its head, the file of the head, and `(file, record)` of each value."""

    name: str
    head: Record | None = None
    path: Path = Path()
    values: list[tuple[Path, Record]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Files:
    """What the files of a codebook hold, with the SHA-256 of their content in canonical form."""

    main: Record
    path: Path
    drafts: dict[str, Draft]
    digest: str


def refuse(what: str, at: str, mend: str) -> NoReturn:
    """Raise CodebookError."""
    raise CodebookError(what, where=at, mend=mend) from None


def where(path: Path, record: object) -> str:
    """Return `file:line` of a record."""
    return f"{path}:{record.line}" if isinstance(record, Record) and record.line else str(path)


def checked(model: type[M], raw: object, path: Path, what: str) -> M:
    """Return `raw` as a `model`; CodebookError names the file, the record (`what`) and the mend."""
    try:
        given = {k: v for k, v in raw.items() if v is not None} if isinstance(raw, dict) else raw
        return model.model_validate(given)
    except ValidationError as error:
        problem, mend = _explain(error.errors(include_url=False)[0])
        refuse(f"{what}: {problem}", where(path, raw), mend)


def _explain(error: ErrorDetails) -> tuple[str, str]:
    key = ".".join(map(str, error["loc"])) or "it"
    if error["type"] == "missing":
        return f"`{key}` is missing", "add it"
    if error["type"] == "extra_forbidden":
        return f"`{key}` is not a known key", "remove it or mend its name"
    message = error["msg"].removeprefix("Value error, ").replace("Input should be", "should be")
    return f"`{key}`: {message}", "mend it there"


def read_files(path: Path) -> Files:
    """Read a main file and everything that it includes, or the one file of a codebook in canonical form."""
    parts = _content(path)
    drafts: dict[str, Draft] = {}
    for at, (part, record) in enumerate(parts):
        _take(record, part, drafts, top=at == 0)
    text = _canonical(parts).encode("utf-8", "surrogatepass")
    return Files(parts[0][1], path, drafts, hashlib.sha256(text).hexdigest())


def canonical(path: Path) -> str:
    """Return a codebook in canonical form, to be kept as a file whose name ends in `.json`."""
    return _canonical(_content(path))


def _canonical(parts: Sequence[tuple[Path, Record]]) -> str:
    content = [record for _, record in parts]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _content(path: Path) -> list[tuple[Path, Record]]:
    """Return what each file of a codebook holds, the main one first."""
    if path.suffix == ".json":
        return [(path, record) for record in _kept(path)]
    main = _read(path)
    return [(path, main), *((part, _read(part)) for part in _included(main, path))]


def _kept(path: Path) -> list[Record]:
    try:
        found = json.loads(read_text(path), object_hook=Record)
    except InputError as error:
        refuse(error.what, error.where, error.mend)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not found or not all(isinstance(one, Record) for one in found):
        refuse("is no codebook in canonical form", str(path), "name a YAML file, or the `codebook.json` of an edition")
    return found


def _read(path: Path) -> Record:
    try:
        return read_yaml(path)
    except InputError as error:
        refuse(error.what, error.where, error.mend)


def _included(main: Record, path: Path) -> Iterator[Path]:
    patterns = main.get("include") or []
    if not isinstance(patterns, list) or not all(isinstance(p, str) for p in patterns):
        refuse("`include` is not a list of file names", str(path), "write `include: [variables/*.yaml]`")
    seen: dict[Path, None] = {}
    for pattern in patterns:
        for found in _expand(pattern, path):
            seen.setdefault(found)
    if len(seen) > MAX_FILES:
        refuse(f"includes more than {MAX_FILES} files", str(path), "narrow the patterns")
    yield from seen


def _expand(pattern: str, path: Path) -> list[Path]:
    """Return the files of a pattern; `attache:` in front means the codebook that comes with Attaché."""
    shipped = pattern.startswith("attache:")
    folder = SHIPPED if shipped else path.parent
    inner = PurePosixPath(pattern.removeprefix("attache:"))
    if inner.is_absolute() or ".." in inner.parts or not inner.parts:
        refuse(f"includes `{pattern}`, which leads out of its folder", str(path), "name files below the folder")
    found = sorted(p for p in folder.glob(str(inner)) if p.is_file() and p.resolve() != path.resolve())
    if not found:
        refuse(f"includes `{pattern}`, and there is no such file", str(path), "mend the name or take it out")
    return found


def _take(record: Record, path: Path, drafts: dict[str, Draft], *, top: bool) -> None:
    several = record.get("variables")
    if several is None and not top:
        several = [record]
    elif not top and set(record) != {"variables"}:
        extra = ", ".join(sorted(set(record) - {"variables"}))
        refuse(f"has keys beside `variables`: {extra}", str(path), "move them into a variable")
    if several is not None and not isinstance(several, list):
        refuse("`variables` is not a list", str(path), "start each variable with `- variable: name`")
    for raw in several or []:
        _one(raw, path, drafts)


def _one(raw: object, path: Path, drafts: dict[str, Draft]) -> None:
    name = raw.get("variable") if isinstance(raw, Record) else None
    if not isinstance(raw, Record) or not isinstance(name, str):
        refuse("a variable has no name", where(path, raw), "start it with `variable: name`")
    draft = drafts.setdefault(name, Draft(name))
    head = Record((k, v) for k, v in raw.items() if k != "values")
    head.line = raw.line
    if set(head) != {"variable"}:
        if draft.head is not None:
            refuse(f"variable {name} is described a second time (first in {draft.path})", where(path, raw), "keep one")
        draft.head, draft.path = head, path
    values = raw.get("values")
    if values is not None and not isinstance(values, list):
        refuse(f"variable {name}: `values` is not a list", where(path, raw), "start each value with `- value: id`")
    draft.values += [(path, value) for value in values or []]
