"""Commands that look into an edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import duckdb
import typer
from rich.text import Text

from attache.build.edition import Edition, Editions
from attache.build.indexing import open_index
from attache.build.search import FACETS, Hit, tokens
from attache.cli.common import JSON, WORKSPACE, emit, open_workspace, out, plain, show_table
from attache.core.errors import NotFoundError
from attache.core.text import simplify
from attache.vocabulary.codebook import Codebook

__all__ = ["register"]

_SNIPPET = 60
_IDS = {
    "documents": "document_id",
    "opportunities": "opportunity_id",
    "needs": "need_id",
    "events": "event_id",
    "outcomes": "outcome_id",
    "programmes": "programme_id",
    "claims": "claim_id",
    "captures": "capture_id",
    "organisations": "organisation_id",
    "register_entries": "entry_id",
}
_COLOURS = ("black on yellow", "black on cyan", "black on green", "black on magenta", "white on blue")
Narrow = Annotated[list[str] | None, typer.Option(help="Only these values; may be repeated.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("search")(search_command)
    app.command("show")(show_command)


def search_command(
    words: Annotated[list[str] | None, typer.Argument(help='Words; "a phrase", -without, prefix*.')] = None,
    country: Narrow = None,
    mission: Narrow = None,
    year: Narrow = None,
    field: Narrow = None,
    direction: Narrow = None,
    source: Narrow = None,
    mode: Narrow = None,
    military: Narrow = None,
    need: Narrow = None,
    state: Narrow = None,
    sort: Annotated[str, typer.Option(help="`best`, `newest` or `oldest`.")] = "best",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over first.")] = 0,
    edition: Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Search in Chinese and English; simplified and traditional characters are the same."""
    asked = {"country": country, "mission": mission, "year": year, "field": field, "direction": direction}
    asked |= {"source": source, "mode": mode, "military": military, "need": need, "state": state}
    where = {name: values for name, values in asked.items() if values}
    chosen = _edition(workspace, edition)
    query = " ".join(words or [])
    facets = () if json else tuple(f for f in FACETS if f not in where)
    found = open_index(chosen).search(query, limit=limit, offset=offset, where=where, facets=facets, sort=sort)
    if json:
        for hit in found.hits:
            told = {"document_id": hit.document_id, "title": hit.title, "score": hit.score}
            emit(told | {"synthetic": hit.synthetic, "snippet": _snippet(hit, query)})
        return
    out.print(f"{found.total:,} documents in edition {chosen.number}.")
    for hit in found.hits:
        title = Text(f"{hit.document_id}  ", style="dim") + Text(hit.title, style="bold")
        out.print(title + Text("  (synthetic)" if hit.synthetic else "", style="yellow"))
        snippet = Text("    " + _snippet(hit, query))
        snippet.highlight_words(_marked(query), "black on yellow", case_sensitive=False)
        out.print(snippet)
    for name, counts in found.facets.items():
        top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:8]
        if top:
            out.print(f"[dim]{name}:[/] " + plain(", ".join(f"{value} {count}" for value, count in top)))


def _edition(workspace: Any, number: int | None) -> Edition:
    editions = Editions(open_workspace(workspace).editions)
    return editions.get(number) if number is not None else editions.require()


def _marked(query: str) -> list[str]:
    return [word for part in query.replace('"', " ").split() if (word := part.strip("*")) and not part.startswith("-")]


def _snippet(hit: Hit, query: str) -> str:
    """Return the stretch of the body around the first place where a term of the query stands."""
    body = " ".join(hit.body.split())
    folded = simplify(body).lower()
    wanted = [simplify(word).lower() for word in _marked(query)]
    places = [folded.find(word) for word in (*wanted, *tokens(query, query=True))]
    at = next((place for place in places if place >= 0), 0)
    start = max(0, at - _SNIPPET)
    cut = body[start : at + 2 * _SNIPPET]
    return ("…" if start else "") + cut + ("…" if at + 2 * _SNIPPET < len(body) else "")


