"""Commands for samples that people code: drawing, sheets, taking codes back in, agreement of coders."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from attache.build import people
from attache.build.edition import Editions
from attache.build.measuring import open_frame
from attache.build.registering import Plan, Registered, find, registered
from attache.build.registering import register as register_sample
from attache.cli.common import JSON, WORKSPACE, emit, err, open_workspace, out, show_table
from attache.cli.sheets import coded_rows, write_coding_sheet
from attache.core.errors import InputError
from attache.core.workspace import Workspace
from attache.ledger import ADJUDICATED, Ledger
from attache.measure.agreement import Agreement, agreement, labelled
from attache.measure.where import Where
from attache.vocabulary.codebook import load_codebook

__all__ = ["AUTHOR", "list_samples", "opened_ledger", "register", "selection", "show_registered", "who"]

group = typer.Typer(name="sample", help="Random samples that people code.", no_args_is_help=True)
AUTHOR = Annotated[str | None, typer.Option(help="Who does it; the system's user if not given.")]
_SHEET = Annotated[Path, typer.Argument(help="The filled sheet: CSV or XLSX.")]
_SAMPLE = Annotated[str, typer.Argument(help="Id of a sample, or the beginning of it.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.add_typer(group, name="sample")
    app.command("agreement")(agreement_command)


@contextmanager
def opened_ledger(space: Workspace) -> Iterator[Ledger]:
    """Open the ledger of a workspace."""
    with closing(Ledger(space.ledger_url)) as ledger:
        yield ledger


def who(author: str | None) -> str:
    """Return the author, the system's user if none is given."""
    return author or getpass.getuser()


def selection(pairs: list[str]) -> Where:
    """Return the selection of opportunities that pairs such as `host_country=US` make; InputError for another form."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name or not value:
            raise InputError(f"`{pair[:80]}` is no condition", mend="write it as `host_country=US`")
        found.setdefault(name, []).append(value)
    return Where().also(**found)


@group.command("draw")
def draw_command(
    variable: Annotated[list[str], typer.Option(help="Variable that people are to code; may be repeated.")],
    size: Annotated[int, typer.Option(min=1, max=100_000, help="How many opportunities to draw.")],
    seed: Annotated[int, typer.Option(help="Seed of the draw: any whole number, chosen beforehand.")],
    kind: Annotated[str, typer.Option(help="`codes`; cohorts are drawn with `attache cohort draw`.")] = "codes",
    by: Annotated[list[str] | None, typer.Option(help="Dimension of the strata; may be repeated.")] = None,
    where: Annotated[list[str] | None, typer.Option(help="Only opportunities with DIMENSION=VALUE.")] = None,
    allocation: Annotated[
        str, typer.Option(help="How strata share the size: `proportional`, `equal`, or `optimal` (needs --about).")
    ] = "proportional",
    about: Annotated[
        str | None, typer.Option(help="VARIABLE=VALUE whose spread an optimal allocation follows.")
    ] = None,
    question: Annotated[str, typer.Option(help="What it is to answer, written down before looking.")] = "",
    author: AUTHOR = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Draw a random sample of opportunities for people to code, and register it in the ledger."""
    if kind != "codes":
        raise InputError(f"there is no kind of sample `{kind}` here", mend="use codes, or `attache cohort draw`")
    space = open_workspace(workspace)
    codebook = load_codebook(space.codebook)
    variables = tuple(dict.fromkeys(codebook.variable(name).variable for name in variable))
    pair = _about(about, allocation)
    plan = Plan(
        "codes", size, seed, selection(where or []), tuple(dict.fromkeys(by or ())), allocation, pair, question,
        variables,
    )  # fmt: skip
    edition = Editions(space.editions).require()
    frame = open_frame(edition)
    with opened_ledger(space) as ledger:
        made = register_sample(ledger, edition, frame, plan, author=who(author))
    show_registered(made, json)
    if not json:
        out.print(f"[dim]Next: attache sample sheet {made.sample_id} -o sheet.csv[/]")


def _about(given: str | None, allocation: str) -> tuple[str, str] | None:
    if (given is None) != (allocation != "optimal"):
        raise InputError(
            "an optimal allocation needs --about, and no other has it", mend="give --about technology_field=ai_ml"
        )
    variable, _, value = (given or "").partition("=")
    return (variable, value) if given else None


