"""Answers of a screening as rows of a table: one for each hit that people are shown, one for each name without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attache.build.answered import UNKNOWN, in_words, listed_words, searched, why
from attache.link import THRESHOLD

__all__ = ["COLUMNS", "answer_rows", "cleaned", "notices"]

COLUMNS = (
    *("id", "name", "country", "verdict", "score", "how_sure", "register", "entry_id", "entry", "found_by", "why"),
    *("register_edition", "programme", "listed_from", "listed_to", "listed", "listed_why", "as_of", "postings"),
    *("first_posted", "last_posted", "missions", "countries", "states", "lead_time_days", "lead_time", "hints"),
    *("synthetic", "remark", "notice"),
)
"""Columns of the CSV file; there is one row for each hit that people are shown, and one for each name without."""
_LONGEST = 32_000
"""Characters of a cell; a spreadsheet takes no more."""

Row = Mapping[str, Any]


def answer_rows(answer: Row, day: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of one answer by COLUMNS; hits that people are not shown must have been left out before."""
    name = answer["name"]
    about = {"id": answer["id"], "name": name, "country": answer.get("country"), "as_of": day}
    about["remark"] = answer.get("remark")
    if not answer["hits"]:
        yield about | {"verdict": "not searched" if "remark" in answer else "no match"}
    for hit in answer["hits"]:
        row = about | {
            "verdict": "match" if hit["score"] >= THRESHOLD else "weak",
            "score": hit["score"],
            "how_sure": in_words(hit["score"]),
            "register": hit["register"],
            "entry_id": hit["entry_id"],
            "entry": hit["name"],
            "found_by": hit["alias"],
            "why": why(name, hit),
            "register_edition": hit["edition"],
        }
        yield row | (_posted(hit["posted"]) if "posted" in hit else _listed(hit))


def _listed(hit: Row) -> dict[str, Any]:
    told = [
        f"{hint['rule'] or 'no rule'}: {hint['because']}" + (f" ({_status(hint)})" if hint["rule"] else "")
        for hint in hit.get("hints", ())
    ]
    return {
        **{key: hit.get(key) for key in ("programme", "listed_from", "listed_to", "listed_why")},
        "listed": listed_words(hit),
        "lead_time_days": hit.get("lead_time_days"),
        "lead_time": hit.get("lead_time"),
        "hints": "; ".join(told),
        "synthetic": "synthetic" if hit.get("synthetic") else "",
    }


def _status(hint: Row) -> str:
    return str(hint["status"]).replace("_", " ") if hint["applies"] else "does not apply to this register"


def _posted(posted: Row) -> dict[str, Any]:
    return {
        "postings": posted["documents"],
        "first_posted": posted["first"],
        "last_posted": posted["last"],
        "missions": _joined(posted["missions"]),
        "countries": _joined(posted["countries"]),
        "states": _joined([f"{count} {state}" for state, count in posted["states"].items()]),
        "synthetic": "synthetic" if posted["synthetic"] else "",
    }


def _joined(values: Sequence[str]) -> str:
    return "; ".join(values)


def notices(about: Row, met: Iterable[str]) -> Iterator[str]:
    """Yield what stands under every table: what was searched, by whom, and what the registers `met` mean."""
    yield searched(about)
    yield f"Screened at {about['at']} by {about['author']}; at most {about['top']} hits for a name."
    yield from about["remarks"]
    for key in met:
        if one := about["registers"].get(key):
            yield f"{key}: {one['effect'] or UNKNOWN}"
            yield from (f"{key}: beware: {trap}" for trap in one["traps"])
    yield from about["caveats"]


def cleaned(text: str) -> str:
    """Return a text as long as a cell may be, without characters that cannot be printed."""
    return "".join(char if char.isprintable() or char in "\n\t\r" else "�" for char in text[:_LONGEST])
