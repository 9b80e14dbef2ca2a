"""When a page was published, as far as it says so.

The date of a page is not the first date in its body. The rules are asked in the order of `_RULES`;
the first that finds a possible day wins, a later one may only make a month or a year more exact, and
where none finds a date the answer is None with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from attache.core.spans import Span
from attache.read.dates.labels import modified
from attache.read.dates.page import Found, Page
from attache.read.dates.partial import PartialDate
from attache.read.dates.places import RULES
from attache.read.dates.styles import parse_stated

__all__ = ["published"]

EARLIEST = 1949
"""No page of these sources is older than the state that publishes them."""

_PUBLISHED_META = """
    article:published_time og:article:published_time og:published_time jsonld:datepublished datepublished
    itemprop:datepublished pubdate publishdate publish_date publish-date pub_date publishtime publish_time
    publishedtime published_time firstpublishedtime release_date og:release_date dc.date.issued dcterms.issued
    dc.date.published citation_publication_date citation_date citation_online_date parsely-pub-date sailthru.date
    weibo:article:create_at bt:pubdate rnews:datepublished cxenseparse:recs:publishtime ptime article:create_at
    og:regdate date dc.date dcterms.date dc.date.created dcterms.created jsonld:datecreated itemprop:datecreated
    datecreated createdate created
"""
_MODIFIED_META = """
    article:modified_time og:updated_time og:article:modified_time jsonld:datemodified itemprop:datemodified
    datemodified itemprop:dateupdate dateupdate dc.date.modified dcterms.modified lastmodifiedtime last-modified
    lastmodified modified_time revised
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
    brackets, labelled line after the body, signature at the end, title of a series, address, and last,
    with a reason that says so, a date of modification.
    """
    page = Page(title, body, lead, tail, {k.lower(): v for k, v in (meta or {}).items()}, stated, url)
    last = datetime.now(UTC).year + 1 if latest is None else latest
    best: Found | None = None
    problem = ""
    for found in _candidates(page):
        if found.date is None or not EARLIEST <= found.date.year <= last:
            problem = problem or _problem(found)
        elif best is None or best.date is None:
            best = found
        elif found.date.refines(best.date) and not found.rule.startswith("modified"):
            best = replace(found, rule=f"{best.rule}; made exact by {found.rule}")
        if best is not None and best.date is not None and best.date.day:
            break
    if best is None:
        return None, problem or "no publication date is stated", None
    return best.date, best.rule, best.span


def _problem(found: Found) -> str:
    if found.date is not None:
        return f"{found.rule}: {found.date.iso} lies outside the possible years"
    return f"{found.rule}: {found.why}" if found.why else ""


def _candidates(page: Page) -> Iterator[Found]:
    yield from _stated(page)
    yield from _meta(page, _PUBLISHED_META, "meta")
    for rule in RULES:
        yield from rule(page)
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
            yield _unless_placeholder(Found(date, f"{rule} {name}", None, why))


def _unless_placeholder(found: Found) -> Found:
    empty = found.date is not None and found.date.iso == "1970-01-01"
    return Found(None, found.rule, None, "an empty date") if empty else found
