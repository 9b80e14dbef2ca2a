"""Answers of a screening for people: a verdict in words for each name, a table, and what was searched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attache.build.answered import UNKNOWN, WEAK, in_words, listed_words, searched, verdict, why
from attache.cli.common import out, plain, show_table

__all__ = ["show_answer", "show_searched"]

_LONGEST = 80
_SHOWN_MISSIONS = 4

Row = Mapping[str, Any]


def show_answer(answer: Row, day: str, least: float = WEAK) -> None:
    """Print the answer for one name: a verdict, and its hits from a probability of `least` on as a table."""
    given = answer["name"]
    name = given if isinstance(given, str) else ("" if given is None else str(given))
    shown = " ".join(name.split())
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]} …"
    told = verdict(answer, day) if "remark" not in answer or answer["hits"] else f"not searched: {answer['remark']}"
    out.print(f"[bold]{plain(shown) or '(no name)'}[/]: {plain(told)}")
    if "remark" in answer and answer["hits"]:
        out.print(f"  {answer['remark']}", markup=False)
    hits = [hit for hit in answer["hits"] if hit["score"] >= least]
    if hits:
        show_table("", ("how sure", "found", "why"), [_row(name, hit) for hit in hits])
    if answer.get("lead_time"):
        out.print(f"  {answer['lead_time']}", markup=False)
    for line in dict.fromkeys(_hint(hit, hint) for hit in hits for hint in hit.get("hints", ())):
        out.print(f"  {line}", markup=False)
    if hits:
        out.print()


def _row(asked: str, hit: Row) -> tuple[str, ...]:
    posted = hit.get("posted")
    by = "" if hit["alias"] == hit["name"] else f" (found by {hit['alias']})"
    synthetic = hit.get("synthetic") or (posted and posted["synthetic"])
    stands = _postings(posted) if posted else f"listed: {listed_words(hit)} ({hit['listed_why']})"
    register = f"{hit['register']} {hit['edition']}" if hit["edition"] and not posted else hit["register"]
    told = [register, hit.get("programme"), stands, "synthetic" if synthetic else ""]
    found = f"{hit['name']}{by}\n{'; '.join(filter(None, told))}"
    return f"{hit['score']:.2f} {in_words(hit['score'])}", found, why(asked, hit)


def _postings(posted: Row) -> str:
    dates = " to ".join(dict.fromkeys(filter(None, (posted["first"], posted["last"])))) or "undated"
    missions = posted["missions"]
    more = f" and {len(missions) - _SHOWN_MISSIONS} more" if len(missions) > _SHOWN_MISSIONS else ""
    places = ", ".join(missions[:_SHOWN_MISSIONS]) + more
    states = ", ".join(f"{count} {state}" for state, count in posted["states"].items())
    count = posted["documents"]
    return "; ".join(filter(None, (f"{count} posting{'s' * (count != 1)}, {dates}", places, states)))


def _hint(hit: Row, hint: Row) -> str:
    until = f" until {hint['valid_to']}" if hint["valid_to"] else ""
    status = hint["status"].replace("_", " ") + (f" from {hint['valid_from']}{until}" if hint["valid_from"] else "")
    reach = f"may reach further ({status})" if hint["applies"] else "does not apply to this register"
    rule = f"rule {hint['rule']} {reach}" if hint["rule"] else "the catalogue has no rule that reaches further"
    return f"Hint, no finding: {hint['because']}; {rule}. Find out who owns what."


def show_searched(about: Row, found: Iterable[str]) -> None:
    """Print what was searched, what being listed in the registers `found` means, and the caveats."""
    out.print(searched(about), markup=False)
    for key in found:
        one = about["registers"].get(key)
        if one is None:
            continue
        out.print(f"[bold]{plain(key)}[/]: {plain(one['effect'] or UNKNOWN)}")
        for trap in one["traps"]:
            out.print(f"  Beware: {trap}", markup=False)
        if one["synthetic"]:
            out.print("  [bold yellow]Synthetic: made for demonstration, not published by anyone.[/]")
    for caveat in about["caveats"]:
        out.print(f"[dim]{plain(caveat)}[/]")
