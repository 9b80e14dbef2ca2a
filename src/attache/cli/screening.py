"""Commands that screen names against registers and postings, and print earlier screenings again."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from json import loads
from pathlib import Path
from typing import Annotated, Any

import typer

from attache.build.answered import least_shown
from attache.build.edition import Edition, Editions
from attache.build.opening import is_path, open_all
from attache.build.screening import Screener, open_screener
from attache.build.screening_records import Record, append, find, stored_lines, summaries
from attache.cli.answer_files import answer_file, check_output
from attache.cli.answers import show_answer, show_searched
from attache.cli.asked import Asked, Item, asked_of, row_of
from attache.cli.common import JSON, WORKSPACE, emit, err, open_workspace, out, progress, show_table
from attache.cli.pools import Each, answers
from attache.collect.exchange import utc_now
from attache.core.errors import InputError, LedgerError
from attache.core.workspace import Workspace
from attache.ledger import Decision, Ledger
from attache.link import THRESHOLD

__all__ = ["register"]

_LEAST = 500
"""Names from which several processes search."""
Take = Callable[[str], None]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("screen")(screen_command)
    app.command("screenings")(screenings_command)


_OUTPUT = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write a file: .csv, .jsonl (header, then answers) or .json.")
]


def screen_command(
    names: Annotated[
        str,
        typer.Argument(
            help="A file of names (JSON lines {id, name[, country]}, text, CSV, TSV, XLSX), `-` for a pipe, or a name."
        ),
    ],
    register: Annotated[
        list[str] | None,
        typer.Option(help="A register's file, or its id in the current edition; may be repeated. All loaded if none."),
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Day for which listings are told; today if not given.")] = None,
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, help="Least probability of a hit; none if not given.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=100, help="Most hits for a name in registers, and in postings.")] = 5,
    column: Annotated[str | None, typer.Option(help="Column of a table that holds the names.")] = None,
    country_column: Annotated[str | None, typer.Option(help="Column of a table that holds countries.")] = None,
    postings: Annotated[
        bool | None,
        typer.Option("--postings/--no-postings", help="Search organisations in postings; not if a file is a register."),
    ] = None,
    record: Annotated[
        bool | None, typer.Option("--record/--no-record", help="Keep a record in the ledger; so in a workspace.")
    ] = None,
    author: Annotated[str | None, typer.Option(help="Who screens; the system's user if not given.")] = None,
    output: _OUTPUT = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Look for names in registers and postings; each hit has its probability, its reasons, and whether it was listed on
    the day. Not being found is not being safe; being listed or sought is not wrongdoing."""
    plan = _plan(workspace, register or [], as_of, top, threshold, postings)
    if output:
        check_output(output)
    kept = _kept(plan.space, record)
    asked = asked_of(names, sys.stdin, column=column, country=country_column)
    screener = plan.screener()
    told = {"at": utc_now(), "author": author or _user(), "names_from": asked.where}
    header = {"screening": told | screener.about()}
    for remark in (*asked.remarks, *screener.remarks):
        err.print(remark, markup=False)
    made = _run(plan, screener, asked, header, output, kept, json=json)
    if made:
        (err if json else out).print(
            f"Recorded as {made.decision_id}; print it again with `attache screenings {made.decision_id}`.",
            markup=False,
        )


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be searched and how, small enough to be handed to another process."""

    space: Workspace | None
    number: int | None
    registers: tuple[str, ...]
    as_of: date
    top: int
    threshold: float | None
    postings: bool

    def screener(self) -> Screener:
        """Open what is to be searched."""
        edition = self._edition()
        opened = open_all(self.registers, edition)
        more = {"as_of": self.as_of, "top": self.top, "threshold": self.threshold, "postings": self.postings}
        return open_screener(opened, edition, **more)  # type: ignore[arg-type]

    def _edition(self) -> Edition | None:
        if self.space is None or self.number is None:
            return None
        return Editions(self.space.editions).get(self.number)


def _plan(
    workspace: Path | None,
    registers: list[str],
    as_of: str | None,
    top: int,
    threshold: float | None,
    postings: bool | None,
) -> _Plan:
    space = _space(workspace)
    edition = Editions(space.editions).current() if space else None
    if not registers and edition is None:
        mend = "name a register with --register, or build an edition in a workspace"
        raise InputError("there is nothing to search in", mend=mend)
    if postings and edition is None:
        raise InputError("there is no edition with postings", mend="run this in a workspace, after `attache build`")
    if postings is None:
        postings = edition is not None and not any(map(is_path, registers))
    number = edition.number if edition else None
    return _Plan(space, number, tuple(registers), _day(as_of), top, threshold, postings)


def _space(folder: Path | None) -> Workspace | None:
    """Return the workspace that was named or is here, None where there is none and none was named."""
    named = folder is not None or "ATTACHE_WORKSPACE" in os.environ
    return open_workspace(folder) if named or Path("attache.toml").exists() else None


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise InputError(f"`{text}` is not a day", mend="write it as 2021-12-31") from None


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a process without an account
        return "unknown"


def _kept(space: Workspace | None, record: bool | None) -> Workspace | None:
    """Return the workspace whose ledger keeps the record; refuse before the work what would fail after it."""
    if record is False or (space is None and record is None):
        return None
    if space is None:
        raise InputError("there is no workspace to keep a record in", mend="name one with --workspace")
    try:
        Ledger(space.ledger_url).close()
    except LedgerError as error:
        raise LedgerError(error.what, where=error.where, mend="mend that, or screen with --no-record") from None
    return space


def _run(
    plan: _Plan,
    screener: Screener,
    asked: Asked,
    header: Mapping[str, Any],
    output: Path | None,
    kept: Workspace | None,
    *,
    json: bool,
) -> Decision | None:
    record = Record(header) if kept else None
    about = header["screening"]
    with ExitStack() as stack:
        takes: list[Take] = [record.take] if record else []
        if output:
            takes.append(stack.enter_context(answer_file(output, header)).take)
        shown = None if json or output else _Shown(about)
        if not output or json:
            takes.append(shown.take if shown else _write)
        tell = stack.enter_context(progress(not output))
        found = stack.enter_context(closing(_lines(plan, screener, asked)))
        count = 0
        for lines in found:
            for line in lines:
                for take in takes:
                    take(line)
            sys.stdout.flush()
            count += len(lines)
            tell("screening", count, None)
    if shown:
        shown.end()
    if output and not json:
        out.print(f"{count:,} name{'s' if count != 1 else ''} screened; the answer is in {output}.", markup=False)
    return append(kept, record, header, about["author"]) if kept and record else None


def _lines(plan: _Plan, screener: Screener, asked: Asked) -> Generator[tuple[str, ...], None, None]:
    work = _work_of(screener, asked.where)
    return answers(work, asked.bursts, again=partial(_again, plan, asked.where), least=_LEAST)


def _work_of(screener: Screener, where: str) -> Each[Item]:
    return Each(lambda item: screener.answer(row_of(item, where)))


def _again(plan: _Plan, where: str) -> Each[Item]:
    return _work_of(plan.screener(), where)


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


class _Shown:
    """Answers shown to people one after another, and at the end what was searched."""

    def __init__(self, about: Mapping[str, Any]) -> None:
        self._about = about
        self._least = least_shown(about)
        self._met: dict[str, None] = {}
        self._names = 0

    def take(self, line: str) -> None:
        """Show one answer."""
        answer = loads(line)
        self._names += 1
        self._met |= {hit["register"]: None for hit in answer["hits"] if hit["score"] >= self._least}
        show_answer(answer, self._about["as_of"], self._least)

    def end(self) -> None:
        """Show what was searched, and what it means."""
        if not self._names:
            out.print("No names were given.")
        show_searched(self._about, self._met)


def screenings_command(
    id: Annotated[str | None, typer.Argument(help="Id of a screening, or how it begins; lists all if none.")] = None,  # noqa: A002
    output: _OUTPUT = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """List the screenings that were recorded, or print one again, exactly as it was."""
    space = open_workspace(workspace)
    if id is None:
        if output:
            raise InputError("no screening is named", mend="give the id of one to write it into a file")
        _list(summaries(space), json=json)
        return
    if output:
        check_output(output)
    found = find(space, id)
    header, lines = stored_lines(found)
    if output:
        with answer_file(output, header) as file:
            for line in lines:
                file.take(line)
    if json:
        for line in lines:
            _write(line)
        return
    _told(found, header)
    if output:
        out.print(f"The answer is in {output}.", markup=False)
        return
    shown = _Shown(header["screening"])
    for line in lines:
        shown.take(line)
    shown.end()


def _list(found: Iterator[Decision], *, json: bool) -> None:
    if json:
        for one in found:
            told = {key: value for key, value in one.payload.items() if key != "answer"}
            emit({"decision_id": one.decision_id, "at": one.at, "author": one.author, **told})
        return
    rows = [(one.decision_id, one.at[:16].replace("T", " "), one.author, *_counts(one)) for one in found]
    show_table("", ("id", "at (UTC)", "by", "matched", "as of"), rows, numbers=(3,))
    out.print("[dim]Print one again with: attache screenings ID[/]")


def _counts(one: Decision) -> tuple[object, ...]:
    return f"{one.payload['matched']:,} of {one.payload['names']:,}", one.payload["as_of"]


def _told(found: Decision, header: Mapping[str, Any]) -> None:
    told = found.payload
    out.print(
        f"Screening {found.decision_id}, {found.at[:19].replace('T', ' ')} UTC, by {found.author}: {told['names']:,} "
        f"names from {header['screening']['names_from']}, {told['matched']:,} with a match, {told['hits']:,} hits.",
        markup=False,
    )
    if told["kept"] == "matches":
        out.print(
            f"Kept are hits from a probability of {THRESHOLD} on, without reasons: the answer was too large "
            f"(SHA-256 of the whole: {told['sha256']}).",
            markup=False,
        )
    out.print()
