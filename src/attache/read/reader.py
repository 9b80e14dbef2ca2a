"""Read: from captures to documents, with every value proven by words of the stored text.

`read_unit` reads one item of a source over its captures; `read_body` reads one body without any workspace.
"""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from attache.core.errors import InputError
from attache.core.ids import digest, stable_id
from attache.core.organisations import FormerMention
from attache.core.records import Amount, Capture, Document, Mention, Reading, Value, Version
from attache.read.money import Money
from attache.read.shapes import Shape, shapes
from attache.read.similar import sketch
from attache.read.understand import Understood, understand

__all__ = ["ReadRows", "SourceHints", "read_body", "read_unit"]

_DIFF_LINES = 400


@dataclass(frozen=True, slots=True)
class SourceHints:
    """What a source declares of all its items: template, issuing mission, direction."""

    template: str | None = None
    mission: str | None = None
    direction: str | None = None


@dataclass(slots=True)
class ReadRows:
    """The rows that reading makes, by table."""

    readings: list[Reading] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    former_mentions: list[FormerMention] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)

    def rows(self, table: str) -> list[Any]:
        """Return the rows of a table."""
        found: list[Any] = getattr(self, table)
        return found

    def extend(self, other: ReadRows) -> None:
        """Add another's rows."""
        for one in fields(self):
            self.rows(one.name).extend(other.rows(one.name))


@dataclass(frozen=True, slots=True)
class _Seen:
    capture: Capture
    read: Understood


def read_body(
    body: bytes,
    *,
    name: str,
    media_type: str | None = None,
    charset: str | None = None,
    hints: SourceHints | None = None,
) -> list[tuple[str, Understood]]:
    """Read one body; return its documents as (key within the body, what was understood).

    Raises InputError with one sentence where the body cannot be read.
    """
    told = hints or SourceHints()
    found = shapes(body, name=name, media_type=media_type, charset=charset, template=told.template or None)
    return [(shape.key, _understand(shape, told, name)) for shape in found]


def read_unit(
    unit_id: str,
    source_id: str,
    item_key: str,
    shown: Sequence[tuple[Capture, bytes | None]],
    hints: SourceHints,
    *,
    read_key: str = "",
) -> ReadRows:
    """Read one item of a source over its captures, oldest first, and return its rows.

    The newest capture that can be read gives the document; older texts become its versions. An item of
    which no capture can be read gives a reading with the refusal.
    """
    chains: dict[str, list[_Seen]] = {}
    refusal, unread = None, set[str]()
    for capture, body in shown:
        if body is None:
            refusal = "the content encoding cannot be undone"
            continue
        try:
            found = _capture(capture, body, hints)
        except InputError as error:
            refusal = error.what
            continue
        except Exception as error:  # a fault of ours costs one item, never the build
            refusal = _fault(error)
            continue
        for shape, read in found:
            unread.update(shape.unread)
            chains.setdefault(shape.key, []).append(_Seen(capture, read))
    rows = ReadRows()
    for key, chain in sorted(chains.items()):
        _document(unit_id, source_id, item_key, key, chain, rows)
    kept = refusal if not chains else None
    rows.readings.append(
        Reading(unit_id, source_id, item_key, len(chains), kept, " ".join(sorted(unread)) or None, read_key)
    )
    return rows


def _fault(error: Exception) -> str:
    """Return where a rule of ours failed, so that it can be reported and mended."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"the reader failed ({type(error).__name__} in {Path(place.filename).name}, line {place.lineno})"


def _capture(capture: Capture, body: bytes, hints: SourceHints) -> list[tuple[Shape, Understood]]:
    told = {"name": capture.url, "media_type": capture.media_type, "charset": capture.charset}
    found = shapes(body, **told, template=hints.template or None)  # type: ignore[arg-type]
    latest = int(capture.captured_at[:4]) + 1
    return [(shape, _understand(shape, hints, capture.url, latest)) for shape in found]


def _understand(shape: Shape, hints: SourceHints, url: str, latest: int | None = None) -> Understood:
    return understand(shape, mission=hints.mission, url=shape.url or url, latest=latest)


def _document(unit_id: str, source_id: str, item_key: str, key: str, chain: Sequence[_Seen], rows: ReadRows) -> None:
    texts = [seen for i, seen in enumerate(chain) if i == 0 or seen.read.text != chain[i - 1].read.text]
    last = texts[-1]
    capture, read = last.capture, last.read
    document_id = stable_id("doc", source_id, item_key, key)
    rows.documents.append(
        Document(
            document_id=document_id,
            unit_id=unit_id,
            source_id=source_id,
            item_key=f"{item_key}#{key}" if key else item_key,
            url=read.url or capture.url,
            capture_id=capture.capture_id,
            sha256=capture.sha256,
            versions=len(texts),
            template=read.template,
            title=read.title,
            text=read.text,
            language=read.language,
            script=read.script,
            published_on=read.published.value.iso if read.published.value else None,
            published_precision=read.published.value.precision if read.published.value else None,
            published_reason=read.published.reason,
            mission_id=read.mission.value,
            mission_reason=read.mission.reason,
            host_country=read.host_country.value,
            host_country_reason=read.host_country.reason,
            contacts_removed=read.contacts_removed,
            sketch=sketch(read.text[len(read.title) + 1 :]),
            synthetic=capture.synthetic,
        )
    )
    rows.versions += _versions(document_id, texts)
    rows.values += [Value(document_id, *value) for value in read.values()]
    rows.mentions += [Mention(document_id=document_id, **asdict(one)) for one in read.organisations]
    for number, seen in enumerate(texts[:-1], 1):
        rows.former_mentions += [FormerMention(document_id, number, **asdict(one)) for one in seen.read.organisations]
    rows.amounts += [_amount(document_id, one) for one in read.amounts]


def _amount(document_id: str, found: Money) -> Amount:
    row = {one.name: getattr(found, one.name) for one in fields(found) if one.name != "span"}
    return Amount(document_id=document_id, start=found.span.start, end=found.span.end, **row)


def _versions(document_id: str, texts: Sequence[_Seen]) -> Iterable[Version]:
    before = ""
    for number, seen in enumerate(texts, 1):
        text = seen.read.text
        changed = _changed(before, text) if number > 1 else ""
        yield Version(
            document_id,
            number,
            seen.capture.capture_id,
            seen.capture.captured_at,
            digest(text),
            seen.read.title,
            text,
            changed,
        )
        before = text


def _changed(before: str, after: str) -> str:
    """Return a unified diff by sentence, so that a change in a long paragraph can be seen."""
    lines = difflib.unified_diff(_sentences(before), _sentences(after), "before", "after", lineterm="", n=1)
    return "\n".join(line for _, line in zip(range(_DIFF_LINES), lines, strict=False))


def _sentences(text: str) -> list[str]:
    return [part for line in text.split("\n") for part in line.replace("。", "。\n").split("\n") if part]
