"""Who decided, screened, exported what, and signed in: the ledger's decisions and the journal, the last first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from attache.ledger.journal import Entry, Place, Wanted
from attache.publish.csvs import safe_cell
from attache.web.access import Role, needs
from attache.web.accounts import audit
from attache.web.accounts.kept import kept_of
from attache.web.accounts.worded import worded
from attache.web.language import texts
from attache.web.rendering import page

__all__ = ["router"]

router = APIRouter()
_MOST = 50
_HEADS = ("at", "who", "what", "about", "detail", "decision", "times", "last_at")
Text = Annotated[str, Query(max_length=200)]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Cursor = Annotated[str, Query(pattern=r"^(\d{0,15}\.\d{0,15})?$", description="How far one has read")]


@router.get("/audit", dependencies=[needs(Role.admin)], response_class=Response)
def audit_page(
    request: Request, who: Text = "", what: Text = "", since: Day = "", until: Day = "", about: Text = "",
    after: Cursor = "",
) -> Response:  # fmt: skip
    """Show what people did, by who, what and when."""
    kept_of(request).tallies.flush()
    journal = kept_of(request).journal
    wanted = Wanted(who.strip(), what, since, until, about.strip())
    entries, place = journal.page(wanted, _place(after), _MOST)
    words = worded(request)
    rows = [words.told(one) for one in entries]
    following = f"{place.decisions or ''}.{place.events or ''}" if place else None
    known = {one: f"audit.kind_{one}" if f"audit.kind_{one}" in texts() else None for one in journal.kinds()}
    answer = page(request, "audit.html", rows=rows, wanted=wanted, after=after, following=following, kinds=known)
    answer.headers["cache-control"] = "no-store"
    return answer


@router.get("/audit.csv", dependencies=[needs(Role.admin)], response_class=Response)
def audit_csv(
    request: Request, who: Text = "", what: Text = "", since: Day = "", until: Day = "", about: Text = ""
) -> Response:
    """Give all of it as CSV."""
    wanted = Wanted(who.strip(), what, since, until, about.strip())
    audit.note(request, "export", "audit.csv")
    kept_of(request).tallies.flush()
    name = f"attache-audit-{datetime.now(UTC).date()}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    rows = kept_of(request).journal.each(wanted)
    return StreamingResponse(_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)


def _csv(entries: Iterator[Entry]) -> Iterator[str]:
    yield "\ufeff" + ",".join(_HEADS) + "\r\n"
    for one in entries:
        line = io.StringIO()
        said = (one.at, one.who, one.what, one.about, one.detail, one.seq if one.decision else None)
        cells = (*said, one.times, one.last_at or one.at)
        csv.writer(line).writerow([safe_cell(cell) for cell in cells])
        yield line.getvalue()


def _place(text: str) -> Place:
    decisions, _, events = text.partition(".")
    return Place(int(decisions) if decisions else None, int(events) if events else None)
