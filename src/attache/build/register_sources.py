"""Which captures are registers, and how each is to be read.

A declaration says it in `reader`: `register:FORMAT?register=ID&map.name=COLUMN`, where FORMAT is one of
`link.registers.FORMATS` or `auto`. An imported file says the rest in the address of its capture:
`file:NAME?edition=2025-01-07&partial=1&format=…&map.name=…`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from attache.collect.observe import Life
from attache.collect.sources import Source
from attache.core.records import Capture

__all__ = ["IMPORTED", "PREFIX", "RegisterFiles", "file_address", "is_register", "register_files"]

PREFIX = "register-"
"""Start of the ids of sources of registers."""
IMPORTED = "-import"
"""End of the ids of sources that hold imported files."""
_READER = "register:"
_MAPPED = "map."


@dataclass(frozen=True, slots=True)
class RegisterFiles:
    """The captures that make one edition of a source, and how they are read."""

    source_id: str
    edition: str
    captures: tuple[Capture, ...]
    register: str
    format: str | None
    mapping: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True

    def name_of(self, capture: Capture) -> str:
        """Return the file's name in its capture's address."""
        return unquote(urlsplit(capture.url).path.rsplit("/", 1)[-1]) or capture.capture_id


def is_register(source_id: str, declared: Mapping[str, Source]) -> bool:
    """Tell whether a source holds a register: by its declaration, or by its id where it has none."""
    source = declared.get(source_id)
    return source.reader.startswith(_READER) if source else source_id.startswith(PREFIX)


def file_address(name: str, edition: str, *, format: str | None, mapping: Mapping[str, str], complete: bool) -> str:  # noqa: A002
    """Return the address under which an imported file is captured."""
    told = {"edition": edition} | ({"format": format} if format else {}) | ({} if complete else {"partial": "1"})
    told |= {f"{_MAPPED}{key}": column for key, column in sorted(mapping.items())}
    safe = "".join(c if c.isalnum() or c in "._-" else "_" for c in name)
    return f"file:{safe}?{urlencode(told)}"


def register_files(lives: Iterable[Life], declared: Mapping[str, Source]) -> list[RegisterFiles]:
    """Return the editions of all registers in evidence, by source and date.

    Imported files are of the edition that they name. What is collected makes an edition on each day on which one
    of the source's files was new: the files as they were on that day.
    """
    imported: dict[tuple[str, str], dict[str, Capture]] = {}
    collected: dict[str, list[Capture]] = {}
    for life in lives:
        if not is_register(life.source_id, declared):
            continue
        for capture in life.captures:
            if capture.url.startswith("file:"):
                edition = _parameters(capture.url).get("edition") or capture.captured_at[:10]
                imported.setdefault((life.source_id, edition), {})[life.item_key] = capture
            else:
                collected.setdefault(life.source_id, []).append(capture)
    found = [_files(source, edition, files.values(), declared) for (source, edition), files in imported.items()]
    for source, captures in collected.items():
        found += [_files(source, day, files, declared) for day, files in _days(captures)]
    return sorted(found, key=lambda one: (one.source_id, one.edition, one.captures[0].url))


def _days(captures: Iterable[Capture]) -> Iterable[tuple[str, list[Capture]]]:
    now: dict[str | None, Capture] = {}
    days: dict[str, list[Capture]] = {}
    for capture in sorted(captures, key=lambda one: (one.captured_at, one.capture_id)):
        before = now.get(capture.item_key)
        if before is None or before.sha256 != capture.sha256:
            now[capture.item_key] = capture
            days[capture.captured_at[:10]] = list(now.values())
    return days.items()


def _files(source_id: str, edition: str, captures: Iterable[Capture], declared: Mapping[str, Source]) -> RegisterFiles:
    chosen = tuple(sorted(captures, key=lambda one: (one.item_key or "", one.capture_id)))
    source = declared.get(source_id)
    kind, _, query = (source.reader if source else "").removeprefix(_READER).partition("?")
    told = dict(parse_qsl(query))
    for capture in chosen:
        told |= _parameters(capture.url) if capture.url.startswith("file:") else {}
    stated = told.get("format") or kind
    return RegisterFiles(
        source_id,
        edition,
        chosen,
        told.get("register") or source_id.removeprefix(PREFIX).removesuffix(IMPORTED),
        None if stated in ("", "auto") else stated,
        {key.removeprefix(_MAPPED): column for key, column in told.items() if key.startswith(_MAPPED)},
        complete="partial" not in told,
    )


def _parameters(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, max_num_fields=50))
