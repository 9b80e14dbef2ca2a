"""Lives of invented postings: withdrawn, put up again, edited; their versions, captures and readings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from corpus_columns import Flags, Names, Numbers, dates, picked, table
from corpus_postings import Postings, named
from margins import Margins

from attache.build.tables import TABLES

__all__ = ["Lives", "lives", "tables"]

TIMES = "T00:00:00Z"
YEARS = (2020, 2021, 2022)
"""Years of captures; which of them failed does not depend on the year."""


@dataclass
class Lives:
    """Status of each posting, and the day since which it has it."""

    status: Names
    since: Numbers


def lives(margins: Margins, posted: Postings, relevance: dict[str, Flags], dice: np.random.Generator) -> Lives:
    """Draw what became of each posting: it is seen on the day of posting and on each day after it."""
    dangerous = np.logical_or.reduce([relevance[value] for value in margins.dangerous])
    hazard = margins.hazard * np.where(dangerous, margins.danger, 1.0)
    waited = 1 + np.floor(dice.exponential(1 / hazard)).astype(int)
    last = (np.datetime64(margins.as_of) - np.datetime64("1970-01-01")).astype(int)
    gone = posted.days + waited <= last
    back = gone & (dice.random(len(posted)) < margins.returned)
    edited = ~gone & (dice.random(len(posted)) < margins.edited)
    status = np.select([back, gone, edited], ["returned", "gone", "changed"], "live").astype(object)
    return Lives(status, np.where(gone, posted.days + waited, posted.days))


def tables(margins: Margins, posted: Postings, found: Lives, dice: np.random.Generator) -> dict[str, pa.Table]:
    """Return lives, versions with what edits removed, former names, captures and readings."""
    last = margins.as_of.isoformat() + TIMES
    sizes = dict(zip(*np.unique(posted.groups, return_counts=True), strict=True))
    lived = table(
        TABLES["lives"], len(posted), document_id=posted.documents, status=found.status, last_seen=last,
        status_since=dates(found.since) + TIMES, first_seen=dates(posted.days) + TIMES, group_id=posted.groups,
        group_size=[int(sizes[one]) for one in posted.groups],
    )  # fmt: skip
    edited = np.flatnonzero(found.status == "changed")
    versions, former = _edits(margins, posted.documents[edited], dice)
    return {"lives": lived, "versions": versions, "former_mentions": former} | _collected(margins, posted, dice)


_GONE = {
    "contact": "-联系人略",
    "technology": "-激光雷达",
    "amount": "-200万美元",
    "amount_changed": "-300万美元\n+400万美元",
    "paragraph": "-这一段话有十个以上的字而没有别的内容",
}


def _edits(margins: Margins, documents: Names, dice: np.random.Generator) -> tuple[pa.Table, pa.Table]:
    """Return both versions of edited documents; no document has an amount that went and one that changed."""
    size = len(documents)
    removed = {name: dice.random(size) < chance for name, chance in margins.removals.items()}
    removed["amount_changed"] &= ~removed["amount"]
    marked = {name: removed[name] for name in _GONE}
    other = dice.random(size) < 0.5
    changes = []
    for at in range(size):
        lines = [_GONE[name] for name, flags in marked.items() if flags[at]]
        plain = (
            "+加了" if other[at] and not removed["organisation"][at] and not removed["title"][at] else "-改前\n+改后"
        )
        changes.append("\n".join(["--- before", "+++ after", *(lines or [plain])]))
    titles = np.where(removed["title"], "another title", "a title")
    versions = pa.concat_tables(
        table(
            TABLES["versions"], size, document_id=documents, number=number, capture_id="cap", title=title,
            changed=changed, seen_at="2022-01-01" + TIMES,
        )
        for number, title, changed in ((1, "a title", ""), (2, titles, changes))
    )  # fmt: skip
    who = np.flatnonzero(removed["organisation"])
    names = picked({f"former firm {letter}": 0.5**at for at, letter in enumerate("abcd")}, len(who), dice)
    former = table(
        TABLES["former_mentions"], len(who), document_id=documents[who], version=1, start=0, end=5, name=names,
        kind="company", reason="invented",
    )  # fmt: skip
    return versions, former


def _collected(margins: Margins, posted: Postings, dice: np.random.Generator) -> dict[str, pa.Table]:
    size = len(posted)
    whole = round(size / (1 - margins.refused))
    refused = dice.random(whole) < margins.refused
    years = picked({str(year): 1.0 for year in YEARS}, size, dice)
    failures = np.where(dice.random(size) < margins.failed, "timeout", None)
    return {
        "readings": table(
            TABLES["readings"], whole, unit_id=named("item", np.arange(whole)), item_key="item", documents=1,
            source_id=picked({"source-a": 2.0, "source-b": 1.0}, whole, dice),
            refusal=np.where(refused, "no text", None),
        ),
        "captures": table(
            TABLES["captures"], size, capture_id=named("cap", np.arange(size)), source_id=posted.sources,
            http_status=200, captured_at=years + "-06-30" + TIMES, failure=failures, synthetic=True,
        ),
    }  # fmt: skip