def show_registered(made: Registered, json: bool) -> None:
    """Say what was registered, and that there are earlier samples on the same population where there are."""
    said = made.decision.payload
    if json:
        emit({"sample_id": made.sample_id, "decision_id": made.decision.decision_id, **said})
    else:
        strata = len({one["stratum"] for one in made.members})
        compared = len(made.of("comparison"))
        more = f", and {compared} to compare with" if compared else ""
        out.print(
            f"{made.sample_id}: {said['size']} of {said['population_size']} drawn from {said['population']}, "
            f"{strata} {'strata' if strata > 1 else 'stratum'}, seed {said['seed']}{more}. "
            "It is in the ledger; `attache build` takes it in.",
            markup=False,
        )
    if made.further_to:
        err.print(
            f"attache: {len(made.further_to)} of the same population and purpose were registered before "
            f"({', '.join(made.further_to)}); this is a further one, and all of them are shown.",
            markup=False,
        )


@group.command("list")
def list_command(workspace: WORKSPACE = None, json: JSON = False) -> None:
    """List the samples that people code, with what each was drawn to answer."""
    list_samples("codes", workspace, json)


def list_samples(kind: str, workspace: Path | None, json: bool) -> None:
    """List the registered samples of a kind; those taken back too, marked as such."""
    space = open_workspace(workspace)
    with opened_ledger(space) as ledger:
        found = registered(ledger, kind)
    for one in found if json else ():
        payload = {key: value for key, value in one.decision.payload.items() if key != "members"}
        emit({"sample_id": one.sample_id, "drawn_at": one.decision.at, "author": one.decision.author,
              "standing": one.standing, **payload})  # fmt: skip
    if not json:
        show_table("", ("sample", "drawn", "size", "what"), [_listed(one) for one in found])
        if not found:
            out.print(f"None yet; `attache {'cohort' if kind == 'outcomes' else 'sample'} draw` draws one.")


def _listed(one: Registered) -> tuple[str, ...]:
    said = one.decision.payload
    told = (
        said["question"],
        f"from {said['population']}",
        f"by {said['strata']}" if said["strata"] else None,
        f"seed {said['seed']}",
        f"further to {', '.join(one.further_to)}" if one.further_to else None,
        None if one.standing else "taken back",
    )
    drawn = f"{one.decision.at[:10]} {one.decision.author}"
    return one.sample_id, drawn, f"{said['size']} of {said['population_size']}", "; ".join(filter(None, told))


@group.command("show")
def show_command(sample: _SAMPLE, workspace: WORKSPACE = None, json: JSON = False) -> None:
    """Show a sample: its members with their chances, and who has coded what of it."""
    space = open_workspace(workspace)
    with opened_ledger(space) as ledger:
        found = find(ledger, sample, "codes")
        codes = dict(people.codes_of(ledger, found, found.variables))
    rows = [
        {
            **one,
            "coded": {name: {who: sorted(said) for who, said in units[at].items()} for name, units in codes.items()},
        }
        for at, one in enumerate(found.members)
    ]
    for row in rows if json else ():
        emit({"sample_id": found.sample_id, **row})
    if not json:
        show_table("", ("", ""), [("sample", found.sample_id), *_about_sample(found)])
        shown = [(r["place"], r["id"], r["stratum"], f"{r['probability']:.4f}", _coders(r["coded"])) for r in rows]
        show_table("Members", ("", "opportunity", "stratum", "chance", "coded by"), shown, numbers=(0, 3))


def _about_sample(one: Registered) -> list[tuple[str, object]]:
    said = one.decision.payload
    names = ("question", "population", "population_size", "size", "seed", "strata", "allocation", "variables",
             "comparison", "edition", "further_to")  # fmt: skip
    told = [(name.replace("_", " "), said.get(name)) for name in names if said.get(name) not in (None, "")]
    return [*told, ("drawn", f"{one.decision.at} by {one.decision.author}"), ("decision", one.decision.decision_id)]


def _coders(coded: dict[str, dict[str, Any]]) -> str:
    return ", ".join(sorted({coder for said in coded.values() for coder in said}))


