"""Commands for saved queries: feeds, and telling those who asked what changed."""

from __future__ import annotations

import getpass
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from attache.build.builder import build
from attache.build.edition import Edition, Editions
from attache.cli.collecting import all_sources, fetcher_for, open_evidence, show_report
from attache.cli.common import JSON, WORKSPACE, emit, err, open_workspace, out, progress, show_table
from attache.collect.exchange import utc_now
from attache.collect.replay import ReplayFetcher
from attache.collect.run import collect
from attache.collect.sources import load_sources
from attache.core.errors import AttacheError, InputError, NotFoundError
from attache.core.files import locked, write_atomic
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.publish.feeds import feed_of, to_atom, to_json
from attache.publish.notice import NOTICE
from attache.publish.watch import Channels, Outbox, Sent, Watch, add_watch, changes, deliver, remove_watch, watches
from attache.publish.watch.mail import PASSWORD, server_of
from attache.publish.watch.webhook import SECRET, secret_key

__all__ = ["register"]

Words = Annotated[list[str] | None, typer.Argument(help='Words; "a phrase", -without, prefix*.')]
Narrow = Annotated[list[str] | None, typer.Option(help="Only these values; may be repeated.")]
_SPAN = re.compile(r"(\d{1,4})([mhd])")
_SECONDS = {"m": 60, "h": 3600, "d": 86400}
watch_app = typer.Typer(help="Save queries and tell what changes for them.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    watch_app.command("add")(add_command)
    watch_app.command("list")(list_command)
    watch_app.command("remove")(remove_command)
    watch_app.command("run")(run_command)
    watch_app.command("status")(status_command)
    app.add_typer(watch_app, name="watch")
    app.command("feed")(feed_command)


def add_command(
    name: Annotated[str, typer.Argument(help="Name of the watch: small letters, digits, hyphens.")],
    words: Words = None,
    country: Narrow = None,
    mission: Narrow = None,
    field: Narrow = None,
    direction: Narrow = None,
    source: Narrow = None,
    webhook: Annotated[list[str] | None, typer.Option(help="Address to post changes to; may be repeated.")] = None,
    mail: Annotated[list[str] | None, typer.Option(help="E-mail address to write to; may be repeated.")] = None,
    author: Annotated[str | None, typer.Option(help="Who saves it; the system's user if not given.")] = None,
    workspace: WORKSPACE = None,
) -> None:
    """Save a query; what is there now is not told, what changes from now on is."""
    space, who = open_workspace(workspace), author or getpass.getuser()
    where = _where(country=country, mission=mission, field=field, direction=direction, source=source)
    asked = Watch(name, " ".join(words or []), where, tuple(webhook or ()), tuple(mail or ()))
    with closing(Ledger(space.ledger_url)) as ledger:
        saved = add_watch(ledger, asked, author=who)
    current = Editions(space.editions).current()
    if current is not None:
        with _outbox(space) as outbox:
            outbox.start(name, current.number)
    told = [*(f"webhook {one}" for one in saved.webhooks), *(f"mail {one}" for one in saved.mails)]
    out.print(f"Watch {name}: {saved.asked}; told by feeds/{name}.atom", end="", markup=False)
    out.print("".join(f", {one}" for one in told) + ".", markup=False)


def list_command(workspace: WORKSPACE = None, json: JSON = False) -> None:
    """List the watches."""
    found = _watches(open_workspace(workspace))
    for one in found.values() if json else ():
        emit(asdict(one))
    if not json:
        rows = [(one.name, one.asked, "\n".join((*one.webhooks, *one.mails)), one.author) for one in found.values()]
        show_table("", ("watch", "query", "told to", "saved by"), rows)


def remove_command(
    name: Annotated[str, typer.Argument(help="Name of the watch.")],
    author: Annotated[str | None, typer.Option(help="Who removes it; the system's user if not given.")] = None,
    workspace: WORKSPACE = None,
) -> None:
    """Remove a watch; what still waits to be sent for it is not sent."""
    space = open_workspace(workspace)
    with closing(Ledger(space.ledger_url)) as ledger:
        remove_watch(ledger, name, author=author or getpass.getuser())
    out.print(f"Removed the watch {name}.", markup=False)


def run_command(
    source: Annotated[
        list[str] | None, typer.Option(help="Sources to collect; those of the workspace if none.")
    ] = None,
    collecting: Annotated[bool, typer.Option("--collect/--no-collect", help="Collect before building.")] = True,
    replay: Annotated[list[Path] | None, typer.Option(help="Answer from these WARC files, not from the web.")] = None,
    as_of: Annotated[str | None, typer.Option(help="With --replay: the day to replay.")] = None,
    every: Annotated[str | None, typer.Option(help="Go on, one round each 30m, 6h or 1d; once if not given.")] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Collect, build, compare, tell: each change at most once, whatever is interrupted; exit 1 if something failed."""
    space = open_workspace(workspace)
    pause = _pause(every)
    replayed = ReplayFetcher(replay, as_of=as_of) if replay else None
    channels = _channels(space)
    while True:
        with locked(space.root / ".watch.lock", "watching"):
            well = _round(space, source, replayed, channels, collecting=collecting, json=json)
        if pause is None:
            break
        time.sleep(pause)
    if not well:
        raise typer.Exit(1)


def _round(
    space: Workspace,
    names: Sequence[str] | None,
    replayed: ReplayFetcher | None,
    channels: Channels,
    *,
    collecting: bool,
    json: bool,
) -> bool:
    well = _collect(space, names, replayed, json=json) if collecting else True
    with progress(json) as tell:
        edition = build(space, progress=tell).edition
    with _outbox(space) as outbox:
        found = _watches(space)
        for watch in found.values():
            count = _notice(space, outbox, watch, edition)
            _write_feeds(space, watch, edition)
            if json:
                emit({"watch": watch.name, "edition": edition.number, "changes": count})
            else:
                out.print(f"{watch.name}: {count} new change{'s' if count != 1 else ''}.", markup=False)
        for sent in deliver(outbox, channels, found.keys(), lambda: datetime.now(UTC)):
            well &= sent.answer.outcome == "sent"
            _tell_sent(sent, json)
    return well


def _collect(space: Workspace, names: Sequence[str] | None, replayed: ReplayFetcher | None, *, json: bool) -> bool:
    known, well = all_sources(space), True
    wanted = names or sorted(load_sources(space.sources))
    for name in wanted:
        if name not in known:
            raise NotFoundError(f"there is no source `{name}`", mend="`attache sources` lists them")
    evidence = open_evidence(space)
    for name in (one for one in wanted if known[one].adapter not in ("files", "warc")):
        fetcher = fetcher_for(space, known[name], evidence, replayed)
        try:
            with progress(json) as tell:
                now: Callable[[], str] = replayed.now if replayed else utc_now
                report = collect(known[name], evidence, fetcher, progress=tell, now=now)
        except AttacheError as error:
            err.print(f"{name}: {error.sentence}", markup=False)
            well = False
            continue
        if not json:
            show_report(report)
        well &= report.listed > 0
    return well


def _notice(space: Workspace, outbox: Outbox, watch: Watch, edition: Edition) -> int:
    seen = outbox.seen(watch.name)
    known = Editions(space.editions)
    if seen is None or seen == edition.number or seen not in known.numbers():
        outbox.start(watch.name, edition.number)
        return 0
    found = changes(watch, known.get(seen), edition)
    head = {
        "watch": watch.name,
        "asked": watch.asked,
        "edition": edition.number,
        "edition_id": edition.edition_id,
        "before": seen,
        "synthetic": any(one.synthetic for one in found),
        "notice": NOTICE["en"],
    }
    return outbox.notice(watch, found, edition.number, head, datetime.now(UTC).isoformat(timespec="seconds"))


def _write_feeds(space: Workspace, watch: Watch, edition: Edition) -> None:
    folder = space.root / "feeds"
    folder.mkdir(exist_ok=True)
    feed = feed_of(edition, watch.name, watch.words, watch.where)
    write_atomic(folder / f"{watch.name}.atom", to_atom(feed))
    write_atomic(folder / f"{watch.name}.json", to_json(feed))


def _tell_sent(sent: Sent, json: bool) -> None:
    message, answer = sent.message, sent.answer
    if json:
        told = {"message": message.message_id, "watch": message.watch, "channel": message.channel}
        emit(told | {"outcome": answer.outcome, "cause": answer.cause})
        return
    word = {"sent": "sent", "refused": "not sent, will be tried again", "unknown": "may have arrived, not sent again"}
    cause = f" ({answer.cause})" if answer.cause else ""
    out.print(f"{message.watch}: {message.channel} {message.target}: {word[answer.outcome]}{cause}.", markup=False)


def status_command(
    limit: Annotated[int, typer.Option(min=1, help="How many messages to show.")] = 20,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Say what was told, what waits, and what nobody knows to have arrived."""
    with _outbox(open_workspace(workspace)) as outbox:
        found = outbox.messages()[:limit]
    for one in found if json else ():
        told = {name: value for name, value in asdict(one).items() if name != "body"}
        emit(told | {"changes": len(one.content["changes"]) + one.content["more"]})
    if not json:
        rows = [
            (m.made_at, m.watch, f"{m.channel} {m.target}", len(m.content["changes"]) + m.content["more"], m.state,
             m.attempts, m.error or "")
            for m in found
        ]  # fmt: skip
        show_table("", ("made", "watch", "to", "changes", "state", "tried", "cause"), rows, numbers=(3, 5))


def feed_command(
    words: Words = None,
    country: Narrow = None,
    mission: Narrow = None,
    year: Narrow = None,
    field: Narrow = None,
    direction: Narrow = None,
    source: Narrow = None,
    format: Annotated[str, typer.Option(help="`atom` or `json`.")] = "atom",  # noqa: A002
    name: Annotated[str, typer.Option(help="Title of the feed.")] = "postings",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many items.")] = 100,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File; standard output if not given.")] = None,
    edition: Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")] = None,
    workspace: WORKSPACE = None,
) -> None:
    """Write an Atom or JSON feed of a search; the same edition and search give the same bytes."""
    if format not in ("atom", "json"):
        raise InputError(f"there is no format `{format}`", mend="use atom or json")
    editions = Editions(open_workspace(workspace).editions)
    chosen = editions.get(edition) if edition is not None else editions.require()
    where = _where(country=country, mission=mission, year=year, field=field, direction=direction, source=source)
    feed = feed_of(chosen, name, " ".join(words or []), where, limit=limit)
    made = to_atom(feed) if format == "atom" else to_json(feed).encode()
    if output is None:
        sys.stdout.write(made.decode())
    else:
        write_atomic(output, made)


def _where(**asked: Sequence[str] | None) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in asked.items() if values}


def _watches(space: Workspace) -> dict[str, Watch]:
    with closing(Ledger(space.ledger_url)) as ledger:
        return watches(ledger)


@contextmanager
def _outbox(space: Workspace) -> Iterator[Outbox]:
    with closing(Outbox(space.root / "outbox.db")) as outbox:
        yield outbox


def _channels(space: Workspace) -> Channels:
    secret, told = os.environ.get(SECRET, ""), space.settings
    server = server_of(told.smtp, told.mail_from, os.environ.get(PASSWORD, "")) if told.smtp else None
    return Channels(secret_key(secret) if secret else None, told.private_hosts, told.contact, server)


def _pause(every: str | None) -> float | None:
    if every is None:
        return None
    found = _SPAN.fullmatch(every)
    seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
    if seconds < 60:
        raise InputError(f"`{every}` is no span of time", mend="write it as 30m, 6h or 1d, a minute or more")
    return float(seconds)
