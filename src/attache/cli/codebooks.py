"""Commands for the codebook: look into it, check one, see what another one would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from attache.build.edition import Edition, Editions
from attache.build.impact import Flip, Moved, flips, measured, moved
from attache.build.recoding import Recoded, is_own, recode
from attache.cli.common import JSON, WORKSPACE, Tell, emit, open_workspace, out, progress, show_table
from attache.cli.measuring import said
from attache.core.workspace import Workspace
from attache.measure.estimates import Estimate
from attache.measure.labels import group_label
from attache.vocabulary.codebook import Codebook, load_codebook
from attache.vocabulary.codebook_changes import Changed, changes

__all__ = ["register"]

SHIPPED, OWN = "shipped", "edition"
_SHOWN = 20
group = typer.Typer(
    name="codebook", help="The codebook: variables, values, terms; what another one would change.", no_args_is_help=True
)
Book = Annotated[Path | None, typer.Option("--codebook", help="Codebook file; the shipped one if not given.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.add_typer(group, name="codebook")


@group.command("show")
def show_command(
    variable: Annotated[str | None, typer.Argument(help="Variable to show; all of them if not given.")] = None,
    codebook: Book = None,
    json: JSON = False,
) -> None:
    """Show the codebook, or check one: variables, values, definitions, terms."""
    book = load_codebook(codebook)
    if variable is None:
        _show_variables(book, json)
        return
    chosen = book.variable(variable)
    if json:
        emit(chosen.model_dump(mode="json"))
        return
    out.print(f"[bold]{chosen.zh} {chosen.en}[/]")
    out.print(f"{chosen.definition.en}\n{chosen.definition.zh}", markup=False)
    rows = [(v.value, v.parent, v.zh, v.en, len(v.terms.zh), len(v.terms.en)) for v in chosen.values.values()]
    show_table("", ("value", "parent", "zh", "en", "terms zh", "terms en"), rows, numbers=(4, 5))


def _show_variables(book: Codebook, json: bool) -> None:
    if json:
        variables = {name: variable.model_dump(mode="json") for name, variable in book.variables.items()}
        emit({"version": book.version, "digest": book.digest, "precedence": book.precedence, "variables": variables})
        return
    out.print(f"Codebook {book.version}, digest {book.digest[:16]}.")
    rows = [(n, v.en, v.kind, "several" if v.multi else "one", len(v.values)) for n, v in book.variables.items()]
    show_table("", ("variable", "name", "kind", "values per unit", "values"), rows, numbers=(4,))


@group.command("diff")
def diff_command(
    old: Annotated[str, typer.Argument(help="Codebook file, `shipped`, or `edition` for the edition's own.")],
    new: Annotated[str, typer.Argument(help="Codebook file, `shipped`, or `edition` for the edition's own.")],
    edition: Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="End with status 1 if a code flips or a figure moves.")
    ] = False,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Show what another codebook would change: its terms, the opportunities that flip, the figures that move."""
    space = open_workspace(workspace)
    editions = Editions(space.editions)
    chosen = editions.get(edition) if edition is not None else editions.require()
    named = {SHIPPED: None, OWN: chosen.codebook_file}
    paths = [named[one] if one in named else Path(one) for one in (old, new)]
    books = [load_codebook(path) for path in paths]
    with progress(json) as tell:
        then, now = (_coded(space, chosen, p, b, tell) for p, b in zip(paths, books, strict=True))
        flipped = flips(chosen, then, now)
        rows = [
            measured(chosen, recoded, book, partial(tell, f"measuring with {name}"))
            for recoded, book, name in ((then, books[0], old), (now, books[1], new))
        ]
    figures = moved(*rows)
    if json:
        _emit(changes(*books), flipped, figures, chosen)
    else:
        _show_changes(changes(*books))
        _show_flips(flipped)
        _show_figures(figures, books[1])
        if chosen.manifest["synthetic"]:
            out.print("[bold yellow]Synthetic data is among these.[/]")
    if check and (flipped or figures):
        raise typer.Exit(1)


