"""The stateless calls: the same code as in a workspace, on one file or one text, as plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from itertools import tee
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attache.code import Coded, lexicon_of
from attache.core.errors import InputError
from attache.core.spans import Span
from attache.core.text import normalise
from attache.measure import CHOKEPOINT, FIELD, TextCode, describe, exposure, load_descriptions
from attache.read.reader import SourceHints, read_body
from attache.read.understand import Understood
from attache.vocabulary.codebook import Codebook, load_codebook
from attache.vocabulary.lists import ReferenceList, load_lists, needs_of
from attache.vocabulary.missions import mission as mission_of

if TYPE_CHECKING:
    from attache.build.edition import Edition

__all__ = ["code", "code_many", "expose", "measure", "read"]

CODED_FIELDS = ("direction", "stage", "ip_status")
"""Fields of a read document that are codes of the codebook."""
LONGEST = 100_000
"""Characters of a described technology that are looked at."""


def read(
    source: Path | str | bytes, *, name: str = "", media_type: str | None = None, charset: str | None = None
) -> list[dict[str, Any]]:
    """Read a file, or the bytes of one, and return its documents as plain values.

    Each has `path`, `title`, `text` (the body), `published_on`, `language`, `script`, `mission`,
    `host_country`, `direction`, `stage`, `ip_status`, `target`, `technology`, `organisations`, `amounts`,
    `places`, `labels`, `domains`, `contacts_removed`, `template`, `unread`, and a reason beside each value
    that may be absent. Spans are `{field, start, end, quote}` with `field` `title` or `text`.
    Raises InputError with one sentence where the file cannot be read.
    """
    if isinstance(source, bytes):
        body, path = source, name
    else:
        body, path = _bytes(Path(source)), str(source)
    try:
        found = read_body(body, name=path, media_type=media_type, charset=charset, hints=SourceHints())
    except InputError as error:
        raise InputError(error.what, where=error.where or path, mend=error.mend) from None
    return [_document(path, key, one) for key, one in found]


def code(
    title: str, text: str, *, variables: Collection[str] | None = None, codebook: Codebook | None = None
) -> list[dict[str, Any]]:
    """Code a text with the lexicon coder and return its codes, the surest of each variable first.

    Each code is `{variable, value, label_zh, label_en, confidence, coder, spans, reason}`; spans are
    `{field, start, end, quote}`. `variables` narrows; an unknown one raises CodebookError.
    """
    return next(code_many([(title, text)], variables=variables, codebook=codebook))


def code_many(
    texts: Iterable[tuple[str, str]], *, variables: Collection[str] | None = None, codebook: Codebook | None = None
) -> Iterator[list[dict[str, Any]]]:
    """Code (title, text) pairs in order, as `code` does, two to four times as fast per text."""
    lexicon = lexicon_of(codebook or load_codebook())
    ours, theirs = tee(texts)
    for (title, text), found in zip(ours, lexicon.code_many(theirs, variables=variables), strict=True):
        yield [_code(one, title, text, lexicon.codebook) for one in found]


def expose(
    text: str, *, title: str = "", edition: Edition | Path | str | None = None, as_of: str | None = None, top: int = 10
) -> dict[str, Any]:
    """Return what a described technology is near to, part by part, each with its reasons.

    Parts: `described` (fields and technologies recognised), `needs`, `opportunities`, `requests` (needs read from
    pages), `missions` (that asked), `critical` (lists touched), `reasons` (why a part is empty), `caveats`, `searched`.
    `edition` is an edition, or a workspace's folder for its current one, and its codebook is used; without it needs and
    lists alone are searched, with the shipped codebook.
    `as_of` is an ISO day, today if not given. At most `top` rows per part; texts are cut at 100,000 characters.
    Raises InputError for a wrong day, NotFoundError where there is no edition.
    """
    day = _day(as_of)
    title, body = normalise(title[:LONGEST]), normalise(text[:LONGEST])
    opened = None if edition is None else _edition(edition)
    lexicon = lexicon_of(load_codebook() if opened is None else opened.codebook)
    lists, how = _lists(), load_descriptions()
    told = lexicon.explain(title, body)
    wanted = (FIELD, *how.variables.values())
    codes = [_text_code(one, title, body) for one in told.codes if one.variable in wanted]
    described = describe(f"{title}\n{body}".strip(), codes, lists, lexicon.codebook, how)
    if opened is None:
        return exposure(described, needs_of(lists), lists, lexicon.codebook, as_of=day, top=top)
    from attache.build.exposing import expose_to  # noqa: PLC0415 -- the libraries of editions are not always needed

    hits = sorted((h for h in told.hits if h.used and h.variable in (FIELD, CHOKEPOINT)), key=lambda h: -h.weight)
    terms = [hit.term for hit in hits]
    return expose_to(opened, described, terms, lists, as_of=day, top=top)


def measure(
    edition: Edition | Path | str,
    *names: str,
    since: str | None = None,
    until: str | None = None,
    where: Mapping[str, str | Collection[str]] | None = None,
) -> list[dict[str, Any]]:
    """Measure an edition, or a workspace's current one, and return the rows as plain values.

    `names` are measures or chapters, all if none are given. Each row is an `Estimate` as a dict, with `row`, its stable
    id; `records` is what `attache measure --records` takes. `since` and `until` are days, months or years of posting;
    `where` narrows by dimension: `{"host_country": ["US", "GB"]}`. NotFoundError for an unknown measure or where there
    is no edition, InputError for an unknown dimension.
    """
    from attache.build.measuring import open_frame  # noqa: PLC0415 -- the libraries of editions are not always needed
    from attache.measure.chapters import MEASURES, find  # noqa: PLC0415
    from attache.measure.where import Where  # noqa: PLC0415

    opened = _edition(edition)
    frame = open_frame(opened, since=since, until=until)
    if where:
        only = frame.records(Where().also(**where))
        frame = open_frame(opened, since=since, until=until, only=only)
    asked = [one for name in names for one in find(name)] if names else list(MEASURES.values())
    return [{"row": row.row_id, **asdict(row)} for one in asked for row in one.run(frame)]


def _edition(edition: Edition | Path | str) -> Edition:
    from attache.build.edition import Edition as Opened  # noqa: PLC0415 -- the libraries of editions are not always needed
    from attache.build.edition import Editions  # noqa: PLC0415
    from attache.core.workspace import Workspace  # noqa: PLC0415

    return edition if isinstance(edition, Opened) else Editions(Workspace.open(Path(edition)).editions).require()


@cache
def _lists() -> tuple[ReferenceList, ...]:
    return load_lists()


def _day(as_of: str | None) -> str:
    try:
        return (date.fromisoformat(as_of) if as_of else date.today()).isoformat()
    except ValueError:
        raise InputError(f"`{as_of}` is not a day", mend="write it as 2019-07-15") from None


def _text_code(one: Coded, title: str, body: str) -> TextCode:
    joined = f"{title}\n{body}"
    words = tuple(dict.fromkeys(span.of(joined) for span in one.spans))
    return TextCode(one.variable, one.value, one.confidence, words)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        told = (error.strerror or "unknown").lower()
        raise InputError(f"cannot be read ({told})", where=str(path), mend="check the name and the rights") from None


def _document(path: str, key: str, one: Understood) -> dict[str, Any]:
    coded = code(one.title, one.body, variables=CODED_FIELDS)
    best = {name: [c["value"] for c in coded if c["variable"] == name] for name in CODED_FIELDS}
    mission = one.mission.value
    return {
        "path": f"{path}#{key}" if key else path,
        "title": one.title,
        "published_on": one.published.value.iso if one.published.value else None,
        "published_precision": one.published.value.precision if one.published.value else None,
        "published_reason": one.published.reason,
        "language": one.language,
        "script": one.script,
        "text": one.body,
        "mission": mission,
        "mission_name": mission_of(mission).name_zh if mission else None,
        "mission_reason": one.mission.reason,
        "host_country": one.host_country.value,
        "host_country_reason": one.host_country.reason,
        "direction": next(iter(best["direction"]), None),
        "stage": next(iter(best["stage"]), None),
        "ip_status": best["ip_status"],
        "target": one.target.name if one.target else None,
        "technology": one.technology.value,
        "organisations": [_columns(o, one) for o in one.organisations],
        "amounts": [_columns(a, one) for a in one.amounts],
        "places": [_columns(p, one) for p in one.places],
        "labels": {name: label.value for name, label in one.labels.items()},
        "domains": list(one.domains),
        "contacts_removed": one.contacts_removed,
        "template": one.template,
        "unread": list(one.unread),
    }


def _columns(found: Any, one: Understood) -> dict[str, Any]:
    row = {name: getattr(found, name) for name in found.__dataclass_fields__}
    span = row.pop("span", None) or Span(row.pop("start"), row.pop("end"))
    return row | {"span": _span(span, one.title, one.body)}


def _code(one: Coded, title: str, text: str, codebook: Codebook) -> dict[str, Any]:
    zh, en = codebook.labels(one.variable, one.value)
    return {
        "variable": one.variable,
        "value": one.value,
        "label_zh": zh,
        "label_en": en,
        "confidence": round(one.confidence, 4),
        "coder": "lexicon",
        "spans": [_span(span, title, text) for span in one.spans],
        "reason": one.reason,
    }


def _span(span: Span, title: str, text: str) -> dict[str, Any]:
    """Return a span into title + line feed + text as a span into one of the two."""
    at = len(title) + 1
    field, start, end = ("title", span.start, span.end) if span.start < at else ("text", span.start - at, span.end - at)
    return {"field": field, "start": start, "end": end, "quote": (title if field == "title" else text)[start:end]}
