"""The command that sets published figures beside ours and beside each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from attache.build.edition import Editions
from attache.build.measuring import open_frame
from attache.cli.common import JSON, WORKSPACE, Tell, emit, open_workspace, out, progress, show_table
from attache.core.errors import NotFoundError
from attache.core.facts import Claim
from attache.measure.chapters import MEASURES
from attache.measure.claims import OUTCOMES, Compared, Finding, Found, check_figures, compare
from attache.measure.claims.telling import VERDICTS, as_json, by_claim
from attache.measure.frame import Frame
from attache.vocabulary.claims import Claims, Published, load_all_claims

__all__ = ["register"]

Opens = Callable[[str | None, str | None], Frame]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("claims")(claims_command)


def claims_command(
    ids: Annotated[list[str] | None, typer.Argument(help="Claims such as C011, shown in full; all if none.")] = None,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="Only claims whose sources conflict.")] = False,
    rules: Annotated[
        bool, typer.Option("--rules", help="What arithmetic among the published figures alone finds, rule by rule.")
    ] = False,
    claims: Annotated[
        list[Path] | None, typer.Option(help="A further file of claims, YAML or CSV; may be repeated.")
    ] = None,
    edition: Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Set published figures beside ours, with a verdict, and check them against each other by arithmetic."""
    known = load_all_claims(claims or ())
    chosen = _chosen(known, ids)
    found = [one for one in check_figures(known) if not ids or set(one.claims) & set(ids)]
    if rules:
        _show_rules(found, json)
        return
    with progress(json) as tell:
        compared = compare(known, _opener(workspace, edition, tell), chosen)
    if conflicts:
        disputed = {one.published.claim.claim_id for one in compared if one.verdict == "sources conflict"}
        compared = [one for one in compared if one.published.claim.claim_id in disputed]
    if json:
        for figures in by_claim(compared).values():
            emit(as_json(figures, found, known))
    elif ids:
        for figures in by_claim(compared).values():
            _show_claim(figures, found, known)
    else:
        _show_all(compared)


def _chosen(known: Claims, ids: Sequence[str] | None) -> list[Published]:
    there = {one.claim.claim_id for one in known.figures.values()}
    for wanted in ids or ():
        if wanted not in there:
            raise NotFoundError(f"there is no claim `{wanted[:80]}`", mend="`attache claims` lists them")
    figures = sorted(known.figures.values(), key=lambda one: (one.claim.claim_id, one.claim.part))
    return [one for one in figures if not ids or one.claim.claim_id in ids]


def _opener(
    workspace: Path | None, number_: int | None, tell: Tell
) -> Callable[[str | None, str | None], Frame] | None:
    """Return what opens the edition for a window; None where no workspace was named and none is here."""
    asked = workspace is not None or number_ is not None or "ATTACHE_WORKSPACE" in os.environ
    if not asked and not Path("attache.toml").is_file():
        return None
    space = open_workspace(workspace)
    editions = Editions(space.editions)
    edition = editions.get(number_) if number_ is not None else editions.current()
    if edition is None:
        return None
    opened: list[Frame] = []

    def opens(since: str | None, until: str | None) -> Frame:
        tell("measuring windows", len(opened), None)
        opened.append(open_frame(edition, since=since, until=until))
        return opened[-1]

    return opens


def _show_all(compared: Sequence[Compared]) -> None:
    heads = ("claim", "statement", "published", "by", "ours", "verdict")
    show_table("", heads, [_line(one) for one in compared])
    counts = {verdict: sum(one.verdict == verdict for one in compared) for verdict in VERDICTS}
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    out.print(f"{len(compared)} figures: {told or 'none'}. `attache claims C011` shows one in full.", markup=False)
    _warn(compared)


def _line(one: Compared) -> tuple[str, ...]:
    claim = one.published.claim
    by = ", ".join(dict.fromkeys(source.partition("/")[0] for source in claim.source.split("; ")))
    why = one.reason.rpartition("; ")[2] if one.stated else one.reason
    verdict = one.verdict if one.verdict in ("matches", "differs") else f"{one.verdict}: {why}"
    return one.published.key, claim.statement, _published(claim), by, _ours(one), verdict


def _published(claim: Claim) -> str:
    return claim.as_stated if claim.comparator == "text" else f"{claim.as_stated} {claim.unit}"


def _ours(one: Compared) -> str:
    if one.ours.row is not None and one.ours.row.synthetic:
        return "synthetic"
    return "" if one.ours.value is None else str(one.ours)


def _warn(compared: Sequence[Compared]) -> None:
    if any(one.ours.coverage is not None and one.ours.coverage.synthetic for one in compared):
        out.print("[bold yellow]The edition is synthetic.[/] It is never compared with published claims.")


def _show_claim(figures: Sequence[Compared], found: Sequence[Finding], known: Claims) -> None:
    first = figures[0].published.claim
    for one in figures:
        claim = one.published.claim
        out.print(f"[bold]{one.published.key}[/] ", end="")
        out.print(claim.statement, markup=False)
        rows = [
            ("published", _published(claim)),
            *((name, value) for name, value in _context(claim) if value),
            *(("stated by", source) for source in _sources(claim, known)),
            *(
                ("also stated", f"{_published(also)} ({'; '.join(_sources(also, known))})")
                for also in one.published.also
            ),
            *_our_side(one),
            ("verdict", f"{one.verdict}: {one.reason}"),
        ]
        show_table("", ("", ""), rows)
    mine = [one for one in found if first.claim_id in one.claims]
    for finding in mine:
        out.print(f"{finding.outcome}: {finding.says}", markup=False)
    _warn(figures)
    out.print()


def _context(claim: Claim) -> tuple[tuple[str, str | None], ...]:
    return (
        ("definition", claim.definition),
        ("time", claim.time_window),
        ("share of", claim.denominator),
        ("derived from", claim.derived_from),
        ("conflicts with", claim.conflicts_with),
        ("grade", claim.grade),
        ("note", claim.note),
    )


def _sources(claim: Claim, known: Claims) -> list[str]:
    told = []
    for key in claim.source.split("; "):
        source = known.sources.get(key)
        told.append(f"{source.title}, {source.publisher} ({source.address or 'no address'})" if source else key)
    return told


def _our_side(one: Compared) -> list[tuple[str, str]]:
    told = [pair for found in (one.ours, *one.others) for pair in _side(found)]
    return told + ([("time covered", one.ours.coverage.says)] if one.ours.coverage else [])


def _side(found: Found) -> list[tuple[str, str]]:
    if found.value is None or found.by is None:
        return []
    if found.row is None:
        return [("ours", f"{found} entries of the reference list {found.by.reference}")]
    row = found.row
    meaning = MEASURES[row.measure].variants[row.variant]
    shown = "synthetic" if row.synthetic else str(found)
    told = f"{row.row_id} ({meaning}), {row.window}, edition {row.edition}, {row.coded_by}"
    return [("ours", shown), ("measured by", told)]


def _show_rules(found: Sequence[Finding], json: bool) -> None:
    for one in found if json else ():
        emit(asdict(one))
    if json:
        return
    for outcome, meaning in OUTCOMES.items():
        mine = [one for one in found if one.outcome == outcome]
        if mine:
            title = f"{outcome[:1].upper()}{outcome[1:]}: {meaning}"
            show_table(title, ("claims", "rule", "finding"), [(", ".join(o.claims), o.rule, o.says) for o in mine])
            out.print()
