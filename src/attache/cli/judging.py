"""Commands by which people judge which names are of one organisation, and see what follows."""

from __future__ import annotations

import getpass
from typing import Annotated, Any

import duckdb
import typer

from attache.build.edition import Editions
from attache.cli.common import JSON, WORKSPACE, emit, open_workspace, out, show_table
from attache.core.errors import InputError, NotFoundError
from attache.core.workspace import Workspace
from attache.ledger import Decision, Ledger
from attache.link.organisations import JUDGED, node_id, norm
from attache.vocabulary.countries import countries

__all__ = ["register"]

_QUEUE = """
select a_id, a.name as a, a.country as a_country, b_id, b.name as b, b.country as b_country, p.score, p.state, held_by,
  effect, p.reasons, effect * 4 * p.score * (1 - p.score) as weight
from pairs p join organisation_names a on a.name_id = a_id join organisation_names b on b.name_id = b_id
where state in ('open', 'unsure') order by state, weight desc, a_id, b_id"""
_FIND = """
select name_id, name, country, organisation_id from organisation_names
where name_id in (select unnest(?::varchar[])) order by name_id"""
_DOCUMENTS = """
select distinct document_id, title, published_on, mission_id, offered
from (select document_id, bool_or(offered) as offered from resolutions where organisation_id = ? group by document_id)
join documents using (document_id) order by published_on nulls last, document_id"""
_RELATIONS = """
select relations.kind, reason, parent_id, p.name as parent, child_id, c.name as child
from relations join organisations p on p.organisation_id = parent_id
join organisations c on c.organisation_id = child_id where ? in (parent_id, child_id) order by parent_id, child_id"""
_SHOWN = 50


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("queue")(queue_command)
    app.command("judge")(judge_command)
    app.command("organisation")(organisation_command)


