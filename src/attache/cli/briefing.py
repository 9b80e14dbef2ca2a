"""The commands that write documents about a selection: briefs, and packs that open without us."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from attache.build.edition import Edition, Editions
from attache.cli.common import JSON, WORKSPACE, emit, open_workspace, out, show_table
from attache.core.errors import InputError
from attache.core.workspace import Workspace
from attache.measure.where import Where
from attache.publish.brief import Asked, make_brief
from attache.publish.brief.asking import select
from attache.publish.brief.words import check_language
from attache.publish.brief.writing import check_target, write_brief
from attache.publish.notice import SYNTHETIC
from attache.publish.pack import check_place, make_pack, write_pack

__all__ = ["register"]

_Country = Annotated[list[str] | None, typer.Option("--country", help="Only these host countries; may be repeated.")]
_Organisation = Annotated[
    str | None, typer.Option("--organisation", help="Only postings that name this organisation: a name or an id.")
]
_Language = Annotated[str, typer.Option("--language", help="en or zh.")]
_Number = Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("brief")(brief_command)
    app.command("pack")(pack_command)


def brief_command(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write: .html, .pdf, .docx or .md.")
    ] = None,
    query: Annotated[str | None, typer.Option(help="Only postings with these words, as in `attache search`.")] = None,
    country: _Country = None,
    organisation: _Organisation = None,
    mission: Annotated[list[str] | None, typer.Option(help="Only these missions; may be repeated.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="Only opportunities with DIMENSION=VALUE, a variable too; may be repeated.")
    ] = None,
    chapter: Annotated[
        list[str] | None, typer.Option(help="Only these chapters, such as methods; may be repeated.")
    ] = None,
    since: Annotated[int | None, typer.Option(help="Say what changed since the edition with this number.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="Only postings from this day, month or year.")] = None,
    until: Annotated[
        str | None, typer.Option(help="Only postings up to and including this day, month or year.")
    ] = None,
    language: _Language = "en",
    records: Annotated[str | None, typer.Option(help="List the records behind a row of the brief instead.")] = None,
    edition: _Number = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Write a brief: what was asked, every measure, what changed, caveats, and the evidence behind each figure."""
    asked = Asked(query, tuple(country or ()), organisation, tuple(mission or ()), tuple(where or ()), from_, until)
    check_language(language)
    if records is None:
        if output is None:
            raise InputError("a brief needs a file to be written to", mend="name it with -o, such as -o brief.html")
        check_target(output)
    space = open_workspace(workspace)
    chosen = _edition(space, edition)
    if records is not None:
        _records(chosen, asked, Where.parse(records), json=json)
        return
    assert output is not None  # noqa: S101 -- refused above
    then = Editions(space.editions).get(since) if since is not None else None
    brief = make_brief(chosen, asked, since=then, language=language, chapters=tuple(chapter or ()))
    write_brief(brief, output)
    if json:
        emit({"brief": str(output), "title": brief.title, "edition": brief.edition, "day": brief.day})
        return
    out.print(f"{brief.title}. Written to {output}.", markup=False)
    if brief.synthetic:
        out.print(f"[bold yellow]{brief.synthetic}[/]")


def pack_command(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder to make, or a .zip file to write.")],
    country: _Country = None,
    organisation: _Organisation = None,
    no_evidence: Annotated[
        bool,
        typer.Option("--no-evidence", help="Leave the archived responses out, which hold persons' contacts as posted."),
    ] = False,
    language: _Language = "en",
    edition: _Number = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Write everything about a country's or one organisation as a folder that opens without Attaché."""
    if not country and not organisation:
        raise InputError("a pack is of a country or an organisation", mend="name it with --country or --organisation")
    check_language(language)
    check_place(output)
    space = open_workspace(workspace)
    chosen = _edition(space, edition)
    asked = Asked(countries=tuple(country or ()), organisation=organisation)
    evidence = None if no_evidence else space.evidence
    files = make_pack(chosen, asked, evidence, language=language)
    count = write_pack(files, output)
    if json:
        emit({"pack": str(output), "files": count, "edition": chosen.edition_id})
        return
    out.print(f"{count:,} files. Written to {output}.", markup=False)
    if chosen.manifest["synthetic"]:
        out.print(f"[bold yellow]{SYNTHETIC[language]}[/]")


def _edition(space: Workspace, number: int | None) -> Edition:
    editions = Editions(space.editions)
    return editions.get(number) if number is not None else editions.require()


def _records(edition: Edition, asked: Asked, where: Where, *, json: bool) -> None:
    """List all records of a selection within what was asked."""
    frame = select(edition, asked).frame
    found = frame.evidence(where) or [{"id": key} for key in frame.records(where)]
    for one in found if json else ():
        emit(one)
    if json:
        return
    columns = ("document_id", "published_on", "title", "sha256")
    rows = [tuple(one[key] or "" for key in columns) for one in found if "document_id" in one]
    cited = [(one["id"], one.get("source") or "") for one in found if "document_id" not in one]
    if rows:
        show_table(f"{len(rows):,} documents", ("document", "posted", "title", "SHA-256 of the capture"), rows)
    if cited:
        show_table("", ("record", "source"), cited)
    if not found:
        out.print("No record meets this.")
