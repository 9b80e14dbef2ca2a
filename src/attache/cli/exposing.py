"""The command that asks what a described technology is near to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from attache import api
from attache.build.edition import Edition, Editions
from attache.cli.common import JSON, WORKSPACE, emit, json_line, open_workspace, out, plain, show_table
from attache.core.errors import InputError, WorkspaceError

__all__ = ["register"]

_PIPE = "-"
_LONGEST_NAME = 1024
_LONGEST_TITLE = 60
_MISSIONS = ("mission", "near", "same technology", "years", "countries")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("expose")(expose_command)


def expose_command(
    text: Annotated[str, typer.Argument(help="The described technology, a file, or `-` for JSON lines {id, text}.")],
    as_of: Annotated[str | None, typer.Option(help="Day for which lists are in force; today if not given.")] = None,
    top: Annotated[int, typer.Option(min=1, max=100, help="Most rows of a part.")] = 10,
    edition: Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Say what a described technology is near to: needs, opportunities, missions, critical lists; without a
    workspace, needs and lists alone."""
    chosen = _edition(workspace, edition)
    for item in _described(text):
        found = api.expose(item["text"], title=item["title"], edition=chosen, as_of=as_of, top=top)
        if json or text == _PIPE:
            emit({"id": item["id"], **found})
        else:
            _show(found)


def _edition(workspace: Path | None, number: int | None) -> Edition | None:
    """Return the edition that was asked for; none where no workspace was named and none is here."""
    named = workspace is not None or number is not None or "ATTACHE_WORKSPACE" in os.environ
    try:
        editions = Editions(open_workspace(workspace).editions)
    except WorkspaceError:
        if named:
            raise
        return None
    if number is not None:
        return editions.get(number)
    return editions.require() if named else editions.current()


def _described(text: str) -> Iterator[dict[str, Any]]:
    if text == _PIPE:
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                yield _item(json_line(line, f"standard input, line {number}"), number)
    elif _is_file(text):
        for document in api.read(Path(text)):
            yield {"id": document["path"], "title": document["title"], "text": document["text"]}
    else:
        yield {"id": None, "title": "", "text": text}


def _item(item: Mapping[str, Any], number: int) -> dict[str, Any]:
    title, text = item.get("title") or "", item.get("text") or ""
    if not isinstance(title, str) or not isinstance(text, str):
        raise InputError(
            "`text` or `title` is not text", where=f"standard input, line {number}", mend="write them as JSON strings"
        )
    return {"id": item.get("id"), "title": title, "text": text}


def _is_file(text: str) -> bool:
    try:
        return len(text) <= _LONGEST_NAME and Path(text).is_file()
    except (OSError, ValueError):
        return False


def _show(found: Mapping[str, Any]) -> None:
    reasons = found["reasons"]
    told = [(f"{f['name_en']} {f['name_zh']}", _sure(f), "、".join(f["words"])) for f in found["described"]["fields"]]
    _part("What is described", ("field", "how sure", "words"), told, "no technology of the codebook is recognised")
    _part("Needs", ("match", "need", "list", "why"), list(map(_need, found["needs"])), reasons.get("needs"))
    for title, part in (("Opportunities", "opportunities"), ("Requests read from pages", "requests")):
        posted = list(map(_posted, found[part]))
        _part(title, ("match", "posting", "terms", "wording", "fields", "why"), posted, reasons.get(part), (2, 3, 4))
    missions = list(map(_mission, found["missions"]))
    _part("Missions that asked", _MISSIONS, missions, reasons.get("missions"), (1, 2))
    critical = list(map(_critical, found["critical"]))
    _part("Critical-technology lists", ("list", "entry", "in force", "why"), critical, reasons.get("critical"))
    _show_searched(found["searched"])
    if any(row["synthetic"] for row in (*found["opportunities"], *found["requests"])):
        out.print("[bold yellow]Some postings are synthetic: made for demonstration, not published by anyone.[/]")
    for caveat in found["caveats"]:
        out.print(f"[dim]{caveat}[/]")


def _part(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], reason: str | None, numbers: Sequence[int] = ()
) -> None:
    if rows:
        show_table(title, heads, rows, numbers=numbers)
    else:
        out.print(f"[bold]{title}[/]: nothing near; {reason}.")
    out.print()


def _sure(row: Mapping[str, Any]) -> str:
    told = [] if row["confidence"] is None else [f"confidence {row['confidence']:.2f}"]
    return ", ".join([*told, f"likeness {row['likeness']:.1f}"] if row["likeness"] else told)


def _why(row: Mapping[str, Any]) -> str:
    why = row["why"]
    told = [
        f"{why['way']} ({why['via']})",
        "、".join(why["words"]),
        _sure(why),
        "in passing" if why["in_passing"] else "",
    ]
    return "; ".join(filter(None, told))


def _need(row: Mapping[str, Any]) -> tuple[object, ...]:
    stands = f"{row['list']} {row['code']}, {_force(row, row['stated_on'])}, {row['owner']}"
    return row["match"], f"{row['name_en']} {row['name_zh']}", stands, _why(row)


def _force(row: Mapping[str, Any], since: str) -> str:
    period = f"{since} to {row['valid_to'] or 'now'}"
    return f"in force {period}" if row["in_force"] else f"not in force ({period})"


def _posted(row: Mapping[str, Any]) -> tuple[object, ...]:
    facts = (row.get("mission"), row["year"], row.get("country"), row["state"], row["document_id"])
    posts = f"{row['posts']} posts" if row["posts"] > 1 else ""
    posting = f"{row['title'][:_LONGEST_TITLE]}\n{', '.join(str(fact) for fact in (*facts, posts) if fact)}"
    return row["match"], posting, *(f"{row['near'][name]:.2f}" for name in ("terms", "wording", "fields")), _shared(row)


def _shared(row: Mapping[str, Any]) -> str:
    why = row["why"]
    terms = [t["here"] if t["here"] == t["there"] else f"{t['here']} = {t['there']}" for t in why["terms"]]
    return "; ".join(filter(None, (", ".join(why["fields"]), "、".join(terms))))


def _mission(row: Mapping[str, Any]) -> tuple[object, ...]:
    name = row["name_en"] or "unknown"
    return name, row["opportunities"], row["same_technology"], _counts(row["years"]), _counts(row["countries"])


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{value} ({count})" for value, count in counts.items())


def _critical(row: Mapping[str, Any]) -> tuple[object, ...]:
    return f"{row['list']} {row['code']}", row["name_en"], _force(row, row["valid_from"]), _why(row)


def _show_searched(searched: Mapping[str, Any]) -> None:
    lists = ", ".join(f"{one['list']} {one['version']}" for one in searched["lists"])
    out.print(f"Searched as of {searched['as_of']}: lists {plain(lists)}; codebook {searched['codebook']}.")
    if "edition" in searched:
        of = searched["opportunities"]
        out.print(
            f"Edition {searched['edition']}: {of['in_edition']:,} opportunities, {of['sharing_anything']:,} of them "
            f"share a term, a word or the field, the {of['compared']:,} likeliest were compared."
        )
    else:
        out.print("No edition was searched, so no opportunities and no missions.")