def queue_command(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many to show.")] = 20,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """List pairs of names that may be of one organisation, those first whose answer moves and tells most."""
    space = open_workspace(workspace)
    judged = _judged(space)
    rows = [row for row in _rows(_connect(space), _QUEUE) if judged.get((row["a_id"], row["b_id"])) is None]
    if json:
        for row in rows[:limit]:
            emit(row)
        return
    out.print(f"{len(rows):,} pairs wait for a judgement.")
    shown = [
        (r["a"], r["a_country"], r["b"], r["b_country"], f"{r['score']:.2f}", r["effect"], _why(r))
        for r in rows[:limit]
    ]
    show_table("", ("name", "", "other name", "", "sure", "documents", "why"), shown, numbers=(4, 5))
    out.print('[dim]Judge with: attache judge A B same|different|unsure|parent --reason "…"[/]')


def _why(row: dict[str, Any]) -> str:
    return "; ".join(filter(None, (row["held_by"], *row["reasons"].split("; ")[:2])))


def _judged(space: Workspace) -> dict[tuple[str, str], str]:
    """Return what stands in the ledger now, which may be newer than the edition; unsure pairs stay in the queue."""
    found: dict[tuple[str, str], str] = {}
    ledger = Ledger(space.ledger_url)
    for one in ledger.decisions(*JUDGED, standing=True):
        a, b = sorted((one.subject, str(one.payload.get("with", ""))))
        found[a, b] = one.kind
    ledger.close()
    return {pair: kind for pair, kind in found.items() if kind != "unsure"}


def judge_command(
    a: Annotated[str | None, typer.Argument(help="A name, or its id or that of its organisation.")] = None,
    b: Annotated[str | None, typer.Argument(help="The other name or id.")] = None,
    verdict: Annotated[
        str | None, typer.Argument(help="`same`, `different`, `unsure`, or `parent`: the first is the second's parent.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; kept with the decision.")] = "",
    author: Annotated[str | None, typer.Option(help="Who decides; the system's user if not given.")] = None,
    undo: Annotated[str | None, typer.Option(help="Take this decision back instead; nothing else is judged.")] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Decide whether two names are of one organisation; the next build follows."""
    if not reason.strip():
        raise InputError("no reason is given", mend='say why with --reason "…"')
    space, who = open_workspace(workspace), author or getpass.getuser()
    if undo is not None:
        if a is not None:
            raise InputError("a pair is given beside --undo", mend="judge and take back in two steps")
        made = _undo(space, undo, reason, who)
    elif a is None or b is None or verdict not in JUDGED:
        raise InputError("a pair and a verdict are needed", mend=f"give A, B and one of {', '.join(JUDGED)}")
    else:
        made = _judge(space, (a, b), verdict, reason, who)
    if json:
        emit({"decision_id": made.decision_id, "kind": made.kind, "subject": made.subject, **made.payload})
        return
    out.print(f"{made.decision_id}: {_told(made)}. `attache build` follows it.", markup=False)


def _told(made: Decision) -> str:
    if made.retracts:
        return f"{made.retracts} is taken back"
    one, two = made.payload["names"]
    said = {"same": "are one organisation", "different": "are two organisations", "unsure": "stay in doubt"}
    return f"{one} is the parent of {two}" if made.kind == "parent" else f"{one} and {two} {said[made.kind]}"


def _judge(space: Workspace, pair: tuple[str, str], verdict: str, reason: str, who: str) -> Decision:
    con = _connect(space)
    one, two = (_name(con, given) for given in pair)
    if one["name_id"] == two["name_id"]:
        raise InputError(f"`{pair[0]}` and `{pair[1]}` are one name", mend="judge two different names")
    if verdict != "parent" and two["name_id"] < one["name_id"]:
        one, two = two, one
    said = {"with": two["name_id"], "names": [one["name"], two["name"]], "reason": reason}
    return _append(space, verdict, one["name_id"], said, who, None)


def _undo(space: Workspace, decision: str, reason: str, who: str) -> Decision:
    ledger = Ledger(space.ledger_url)
    found = next((one for one in ledger.decisions(*JUDGED, standing=True) if one.decision_id == decision), None)
    ledger.close()
    if found is None:
        raise NotFoundError(
            f"no standing judgement has the id `{decision}`",
            mend="`attache organisation` shows the decisions on a name",
        )
    return _append(space, "retract", found.subject, {"reason": reason}, who, decision)


def _append(space: Workspace, kind: str, subject: str, said: dict[str, Any], who: str, undone: str | None) -> Decision:
    ledger = Ledger(space.ledger_url)
    made = ledger.append(kind, subject, said, author=who, retracts=undone)
    ledger.close()
    return made


def organisation_command(
    name: Annotated[str, typer.Argument(help="A name, or any id that an organisation has or had.")],
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Show an organisation: its names and how they joined, documents, relations, forwards and decisions."""
    space = open_workspace(workspace)
    con = _connect(space)
    key = _name(con, name, whole=True)["organisation_id"]
    found = _organisation(con, space, key)
    if json:
        emit(found)
        return
    _show(found)


def _organisation(con: duckdb.DuckDBPyConnection, space: Workspace, key: str) -> dict[str, Any]:
    names = _rows(
        con, "select * exclude (traits) from organisation_names where organisation_id = ? order by name_id", key
    )
    ids = {row["name_id"] for row in names}
    return {
        "organisation": _rows(con, "select * from organisations where organisation_id = ?", key)[0],
        "names": names,
        "documents": _rows(con, _DOCUMENTS, key),
        "relations": _rows(con, _RELATIONS, key),
        "forwards": _rows(con, "select * from forwards where organisation_id = ? order by old_id, why", key),
        "decisions": [one for one in _decisions(space) if one["subject"] in ids or one["with"] in ids],
    }


def _decisions(space: Workspace) -> list[dict[str, Any]]:
    ledger = Ledger(space.ledger_url)
    found = [
        {"decision_id": one.decision_id, "at": one.at, "author": one.author, "kind": one.kind, "subject": one.subject}
        | {key: one.payload.get(key) for key in ("with", "names", "reason")}
        for one in ledger.decisions(*JUDGED, standing=True)
    ]
    ledger.close()
    return found


def _show(found: dict[str, Any]) -> None:
    shown = [(name, value) for name, value in found["organisation"].items() if value not in (None, "")]
    show_table(str(found["organisation"]["name"]), ("", ""), shown)
    names = [
        (n["name"], n["country"], n["mentions"], n["how"], f"{n['score']:.2f}" if n["score"] else "", n["reasons"][:80])
        for n in found["names"]
    ]
    show_table("Names", ("name", "", "mentions", "joined by", "sure", "why"), names, numbers=(2, 4))
    documents = found["documents"]
    rows = [
        (d["published_on"], d["mission_id"], d["document_id"], d["title"], "offered" if d["offered"] else "")
        for d in documents[:_SHOWN]
    ]
    show_table("Documents", ("posted", "mission", "id", "title", ""), rows)
    if len(documents) > _SHOWN:
        out.print(f"and {len(documents) - _SHOWN:,} more documents; --json lists all.")
    _show_rows("Relations", ("parent", "child", "kind", "reason"), found["relations"])
    _show_rows("Ids that lead here", ("old_id", "why", "decision_id"), found["forwards"])
    _show_rows("Decisions", ("decision_id", "at", "author", "kind", "reason"), found["decisions"])
    if found["organisation"]["synthetic"]:
        out.print("[bold yellow]Synthetic: made for demonstration, not published by anyone.[/]")
    out.print("[dim]Being sought is not wrongdoing; a record says what was posted, not what was done.[/]")


def _show_rows(title: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    if rows:
        show_table(title, columns, [[row[column] for column in columns] for row in rows])


def _connect(space: Workspace) -> duckdb.DuckDBPyConnection:
    return Editions(space.editions).require().connect()


def _name(con: duckdb.DuckDBPyConnection, given: str, *, whole: bool = False) -> dict[str, Any]:
    """Return the name that is meant; `whole` takes several names of one organisation for it."""
    ids = {node_id(given, country) for country in (None, *countries())} if norm(given) else set[str]()
    found = _rows(con, _FIND, [given, *sorted(ids)])
    if not found:
        raise NotFoundError(
            f"no text of this edition names `{given}`",
            mend="write the name as posted, or give an id of `attache queue`",
        )
    if len({row["organisation_id"] if whole else row["name_id"] for row in found}) > 1:
        several = ", ".join(f"{row['name_id']} ({row['country'] or 'no country'})" for row in found)
        raise InputError(f"`{given}` is the name of several organisations", mend=f"give one of the ids {several}")
    return found[0]


def _rows(con: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[dict[str, Any]]:
    answer = con.execute(query, list(values))
    names = [one[0] for one in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