@group.command("sheet")
def sheet_command(
    sample: _SAMPLE,
    output: Annotated[Path, typer.Option("--output", "-o", help="CSV file to write.")],
    disagreements: Annotated[
        bool, typer.Option(help="Only units on which coders disagree, with their codes: for an adjudicator.")
    ] = False,
    workspace: WORKSPACE = None,
) -> None:
    """Write a sheet to code in: the texts in the order of the draw, without any machine's code."""
    space = open_workspace(workspace)
    with opened_ledger(space) as ledger:
        found = find(ledger, sample, "codes")
        codes = dict(people.codes_of(ledger, found, found.variables)) if disagreements else {}
    own = {name: [_people_only(unit) for unit in units] for name, units in codes.items()}
    rows = write_coding_sheet(output, Editions(space.editions).require(), found, own)
    asked = ", ".join(found.variables)
    out.print(f"{output}: {rows} texts, to be coded by {asked}; `none` where nothing applies.", markup=False)
    out.print("[dim]Several values are separated by `;`. `attache codebook VARIABLE` tells what they mean.[/]")


def _people_only(unit: Any) -> dict[str, frozenset[str]]:
    return {coder: said for coder, said in unit.items() if not coder.startswith(ADJUDICATED)}


@group.command("take")
def take_command(
    sheet: _SHEET,
    coder: Annotated[str, typer.Option(help="Who coded it; one name for one person.")],
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Take a filled sheet in: the whole of it or, where a value is unknown, nothing; taken again, nothing happens."""
    _take(sheet, people.coder_name(coder), workspace, json)


@group.command("adjudicate")
def adjudicate_command(
    sheet: _SHEET,
    by: Annotated[str, typer.Option(help="Who decides; one name for one person.")],
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Take a filled sheet in as the last word on its units; it stands above all other codes."""
    _take(sheet, ADJUDICATED + people.coder_name(by), workspace, json)


def _take(sheet: Path, coder: str, workspace: Path | None, json: bool) -> None:
    space = open_workspace(workspace)
    codebook = load_codebook(space.codebook)
    with opened_ledger(space) as ledger:
        sample, rows = coded_rows(sheet, lambda key: find(ledger, key, "codes"), codebook)
        taken = people.take(ledger, sample, rows, coder)
    if json:
        emit({"sample_id": sample.sample_id, "coder": coder, **asdict(taken)})
        return
    out.print(
        f"{sheet}: {taken.units} of {len(sample.members)} units coded by {coder}: {taken.added} codes are new, "
        f"{taken.replaced} replace others, {taken.removed} were taken back, {taken.unchanged} are as before.",
        markup=False,
    )


def agreement_command(
    sample: _SAMPLE,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap.")] = 0,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Say how far the coders of a sample agree: percent, Cohen's kappa, Krippendorff's alpha with its interval."""
    space = open_workspace(workspace)
    codebook = load_codebook(space.codebook)
    with opened_ledger(space) as ledger:
        found = find(ledger, sample, "codes")
        codes = dict(people.codes_of(ledger, found, found.variables))
    rows: list[tuple[str, str, Agreement]] = []
    for variable, units in codes.items():
        own = [_people_only(unit) for unit in units]
        coders = sorted({coder for unit in own for coder in unit})
        given = {value for unit in own for said in unit.values() for value in said}
        known = [value for value in (*codebook.variable(variable).values, people.NOTHING) if value in given]
        for value in (None, *known):
            rows.append((variable, value or "all values", agreement(labelled(own, coders, value), seed)))
    for variable, value, one in rows if json else ():
        emit({"sample_id": found.sample_id, "variable": variable, "value": value, **asdict(one)})
    if not json:
        _show_agreement(found, rows)


def _show_agreement(sample: Registered, rows: list[tuple[str, str, Agreement]]) -> None:
    heads = ("value", "units", "coders", "agree", "kappa", "alpha", "95% interval")
    for variable in dict.fromkeys(variable for variable, _, _ in rows):
        shown = [(value, *_agreed(one)) for name, value, one in rows if name == variable]
        show_table(f"{variable} in {sample.sample_id}", heads, shown, numbers=(1, 2, 3, 4, 5))
    if not any(one.units for _, _, one in rows):
        out.print("No unit has been coded by two people yet.")
    out.print(
        "[dim]`all values`: whether the whole sets of values are equal. Empty: not defined, for want of variation.[/]"
    )


def _agreed(one: Agreement) -> tuple[object, ...]:
    interval = "" if one.interval is None else f"{one.interval[0]:.2f} to {one.interval[1]:.2f}"
    return one.units, one.coders, _number(one.percent, "{:.0%}"), _number(one.kappa), _number(one.alpha), interval


def _number(value: float | None, form: str = "{:.2f}") -> str:
    return "" if value is None else form.format(value)
