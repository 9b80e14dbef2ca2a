"""Answers of a screening for people: a verdict in words for each name, a table, and what was searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attache.build.posted import POSTINGS
from attache.cli.common import out, plain, show_table
from attache.link import THRESHOLD
from attache.link.folding import fold

__all__ = [
    "UNKNOWN",
    "WEAK",
    "in_words",
    "least_shown",
    "listed_words",
    "searched",
    "show_answer",
    "show_searched",
    "verdict",
    "why",
]

WEAK = 0.1
"""Probability below which people are not shown a likeness."""
UNKNOWN = "not in the catalogue; find out what being listed means"
"""What is said of a register of which nothing is known."""
_WORDS = ((0.95, "almost certain"), (0.8, "very likely"), (THRESHOLD, "likely"), (0.0, "weak"))
_WEIGHED = re.compile(r"(.+): ([+-]\d+\.\d)", re.DOTALL)
_LONGEST = 80
_SHOWN_MISSIONS = 4

Row = Mapping[str, Any]


def least_shown(about: Row) -> float:
    """Return the probability from which people are shown hits."""
    return WEAK if about["threshold"] is None else min(WEAK, about["threshold"])


def in_words(score: float) -> str:
    """Return a probability in words."""
    return next(words for least, words in _WORDS if score >= least)


def listed_words(hit: Row) -> str:
    """Say whether an entry was listed on the day asked for."""
    return {True: "yes", False: "no", None: "not known"}[hit["listed"]]


def why(asked: str, hit: Row) -> str:
    """Return in one line what speaks for a hit, and the heaviest that speaks against it."""
    if fold(asked) == fold(hit["alias"]):
        return "spelled the same"
    told: list[str] = []
    paired: list[str] = []
    against: list[str] = []
    for reason in hit["reasons"]:
        weighed = _WEIGHED.fullmatch(reason)
        if weighed is None:
            paired.append(reason)
        elif weighed[2].startswith("-"):
            against.append(weighed[1])
        elif not reason.startswith("share of "):
            told.append(weighed[1])
    said = ", ".join(paired[:2] or told[:2]) or ("words in common" if hit["reasons"] else "not kept")
    return f"{said}; but {against[0]}" if against and hit["score"] < _WORDS[0][0] else said


def verdict(answer: Row, day: str) -> str:
    """Return in one sentence what was found for a name."""
    sure = [hit for hit in answer["hits"] if hit["score"] >= THRESHOLD]
    listed = [hit for hit in sure if "posted" not in hit]
    posted = [hit for hit in sure if "posted" in hit]
    parts = [_standing(listed, day), _posted(posted)]
    if not sure:
        weak = sum(hit["score"] >= WEAK for hit in answer["hits"])
        return "no match" + (f"; {weak} weak likeness{'es' if weak > 1 else ''}" if weak else "")
    return "; ".join(filter(None, parts))


def _standing(hits: Sequence[Row], day: str) -> str:
    by: dict[str, set[bool | None]] = {}
    for hit in hits:
        by.setdefault(hit["register"], set()).add(hit["listed"])
    on = [key for key, found in by.items() if True in found]
    unsure = [key for key, found in by.items() if True not in found and None in found]
    off = [key for key, found in by.items() if found == {False}]
    parts = [f"listed on {day} in {', '.join(on)}"] if on else []
    parts += [f"in {', '.join(unsure)}, whether on {day} is not known"] if unsure else []
    parts += [f"in {', '.join(off)}, but not on {day}"] if off else []
    return "; ".join(parts)


def _posted(hits: Sequence[Row]) -> str:
    if not hits:
        return ""
    count = sum(hit["posted"]["documents"] for hit in hits)
    first = min((hit["posted"]["first"] for hit in hits if hit["posted"]["first"]), default=None)
    return f"named in {count:,} posting{'s' if count != 1 else ''}" + (f" since {first}" if first else ", undated")


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


def searched(about: Row) -> str:
    """Say in one sentence what was searched and as of when."""
    each = [
        f"{key} ({one['entries']:,} entries, edition {one['edition'] or 'not stated'}, {one['source']})"
        for key, one in about["registers"].items()
    ]
    if about["postings"]:
        count = about["postings"]["organisations"]
        each.append(f"{POSTINGS} ({count:,} organisations of edition {about['edition']['number']})")
    return f"Searched as of {about['as_of']}: {'; '.join(each) or 'nothing'}."


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
