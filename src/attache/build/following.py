"""Following a cohort: searches are logged and outcomes recorded in the ledger, with what makes them count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from attache.build.registering import Registered
from attache.core.errors import InputError, NotFoundError
from attache.core.samples import COMPARISON, DRAWN
from attache.ledger import Decision, Draft, Ledger
from attache.vocabulary.codebook import Codebook, load_codebook
from attache.vocabulary.tables import PartialDate

__all__ = ["GRADES", "Told", "classes", "followed", "log", "member_of", "record", "take_back"]

GRADES = ("A", "B", "C", "D", "E")
"""Registry or filing, company's statement, independent press, state press or organiser, single leak."""
TIES = ("yes", "no", "unknown")
_VARIABLE = "outcome_class"
_DATE: TypeAdapter[str] = TypeAdapter(PartialDate)


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome as somebody states it; dates as `2019-07-15`, `2019-07` or `2019`."""

    outcome_class: str
    evidence_grade: str
    statement: str
    source: str
    outcome_on: str | None = None
    counterpart: str | None = None
    pre_existing: str = "unknown"
    opportunity_id: str | None = None


def classes(codebook: Codebook) -> Mapping[str, str]:
    """Return the classes of outcomes with their English names; the shipped ones where the codebook has none."""
    variable = codebook.variables.get(_VARIABLE) or load_codebook().variables[_VARIABLE]
    return {one.value: one.en for one in variable.values.values()}


def member_of(cohort: Registered, name: str) -> Mapping[str, Any]:
    """Return a member by id, name, or place in the draw (`7`, in the comparison group `c7`)."""
    folded = " ".join(name.split()).casefold()
    for one in cohort.members:
        place = f"{'c' if one['role'] == COMPARISON else ''}{one['place']}"
        if folded in (one["id"], place, str(one["name"] or "").casefold()):
            return one
    raise NotFoundError(
        f"`{name[:80]}` is no member of {cohort.sample_id}", mend=f"`attache cohort show {cohort.sample_id}` lists them"
    )


def log(
    ledger: Ledger,
    cohort: Registered,
    member: Mapping[str, Any],
    *,
    searched: str,
    query: str,
    found: bool,
    author: str,
    note: str | None = None,
    on: str | None = None,
    at: str | None = None,
) -> Decision:
    """Log a search for a member: what was searched, with which words, and whether anything was found.

    `on` is the day of the search where it was another than that of logging.
    """
    if not searched.strip() or not query.strip():
        raise InputError("a search without a place or without words proves nothing", mend="say what was searched how")
    said: dict[str, Any] = {"sample_id": cohort.sample_id, "searched": searched, "query": query, "found": found}
    said |= {"note": note or None, "on": _date(on, "day of the search")}
    return ledger.append("search", member["id"], said, author=author, at=at)


def record(
    ledger: Ledger,
    cohort: Registered,
    member: Mapping[str, Any],
    told: Told,
    codebook: Codebook,
    *,
    author: str,
    replaces: str | None = None,
    at: str | None = None,
) -> Decision:
    """Record an outcome of a member; one that is dated before the first posting is marked as there before.

    InputError for an unknown class, a missing grade or source, a member that nobody has searched for, and an outcome
    that is recorded already.
    """
    told = _checked(told, codebook)
    if not any(_about(one, cohort, member) for one in ledger.decisions("search", standing=True)):
        what = f"nobody has searched for {member['name'] or member['id']}, and finds without a search bias the share"
        raise InputError(what, mend="log the search first with `attache cohort log`")
    before = told.outcome_on is not None and _before(told.outcome_on, member["index_on"])
    said = asdict(told) | {
        "sample_id": cohort.sample_id,
        "organisation": member["name"] or member["id"],
        "organisation_country": member["country"],
        "posted_on": member["index_on"] if member["role"] == DRAWN else None,
        "pre_existing": "yes" if before else told.pre_existing,
        "synthetic": bool(cohort.decision.payload.get("synthetic")),
    }
    standing = [one for one in ledger.decisions("outcome", standing=True) if _about(one, cohort, member)]
    if twin := next((one for one in standing if dict(one.payload) == said), None):
        raise InputError(f"this outcome is recorded already as {twin.decision_id}", mend="record what is new")
    if replaces is not None and replaces not in {one.decision_id for one in standing}:
        raise NotFoundError(
            f"this member has no standing outcome `{replaces}`", mend="`attache cohort show` lists them"
        )
    drafts = [Draft("outcome", member["id"], said, author, at=at)]
    if replaces is not None:  # by a decision of its own, so that taking the correction back does not revive it
        drafts.append(Draft("retract", member["id"], {"reason": "corrected"}, author, replaces, at))
    return ledger.extend(drafts)[0]


def _checked(told: Told, codebook: Codebook) -> Told:
    known = classes(codebook)
    if told.outcome_class == "O0":
        raise InputError("O0 is what searches without a find amount to", mend="log the searches; nothing is recorded")
    if told.outcome_class not in known:
        listed = ", ".join(f"{key} ({name})" for key, name in known.items() if key != "O0")
        raise InputError(f"there is no outcome class `{told.outcome_class[:80]}`", mend=f"use one of {listed}")
    if told.evidence_grade not in GRADES:
        mend = "give A registry, B company's statement, C independent press, D state press or organiser, E single leak"
        raise InputError(f"`{told.evidence_grade[:80]}` is no evidence grade", mend=mend)
    if told.pre_existing not in TIES:
        raise InputError(
            f"`{told.pre_existing[:80]}` does not say whether the tie existed before", mend="give yes, no or unknown"
        )
    if not told.statement.strip() or not told.source.strip():
        raise InputError("an outcome needs a statement and a source", mend="say what the source says, and where")
    _date(told.outcome_on, "date of the outcome")
    return told


def _date(given: str | None, what: str) -> str | None:
    if not given:
        return None
    try:
        return _DATE.validate_python(given)
    except ValidationError:
        raise InputError(
            f"`{given[:40]}` is no {what}", mend="write 2019-07-15, or 2019-07 or 2019 where no more is known"
        ) from None


def _before(day: str, index: str | None) -> bool:
    """Tell whether a date surely lies before another, each known to a day, month or year."""
    length = min(len(day), len(index or ""))
    return day[:length] < (index or "")[:length]


def _about(one: Decision, cohort: Registered, member: Mapping[str, Any]) -> bool:
    return one.subject == member["id"] and one.payload.get("sample_id") == cohort.sample_id


def followed(ledger: Ledger, cohort: Registered) -> dict[str, dict[str, list[Decision]]]:
    """Return the standing searches and outcomes of a cohort: `{member: {"search": […], "outcome": […]}}`."""
    found: dict[str, dict[str, list[Decision]]] = {}
    for one in ledger.decisions("search", "outcome", standing=True):
        if one.payload.get("sample_id") == cohort.sample_id:
            found.setdefault(one.subject, {"search": [], "outcome": []})[one.kind].append(one)
    return found


def take_back(ledger: Ledger, decision: str, *, reason: str, author: str) -> Decision:
    """Take a search or an outcome back; a registered sample stays. NotFoundError where there is no such decision."""
    if not reason.strip():
        raise InputError("no reason is given", mend='say why with --reason "…"')
    known = {one.decision_id: one for one in ledger.decisions("search", "outcome", standing=True)}
    if decision not in known:
        mend = "`attache cohort show` lists them; a registered cohort cannot be taken back"
        raise NotFoundError(f"there is no standing search or outcome `{decision[:80]}`", mend=mend)
    (made,) = ledger.extend([Draft("retract", known[decision].subject, {"reason": reason}, author, decision)])
    return made