def _coded(space: Workspace, edition: Edition, path: Path | None, book: Codebook, tell: Tell) -> Recoded:
    if is_own(edition, book):
        return Recoded.nothing()
    return recode(space, edition, path, partial(tell, f"coding with {path or SHIPPED}"))


def _emit(changed: Sequence[Changed], flipped: Sequence[Flip], figures: Sequence[Moved], edition: Edition) -> None:
    for change in changed:
        emit({"about": "codebook", **asdict(change)})
    for flip in flipped:
        emit({"about": "opportunity", **asdict(flip)})
    for one in figures:
        found = {"before": one.before and asdict(one.before), "after": one.after and asdict(one.after)}
        emit({"about": "figure", "row": _row(one).row_id, "size": one.size, **found})
    opportunities = len({flip.opportunity for flip in flipped})
    totals = {"changes": len(changed), "flips": len(flipped), "opportunities": opportunities, "figures": len(figures)}
    emit({"about": "total", "edition": edition.edition_id, "synthetic": bool(edition.manifest["synthetic"]), **totals})


def _show_changes(changed: Sequence[Changed]) -> None:
    rows = [
        (c.kind, c.what, c.variable, c.value or "", c.name or "", _short(c.before), _short(c.after))
        for c in changed[:_SHOWN]
    ]
    if rows:
        show_table("The codebooks differ", ("", "what", "variable", "value", "setting", "old", "new"), rows)
        _more(len(changed), "differences")
    else:
        out.print("The codebooks say the same.")


def _short(text: str | None) -> str:
    return "" if text is None else text if len(text) <= 60 else f"{text[:59]}…"


def _show_flips(flipped: Sequence[Flip]) -> None:
    if not flipped:
        out.print("No code of any opportunity flips.")
        return
    out.print(f"{len(flipped):,} codes of {len({flip.opportunity for flip in flipped}):,} opportunities flip.")
    counts = Counter((flip.variable, flip.value, flip.change) for flip in flipped)
    rows = [(*key, f"{n:,}") for key, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    show_table("", ("variable", "value", "", "opportunities"), rows[:_SHOWN], numbers=(3,))
    _more(len(rows), "values")
    shown = [(f.opportunity, f.title, f"{f.variable} = {f.value}", f.change, _made_by(f)) for f in flipped[:_SHOWN]]
    show_table("", ("opportunity", "title", "code", "", "words"), shown)
    _more(len(flipped), "flips")


def _made_by(flip: Flip) -> str:
    return " · ".join(flip.words) or flip.reason


def _show_figures(figures: Sequence[Moved], codebook: Codebook) -> None:
    if not figures:
        out.print("No figure moves.")
        return
    rows = [(*_told(_row(one), codebook), *_figure(one.before), *_figure(one.after)) for one in figures[:_SHOWN]]
    out.print(f"{len(figures):,} figures move.")
    heads = ("measure", "variant", "", "n", "before", "interval", "n", "after", "interval")
    show_table("", heads, rows, numbers=(3, 4, 5, 6, 7, 8))
    _more(len(figures), "figures")


def _told(row: Estimate, codebook: Codebook) -> tuple[str, str, str]:
    pairs = ((row.by_1, row.group_1), (row.by_2, row.group_2))
    return row.measure, row.variant, " × ".join(group_label(by, group, codebook)[0] for by, group in pairs if group)


def _row(one: Moved) -> Estimate:
    found = one.after if one.after is not None else one.before
    if found is None:
        raise ValueError("a figure that moved is there before or after")
    return found


def _figure(row: Estimate | None) -> tuple[str, str, str]:
    if row is None:
        return "", "none", ""
    n, _, figure, interval = said(row)
    return n, figure, interval


def _more(total: int, what: str) -> None:
    if total > _SHOWN:
        out.print(f"[dim]{_SHOWN} of {total:,} {what} are shown; --json gives all.[/]")
