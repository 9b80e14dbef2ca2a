"""When a page was published, as far as it says so.

The date of a page is not the first date in its body. The rules are asked in the order of `_RULES`;
the first that finds a possible day wins, a later one may only make a month or a year more exact, and
where none finds a date the answer is None with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import date as day_of

from attache.core.spans import Span
from attache.core.text import is_han
from attache.read.dates.labels import modified
from attache.read.dates.page import Found, Page
from attache.read.dates.partial import PartialDate
from attache.read.dates.places import RULES
from attache.read.dates.styles import parse_stated

__all__ = ["published"]

EARLIEST = 1949
"""No page of these sources is older than the state that publishes them."""

_UTC = re.compile(r"[0-9]:[0-9]{2}(?:\.[0-9]+)? ?(?:Z|[+-]00:?00|UTC|GMT)\s*$")
_BEIJING_MIDNIGHT = re.compile(r"[T ]16:00(?::00(?:\.0+)?)? ?(?:Z|[+-]00:?00|UTC|GMT)\s*$")
_PUBLISHED_META = """
    article:published_time og:article:published_time og:published_time jsonld:datepublished ld:datepublished
    datepublished itemprop:datepublished pubdate publishdate publish_date publish-date pub_date publishtime
    publish_time publishedtime published_time firstpublishedtime release_date og:release_date dc.date.issued
    dcterms.issued dc.date.published citation_publication_date citation_date citation_online_date parsely-pub-date
    sailthru.date weibo:article:create_at bt:pubdate rnews:datepublished cxenseparse:recs:publishtime ptime
    article:create_at og:regdate date dc.date dcterms.date
"""
_CREATED_META = """
    dc.date.created dcterms.created jsonld:datecreated ld:datecreated itemprop:datecreated datecreated createdate
    created
"""
_MODIFIED_META = """
    article:modified_time og:updated_time og:article:modified_time jsonld:datemodified ld:datemodified
    itemprop:datemodified datemodified itemprop:dateupdate dateupdate dc.date.modified dcterms.modified
    lastmodifiedtime last-modified lastmodified modified_time revised
"""


def published(
    *,
    title: str,
    body: str,
    lead: str = "",
    tail: str = "",
    meta: Mapping[str, str] | None = None,
    stated: str | None = None,
    url: str = "",
    latest: int | None = None,
) -> tuple[PartialDate | None, str, Span | None]:
    """Return the publication date, the rule that found it (or why there is none) and the words in `body`.

    `lead` is the page's text between title and body, `tail` what follows the body; `meta` maps names of
    meta tags to their content (`jsonld:datePublished` for JSON-LD); `stated` is the source's own field.
    The span is None where the proof is not in `body`. Years outside 1949 to `latest` (default: next
    year) are refused. Rules, in order: stated field, meta tags, labelled line, date line under the
    title, date line in the first three lines of the body, dateline of an agency, source line in
    brackets, label or date line after the body, signature at the end, title of a series, address, date of
    creation in a meta tag, and last, with a reason that says so, a date of modification. A meta tag in UTC
    gives way to the day that the page itself shows, where that is the day before or after.
    """
    page = Page(title, body, lead, tail, {k.lower(): v for k, v in (meta or {}).items()}, stated, url)
    last = datetime.now(UTC).year + 1 if latest is None else latest
    best: Found | None = None
    problem = ""
    for found in _candidates(page):
        if found.date is None or not EARLIEST <= found.date.year <= last:
            problem = problem or _problem(found)
        else:
            best = found if best is None else _better(best, found)
        if best is not None and best.date is not None and best.date.day and not best.utc:
            break
    if best is None:
        return None, problem or "no publication date is stated", None
    return best.date, best.rule, best.span


def _better(best: Found, found: Found) -> Found:
    """Return the more trusted date, made exact by the other, or set by it to the day where the page is read.

    An instant in UTC may lie on the day before or after the one that the page shows to its readers.
    """
    if best.date is None or found.date is None or found.rule.startswith("modified"):
        return replace(best, utc=False) if found.rule.startswith("modified") else best
    if found.date.refines(best.date):
        return replace(found, rule=f"{best.rule}; made exact by {found.rule}")
    if best.utc and not found.rule.startswith("meta") and _days_apart(best.date, found.date) <= 1:
        return replace(found, rule=f"{found.rule}; {best.rule} gives the instant in UTC") if found != best else best
    return best


def _problem(found: Found) -> str:
    if found.date is not None:
        return f"{found.rule}: {found.date.iso} lies outside the possible years"
    return f"{found.rule}: {found.why}" if found.why else ""


def _candidates(page: Page) -> Iterator[Found]:
    yield from _stated(page)
    yield from _meta(page, _PUBLISHED_META, "meta")
    for rule in RULES:
        yield from rule(page)
    yield from _meta(page, _CREATED_META, "meta")
    for found in _meta(page, _MODIFIED_META, "modified: meta"):
        yield replace(found, rule=f"{found.rule}; no publication date is stated")
    yield from modified(page)


def _stated(page: Page) -> Iterator[Found]:
    if page.stated is not None and str(page.stated).strip():
        date, why = parse_stated(page.stated)
        yield _unless_placeholder(Found(date, "stated field", None, why))


def _meta(page: Page, names: str, rule: str) -> Iterator[Found]:
    for name in names.split():
        value = page.meta.get(name)
        if value and value.strip():
            date, why = parse_stated(value)
            midnight = bool(_BEIJING_MIDNIGHT.search(value)) and any(map(is_han, page.title))
            date = _next_day(date) if midnight else date
            utc = bool(_UTC.search(value)) and not midnight
            yield _unless_placeholder(Found(date, f"{rule} {name}", None, why, utc))


def _next_day(date: PartialDate | None) -> PartialDate | None:
    if date is None or date.month is None or date.day is None:
        return date
    day = datetime(date.year, date.month, date.day, tzinfo=UTC) + timedelta(days=1)
    return PartialDate(day.year, day.month, day.day)


def _days_apart(one: PartialDate, other: PartialDate) -> int:
    """Return how many days lie between two dates; many where one is no day."""
    if not (one.month and one.day and other.month and other.day):
        return 999
    return abs((day_of(one.year, one.month, one.day) - day_of(other.year, other.month, other.day)).days)


def _unless_placeholder(found: Found) -> Found:
    empty = found.date is not None and found.date.iso == "1970-01-01"
    return Found(None, found.rule, None, "an empty date") if empty else found
