"""Commands for cohorts of organisations: drawing, searching, recording what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from attache.build import following
from attache.build.edition import Edition, Editions
from attache.build.following import Told, followed, member_of
from attache.build.measuring import open_frame
from attache.build.registering import Plan, find
from attache.build.registering import register as register_sample
from attache.cli.common import JSON, WORKSPACE, emit, err, open_workspace, out, show_table
from attache.cli.sampling import AUTHOR, list_samples, opened_ledger, selection, show_registered, who
from attache.cli.sheets import comparison_of, write_search_sheet
from attache.core.errors import InputError
from attache.ledger import Decision
from attache.measure.frame import Frame
from attache.measure.populations import Candidate, mentioned
from attache.vocabulary.codebook import load_codebook

__all__ = ["register"]

MENTIONED = "mentioned"
_CAVEAT = "Being sought is not wrongdoing; nothing found is not proof that nothing happened."
group = typer.Typer(
    name="cohort", help="Random cohorts of organisations, followed to see what became of them.", no_args_is_help=True
)
_COHORT = Annotated[str, typer.Argument(help="Id of a cohort, or the beginning of it.")]
_MEMBER = Annotated[str, typer.Argument(help="Member: its id, its name, or its place (`7`, compared ones `c7`).")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.add_typer(group, name="cohort")


@group.command("draw")
def draw_command(
    size: Annotated[int, typer.Option(min=1, max=100_000, help="How many organisations to draw.")],
    seed: Annotated[int, typer.Option(help="Seed of the draw: any whole number, chosen beforehand.")],
    by: Annotated[list[str] | None, typer.Option(help="Dimension of the strata; may be repeated.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="Only organisations that opportunities with DIMENSION=VALUE offer.")
    ] = None,
    allocation: Annotated[
        str, typer.Option(help="How strata share the size: `proportional` or `equal`.")
    ] = "proportional",
    comparison: Annotated[
        str | None,
        typer.Option(
            help="Organisations that no posting offers, to compare with: a CSV file (name, country, and the strata), "
            "or `mentioned` for those that postings only name."
        ),
    ] = None,
    ratio: Annotated[int, typer.Option(min=1, max=10, help="How many to compare with each one drawn.")] = 1,
    question: Annotated[str, typer.Option(help="What it is to answer, written down before looking.")] = "",
    author: AUTHOR = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Draw a random cohort of organisations that postings offer, and register it before anybody looks."""
    if allocation == "optimal":
        raise InputError("a cohort has no code whose spread could be followed", mend="use proportional or equal")
    space = open_workspace(workspace)
    edition = Editions(space.editions).require()
    frame = open_frame(edition)
    strata = tuple(dict.fromkeys(by or ()))
    others, remarks = _comparison(comparison, strata, frame, edition)
    plan = Plan(
        "outcomes", size, seed, selection(where or []), strata, allocation, question=question, comparison=others,
        source=comparison or "", ratio=ratio,
    )  # fmt: skip
    with opened_ledger(space) as ledger:
        made = register_sample(ledger, edition, frame, plan, author=who(author))
    show_registered(made, json)
    wanted, got = ratio * size if comparison else 0, len(made.of("comparison"))
    if got < wanted:
        remarks.append(f"only {got} of {wanted} to compare with have the same strata as those drawn")
    for remark in remarks:
        err.print(f"attache: {remark}.", markup=False)


def _comparison(
    given: str | None, by: Sequence[str], frame: Frame, edition: Edition
) -> tuple[Sequence[Candidate], list[str]]:
    if given is None:
        return (), []
    return (mentioned(frame, by), []) if given == MENTIONED else comparison_of(Path(given), by, edition)


@group.command("list")
def list_command(workspace: WORKSPACE = None, json: JSON = False) -> None:
    """List all cohorts that were ever registered."""
    list_samples("outcomes", workspace, json)


@group.command("show")
def show_command(cohort: _COHORT, workspace: WORKSPACE = None, json: JSON = False) -> None:
    """Show a cohort: its members, who has been searched for, and what was found."""
    space = open_workspace(workspace)
    with opened_ledger(space) as ledger:
        found = find(ledger, cohort, "outcomes")
        done = followed(ledger, found)
    rows = [{**one, **_told(done.get(one["id"], {}))} for one in found.members]
    for row in rows if json else ():
        emit({"sample_id": found.sample_id, **row})
    if json:
        return
    said = found.decision.payload
    out.print(
        f"{found.sample_id}: {said['size']} of {said['population_size']} organisations offered in "
        f"{said['population']}, registered by {found.decision.author} on {found.decision.at[:10]}. "
        f"{said['question'] or ''}",
        markup=False,
    )
    if found.further_to:
        out.print(f"A further cohort: {', '.join(found.further_to)} came before it.")
    shown = [
        (f"{'c' if row['role'] == 'comparison' else ''}{row['place']}", row["name"], row["country"], row["stratum"],
         row["index_on"], len(row["searches"]), "; ".join(map(_outcome, row["outcomes"])))
        for row in rows
    ]  # fmt: skip
    show_table("", ("", "organisation", "", "stratum", "from", "searches", "found"), shown, numbers=(0, 5))
    waiting = sum(not row["searches"] for row in rows)
    out.print(f"{waiting} of {len(rows)} wait for a search; they count neither way.")
    out.print(f"[dim]{_CAVEAT}[/]")