def show_command(
    id: Annotated[str, typer.Argument(help="Id of a document, opportunity, need, event, claim, capture …")],  # noqa: A002
    edition: Annotated[int | None, typer.Option(help="Number of the edition; the current one if not given.")] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Print a record with its evidence highlighted in the text."""
    chosen = _edition(workspace, edition)
    con = chosen.connect()
    table, row = _find(con, id)
    key = row.get("document_id")
    parts = _document(con, str(key), id) if key else {}
    if json:
        emit({"table": table, "record": row, **parts})
        return
    out.print(Text(f"{table[:-1] if table.endswith('s') else table} {id}", style="bold"))
    long = ("text", "technology", "sketch")
    shown = [(name, value) for name, value in row.items() if value not in (None, "") and name not in long]
    show_table("", ("", ""), shown)
    if parts:
        _show_document(parts, chosen)


def _find(con: duckdb.DuckDBPyConnection, wanted: str) -> tuple[str, dict[str, Any]]:
    for table, column in _IDS.items():
        rows = _rows(con, f'select * from "{table}" where "{column}" = ?', wanted)  # noqa: S608 -- names of our tables
        if rows:
            return table, rows[0]
    raise NotFoundError(f"nothing in this edition has the id `{wanted}`", mend="find ids with `attache search`")


def _document(con: duckdb.DuckDBPyConnection, key: str, subject: str) -> dict[str, Any]:
    found: dict[str, Any] = {"document": (_rows(con, "select * from documents where document_id = ?", key) or [{}])[0]}
    found["life"] = (_rows(con, "select * from lives where document_id = ?", key) or [{}])[0]
    found["values"] = _rows(con, 'select * from "values" where document_id = ? order by start, name', key)
    found["mentions"] = _rows(con, "select * from mentions where document_id = ? order by start", key)
    found["amounts"] = _rows(con, "select * from amounts where document_id = ? order by start", key)
    order = "order by variable, confidence desc, value, start"
    found["codes"] = _rows(con, f"select * from codes where document_id = ? {order}", key)  # noqa: S608
    found["versions"] = _rows(con, "select * from versions where document_id = ? order by number", key)
    capture = found["document"].get("capture_id")
    found["capture"] = (_rows(con, "select * from captures where capture_id = ?", str(capture)) or [{}])[0]
    return found


def _rows(con: duckdb.DuckDBPyConnection, query: str, *values: str) -> list[dict[str, Any]]:
    answer = con.execute(query, list(values))
    names = [one[0] for one in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _show_document(parts: Mapping[str, Any], edition: Edition) -> None:
    document, life, capture = parts["document"], parts["life"], parts["capture"]
    out.print()
    marks = _marks(parts)
    text = Text(document["text"])
    for number, (_, spans) in enumerate(marks):
        for start, end in spans:
            text.stylize(_COLOURS[number % len(_COLOURS)], start, end)
    out.print(text)
    out.print()
    rows = [_code_row(edition.codebook, codes) for codes in _by_code(parts["codes"])]
    show_table("Codes", ("variable", "value", "", "sure", "words", "coder"), rows, numbers=(3,))
    read = [
        (v["name"], v["value"][:80], v["quote"][:60], v["reason"]) for v in parts["values"] if v["name"] != "technology"
    ]
    show_table("Read values", ("name", "value", "words", "rule"), read)
    names = [(m["name"], m["kind"], m["country"], m["reason"]) for m in parts["mentions"]]
    if names:
        show_table("Organisations", ("name", "kind", "country", "rule"), names)
    money = [(a["as_stated"], a["kind"], a["currency"], a["low"], a["high"]) for a in parts["amounts"]]
    if money:
        show_table("Amounts", ("words", "kind", "currency", "from", "to"), money, numbers=(3, 4))
    for version in parts["versions"][1:]:
        out.print(Text(f"Version {version['number']}, seen {version['seen_at']}", style="bold"))
        out.print(Text(version["changed"]))
    out.print(Text("Evidence", style="bold"))
    where = f"{capture.get('warc')} at byte {capture.get('offset')}"
    rows = [
        ("address", capture.get("url")),
        ("captured", capture.get("captured_at")),
        ("SHA-256", capture.get("sha256")),
    ]
    rows += [("record", where), ("status", f"{life.get('status')} since {life.get('status_since')}")]
    rows += [("reposts", life.get("group_size")), ("edition", f"{edition.number} ({edition.edition_id})")]
    show_table("", ("", ""), rows)
    if document.get("synthetic"):
        out.print("[bold yellow]Synthetic: made for demonstration, not published by anyone.[/]")
    out.print("[dim]Being sought is not wrongdoing; a record says what was posted, not what was done.[/]")


def _marks(parts: Mapping[str, Any]) -> list[tuple[str, list[tuple[int, int]]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for code in parts["codes"]:
        if code["start"] >= 0:
            found.setdefault(code["variable"], []).append((code["start"], code["end"]))
    for value in parts["values"]:
        if value["start"] >= 0 and value["name"] not in ("technology", "title"):
            found.setdefault("read values", []).append((value["start"], value["end"]))
    for amount in parts["amounts"]:
        found.setdefault("amounts", []).append((amount["start"], amount["end"]))
    return list(found.items())


def _by_code(codes: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    groups: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for code in codes:
        groups.setdefault((code["variable"], code["value"], code["coder"]), []).append(code)
    return list(groups.values())


def _code_row(codebook: Codebook, codes: Sequence[Mapping[str, Any]]) -> tuple[object, ...]:
    first = codes[0]
    words = "、".join(dict.fromkeys(code["quote"] for code in codes if code["quote"]))
    label = codebook.labels(first["variable"], first["value"])[1]
    return (
        first["variable"],
        first["value"],
        label,
        f"{first['confidence']:.2f}",
        words[:60] or first["reason"],
        first["coder"],
    )
