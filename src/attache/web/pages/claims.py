"""The claims ledger: published figures beside ours, conflicts both ways, and what arithmetic finds among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from heapq import nlargest
from math import log
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from attache.core.errors import NotFoundError
from attache.measure.chapters import MEASURES
from attache.measure.claims import OUTCOMES, check_figures, compare
from attache.measure.claims.telling import VERDICTS, as_json, by_claim
from attache.measure.wording import finding, question, remark, variant_name
from attache.vocabulary.claims import load_all_claims
from attache.web.access import Role, needs
from attache.web.language import Language, language_of
from attache.web.listing import chosen, taken
from attache.web.pages.asked import Asked
from attache.web.rendering import address, page

__all__ = ["router"]

router = APIRouter()
_KEY = re.compile(r"; seed:\d+")
_WORD = re.compile(r"[^\W\u3400-\u9fff]+|(?=([\u3400-\u9fff]{2}))")
"""A word, or two Chinese characters that follow each other."""
_NEAREST = 5
Claim = Mapping[str, Any]
_COLUMNS = (
    "claim", "figure", "statement", "as_stated", "unit", "time_window", "denominator", "definition", "grade", "sources",
    "ours", "low", "high", "measure", "variant", "synthetic", "verdict", "reason", "conflicts_with", "derived_from",
)  # fmt: skip


@cache
def _published() -> Mapping[str, Claim]:
    """Return all claims as they stand without an edition to measure."""
    known = load_all_claims(())
    findings = check_figures(known)
    return {key: as_json(figures, findings, known) for key, figures in by_claim(compare(known, None)).items()}


@router.get("/claims", dependencies=[needs(Role.reader)], response_class=Response)
def claims(request: Request, view: Asked) -> Response:
    """List published figures beside ours; narrowed by verdict, conflict and words."""
    known = view.figures.claims()
    ledger = known or _published()
    verdicts = Counter(claim["verdict"] for claim in ledger.values())
    shown, words = list(_chosen(request, ledger)), request.query_params.get("q", "")
    return page(
        request, "claims.html", view=view, claims=shown or _nearest(words, ledger), counting=known is None,
        nearest=not shown, narrowed=bool(words or request.query_params.get("verdict") or len(shown) < len(ledger)),
        verdicts=[(one, verdicts[one]) for one in VERDICTS if verdicts[one]], total=len(ledger),
        q=request.query_params.get("q", ""), findings=_findings(ledger), verdict=request.query_params.get("verdict"),
        judged=lambda says: finding(_plain(says), language_of(request)),
        conflicts="conflicts" in request.query_params,
    )  # fmt: skip


@router.get("/claims.{form}", dependencies=[needs(Role.reader)], response_class=Response)
def claims_taken(request: Request, view: Asked, form: Annotated[str, Path(pattern="^(csv|json)$")]) -> Response:
    """Give the ledger as CSV or JSON, one row for each figure; ours of synthetic data is left out."""
    ledger = view.figures.claims() or _published()
    rows = [_row(claim, one) for claim in _chosen(request, ledger) for one in claim["figures"]]
    return taken(request, view, form, "claims", _COLUMNS, rows)


@router.get("/claims/{claim_id}", dependencies=[needs(Role.reader)], response_class=Response)
def claim(request: Request, view: Asked, claim_id: str) -> Response:
    """Show one claim with its figures, ours beside each."""
    known = view.figures.claims()
    ledger, language = known or _published(), language_of(request)
    found = ledger.get(claim_id)
    if found is None:
        raise NotFoundError(f"there is no claim `{claim_id[:80]}`", mend="all of them are listed under Claims")
    beside = [
        (name, [ledger[one] for one in found[name] if one in ledger]) for name in ("conflicts_with", "derived_from")
    ]  # fmt: skip
    based = [one for one in ledger.values() if claim_id in one["derived_from"]]
    return page(
        request, "claim.html", view=view, claim=found, counting=known is None, beside=dict(beside), based=based,
        judged=lambda says: finding(_plain(says), language),
        ours={one["figure"]: _ours(request, one, language) for one in found["figures"]},
        reasons={one["figure"]: finding(_plain(one["reason"]), language) for one in found["figures"]},
        findings=sorted(found["findings"], key=lambda one: list(OUTCOMES).index(one["outcome"])),
    )  # fmt: skip


def _plain(says: str) -> str:
    """Return what a rule says without the keys of sources that stand on no web page; the claim itself names them."""
    return _KEY.sub("", says)


def _chosen(request: Request, ledger: Mapping[str, Claim]) -> Iterator[Claim]:
    verdict = chosen(request, "verdict", VERDICTS)
    words = request.query_params.get("q", "").casefold().split()
    disputed = "conflicts" in request.query_params
    for claim in ledger.values():
        if verdict and not any(one["verdict"] == verdict for one in claim["figures"]):
            continue
        if disputed and not claim["conflicts_with"] and claim["verdict"] != "sources conflict":
            continue
        if all(word in _text(claim) for word in words):
            yield claim


def _nearest(words: str, ledger: Mapping[str, Claim]) -> list[Claim]:
    """Return the few claims that share most with words of which no claim has all; a rare word counts for more."""
    wanted, texts = (
        {one[0] or one[1] for one in _WORD.finditer(words[:200].casefold())},
        {id_: _text(one) for id_, one in ledger.items()},
    )
    having = {word: [id_ for id_, text in texts.items() if word in text] for word in wanted}
    scores = {id_: sum(log(len(texts) / len(ids)) for ids in having.values() if id_ in ids) for id_ in texts}
    best = nlargest(_NEAREST, scores, key=scores.__getitem__)
    return [ledger[id_] for id_ in best if scores[id_] > max(scores.values()) / 2]


def _text(claim: Claim) -> str:
    parts = [claim["claim"]]
    for one in claim["figures"]:
        sources = [str(source.get(key) or "") for source in one["published"]["sources"] for key in ("title", "address")]
        told = one["statement"], one["published"]["as_stated"]
        parts += [*told, *(remark(words, "zh") for words in told), *sources]
    return " ".join(parts).casefold()


def _findings(ledger: Mapping[str, Claim]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return what rules find, each once, by how telling it is."""
    found = {one["rule"] + one["says"]: one for claim in ledger.values() for one in claim["findings"]}
    return [(outcome, mine) for outcome in OUTCOMES if (mine := [o for o in found.values() if o["outcome"] == outcome])]