def _told(done: Mapping[str, Sequence[Decision]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [
            {"decision_id": one.decision_id, "at": one.at, "author": one.author, **one.payload}
            for one in done.get(kind, ())
        ]
        for name, kind in (("searches", "search"), ("outcomes", "outcome"))
    }


def _outcome(one: Mapping[str, Any]) -> str:
    tie = {"yes": "there before", "unknown": "tie unknown"}.get(one["pre_existing"], "")
    told = ", ".join(filter(None, (one["outcome_class"], one["outcome_on"], one["evidence_grade"], tie)))
    return f"{told} ({one['decision_id']})"


@group.command("log")
def log_command(
    cohort: _COHORT,
    member: _MEMBER,
    searched: Annotated[str, typer.Option(help="What was searched: a register, a site, an engine.")],
    query: Annotated[str, typer.Option(help="Words that were searched for.")],
    found: Annotated[bool, typer.Option("--found/--nothing", help="Whether anything was found.")],
    note: Annotated[str, typer.Option(help="What was found, or why it does not count.")] = "",
    on: Annotated[str | None, typer.Option(help="Day of the search, if not today.")] = None,
    author: AUTHOR = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Log a search for a member, whether or not it found something; without one, a member counts neither way."""
    space = open_workspace(workspace)
    with opened_ledger(space) as ledger:
        chosen = find(ledger, cohort, "outcomes")
        one = member_of(chosen, member)
        made = following.log(
            ledger, chosen, one, searched=searched, query=query, found=found, author=who(author), note=note, on=on
        )
    _say(made, f"search for {one['name'] or one['id']} logged", json)


@group.command("record")
def record_command(
    cohort: _COHORT,
    member: _MEMBER,
    outcome_class: Annotated[str, typer.Argument(help="Class of the codebook: O1 … O9, OX, OZ.")],
    grade: Annotated[
        str, typer.Option(help="Evidence: A registry, B company, C independent press, D state press, E single leak.")
    ],
    statement: Annotated[str, typer.Option(help="What the source says, in your words.")],
    source: Annotated[str, typer.Option(help="Where it is stated: an address, a filing.")],
    on: Annotated[str | None, typer.Option(help="Date of the outcome, as far as it is known.")] = None,
    counterpart: Annotated[str | None, typer.Option(help="The counterpart in China.")] = None,
    pre_existing: Annotated[
        str, typer.Option(help="Whether the tie existed before the first posting: yes, no, unknown.")
    ] = "unknown",
    opportunity: Annotated[str | None, typer.Option(help="Opportunity that it followed, where one is known.")] = None,
    replaces: Annotated[str | None, typer.Option(help="Decision that this corrects.")] = None,
    author: AUTHOR = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Record what became of a member, after a search for it was logged."""
    space = open_workspace(workspace)
    told = Told(outcome_class, grade, statement, source, on, counterpart, pre_existing, opportunity)
    with opened_ledger(space) as ledger:
        chosen = find(ledger, cohort, "outcomes")
        one, codebook = member_of(chosen, member), load_codebook(space.codebook)
        made = following.record(ledger, chosen, one, told, codebook, author=who(author), replaces=replaces)
    if made.payload["pre_existing"] == "yes" and pre_existing != "yes":
        err.print("attache: it is dated before the first posting and marked as there before; it is no success.")
    _say(made, f"{made.payload['outcome_class']} of {made.payload['organisation']} recorded", json)


@group.command("undo")
def undo_command(
    decision: Annotated[str, typer.Argument(help="Id of a search or an outcome, as `attache cohort show` has it.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")],
    author: AUTHOR = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Take a search or an outcome back; a registered cohort stays."""
    space = open_workspace(workspace)
    with opened_ledger(space) as ledger:
        made = following.take_back(ledger, decision, reason=reason, author=who(author))
    _say(made, f"{decision} is taken back", json)


def _say(made: Decision, what: str, json: bool) -> None:
    if json:
        emit({"decision_id": made.decision_id, "kind": made.kind, "subject": made.subject, **made.payload})
    else:
        out.print(f"{made.decision_id}: {what}. `attache build` takes it in.", markup=False)


@group.command("sheet")
def sheet_command(
    cohort: _COHORT,
    output: Annotated[Path, typer.Option("--output", "-o", help="CSV file to write.")],
    workspace: WORKSPACE = None,
) -> None:
    """Write a sheet to search by: the members in random order, drawn and compared ones mixed and unmarked."""
    space = open_workspace(workspace)
    with opened_ledger(space) as ledger:
        chosen = find(ledger, cohort, "outcomes")
        rows = write_search_sheet(output, chosen, followed(ledger, chosen))
    out.print(f"{output}: {rows} organisations. Log each search with `attache cohort log`.", markup=False)
    out.print(f"[dim]{_CAVEAT}[/]")
