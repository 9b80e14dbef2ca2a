"""What stands behind a row: by script, by type of organisation, errors by cause, probabilities against truth."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from link_columns import Ours, Question
from link_metrics import average_precision, calibration, curve, wilson
from link_rows import Asked, Judgement, right_first

from attache.link.entries import Entry
from attache.link.names import parse

__all__ = ["breakdown", "cross_detail", "errors", "first_hits", "pair_breakdown"]

RECALLS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99)
THRESHOLDS = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
DEEP = 40
SAMPLE = 5
KINDS = {
    "university": "university, school",
    "college": "university, school",
    "institute": "institute, laboratory",
    "laboratory": "institute, laboratory",
    "center": "institute, laboratory",
    "hospital": "hospital",
    "company": "company",
    "bank": "company",
    "government": "government",
    "association": "association, fund",
    "fund": "association, fund",
    "library": "museum, archive",
}
"""Our kind words as the report calls them, in the order in which they decide; others are `other`."""
Rows = list[dict[str, Any]]


def _shares(groups: dict[str, list[bool]]) -> Rows:
    out = []
    for name, answers in sorted(groups.items()):
        share = sum(answers) / len(answers)
        low, high = wilson(share, len(answers))
        out.append({"group": name, "n": len(answers), "ours": share, "low": low, "high": high})
    return out


def scripts(a: str, b: str) -> str:
    """Return the scripts of a pair of names, such as `han-latin`, in the order of the alphabet."""
    return "-".join(sorted((parse(a).script, parse(b).script)))


def kind(*names: str) -> str:
    """Return what names say that their organisation is, by our kind words; a legal form says company."""
    parsed = [parse(name) for name in names]
    said = {one for name in parsed for one in name.kinds} | {"company" for name in parsed if name.legal}
    return next((told for word, told in KINDS.items() if word in said), "other")


def breakdown(asked: Asked) -> dict[str, Rows]:
    """Return our first hits by scripts of question and right entry, and by the type of the right organisation."""
    entries = {entry.id: entry for entry in asked.task.register}
    by_script: dict[str, list[bool]] = defaultdict(list)
    by_type: dict[str, list[bool]] = defaultdict(list)
    for (name, right), truth in zip(asked.questions, right_first(asked, "ours"), strict=True):
        entry = entries[min(right)]
        by_script[scripts(name, entry.name)].append(truth)
        by_type[asked.task.types.get(entry.id) or kind(name, entry.name)].append(truth)
    return {"scripts": _shares(by_script), "types": _shares(by_type)}


def pair_breakdown(done: Judgement) -> dict[str, Rows]:
    """Return our accuracy on pairs by scripts, and by kind (the pair's schema where it is not an organisation's)."""
    by_script: dict[str, list[bool]] = defaultdict(list)
    by_type: dict[str, list[bool]] = defaultdict(list)
    for pair, (_, match) in zip(done.task.pairs, done.judged["ours"], strict=True):
        by_script[scripts(pair.a, pair.b)].append(match == pair.same)
        said = {"Person": "person", "Vessel": "vessel"}.get(pair.schema)
        by_type[said or kind(pair.a, pair.b)].append(match == pair.same)
    return {"scripts": _shares(by_script), "types": _shares(by_type)}


def errors(asked: Asked, ours: Ours) -> dict[str, Any]:
    """Return our wrong first hits by cause: how many, and a sample; ids alone where names may not be printed."""
    register = ours.register(asked.task)
    entries = {entry.id: entry for entry in asked.task.register}
    causes: dict[str, Rows] = defaultdict(list)
    for number, ((name, right), truth) in enumerate(zip(asked.questions, right_first(asked, "ours"), strict=True)):
        if not truth:
            found = asked.found["ours"][number]
            row = _error((name, right), found[0] if found else None, entries, printable=asked.task.printable)
            twin = bool(found) and entries[found[0][0]].name.casefold() in {
                entries[one].name.casefold() for one in right
            }
            cause = "another entry of the same name" if twin else _cause(register.hits, name, right)
            causes[cause].append({"question": number} | row)
    rng = random.Random(3)
    counts = Counter({cause: len(rows) for cause, rows in causes.items()})
    return {cause: {"n": n, "sample": rng.sample(causes[cause], min(SAMPLE, n))} for cause, n in sorted(counts.items())}


def _cause(hits: Callable[..., Any], name: str, right: frozenset[str]) -> str:
    found = hits(name, top=DEEP)
    if not found:
        return "nothing found"
    one = next((hit for hit in found if hit.entry_id in right), None)
    if one is None:
        return f"right entry not among the first {DEEP}"
    against: str | None = next((reason for reason in one.reasons if ": -" in reason), None)
    if against is None:
        return "right entry lower, nothing against it"
    return "right entry lower: " + against.split(" (")[0].rsplit(": -", 1)[0]


def _error(
    question: Question, first: tuple[str, float] | None, entries: dict[str, Entry], *, printable: bool
) -> dict[str, Any]:
    name, right = question
    out: dict[str, Any] = {"right": sorted(right)[:3], "first": first[0] if first else None}
    out["score"] = first[1] if first else None
    if printable:
        out |= {"name": name, "right_name": entries[min(right)].name}
        out["first_name"] = entries[first[0]].name if first else None
    return out


def first_hits(asked: Asked) -> dict[str, Any]:
    """Return how the probability of our first hit compares with the share that is right; none found is left out."""
    rows = list(zip(asked.found["ours"], right_first(asked, "ours"), strict=True))
    held = [(found[0][1], truth) for found, truth in rows if found]
    held += [(found[0][1], False) for found in asked.others.get("ours", []) if found]
    return _reliability([p for p, _ in held], [t for _, t in held])


def _reliability(stated: list[float], truths: list[bool]) -> dict[str, Any]:
    found = calibration(stated, truths)
    return {"n": len(stated), "ece": found.ece, "brier": found.brier, "bins": [vars(one) for one in found.bins]}


def cross_detail(done: Judgement) -> dict[str, Any]:
    """Return curve points, thresholds and reliability of our probability, and every column's average precision."""
    truths = [pair.same for pair in done.task.pairs]
    stated = [score for score, _ in done.judged["ours"]]
    points = [{"threshold": s, "precision": p, "recall": r} for s, p, r in curve(stated, truths, RECALLS)]
    shipped = []
    for cut in THRESHOLDS:
        taken = [truth for score, truth in zip(stated, truths, strict=True) if score >= cut]
        precision = sum(taken) / len(taken) if taken else 1.0
        shipped.append({"threshold": cut, "precision": precision, "recall": sum(taken) / sum(truths)})
    areas = {c: average_precision([s for s, _ in judged], truths) for c, judged in done.judged.items()}
    return {
        "pairs": len(truths),
        "same": sum(truths),
        "curve": points,
        "thresholds": shipped,
        "average_precision": areas,
        "calibration": _reliability(stated, truths),
    }