def _ours(request: Request, one: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """Return ours by each definition: the measure in words, and where its row and records are."""
    told = []
    for found in (one["ours"], *one["other_variants"]):
        if found is None:
            continue
        measure = MEASURES.get(found.get("measure") or "")
        row, covered = found.get("row"), found.get("coverage")
        records = None
        if row and row["records"] and row["n"]:
            since, _, until = row["window"].partition("/") if "/" in row["window"] else ("", "", "")
            dates = {"since": since.strip("."), "until": until.strip(".")}
            records = address(request, "/figures/records", where=row["records"], measure=row["measure"], **dates)
        told.append(
            {
                **found,
                "question": question(measure, language) if measure else None,
                "named": variant_name(measure, found["variant"], language) if measure else None,
                "records": records,
                "says": finding(covered["says"], language) if covered else None,
            }
        )
    return told


def _row(claim: Claim, one: Mapping[str, Any]) -> dict[str, Any]:
    published, ours = one["published"], one["ours"] or {}
    shown = {} if ours.get("synthetic") else ours
    sources = "; ".join(str(source.get("title") or source.get("address")) for source in published["sources"])
    return {
        **dict.fromkeys(_COLUMNS),
        **{key: published[key] for key in _COLUMNS if key in published},
        "claim": claim["claim"], "figure": one["figure"], "statement": one["statement"], "sources": sources,
        "ours": shown.get("value"), "low": shown.get("low"), "high": shown.get("high"),
        "measure": ours.get("measure"), "variant": ours.get("variant"), "synthetic": bool(ours.get("synthetic")),
        "verdict": one["verdict"], "reason": one["reason"], "conflicts_with": "; ".join(claim["conflicts_with"]),
        "derived_from": "; ".join(claim["derived_from"]),
    }  # fmt: skip
