"""Commands for registers: the catalogue, what an edition holds of it, fetching and importing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from attache.build.edition import Edition, Editions
from attache.build.register_sources import IMPORTED, PREFIX, file_address
from attache.build.registers import open_registers, registers_in
from attache.cli.collecting import all_sources, collect_command
from attache.cli.common import JSON, WORKSPACE, emit, err, open_workspace, out, show_table
from attache.collect.evidence import Evidence
from attache.collect.exchange import CONTENT_LIMIT, utc_now
from attache.collect.files import media_type_of
from attache.collect.sources import load_source
from attache.core.errors import InputError, NotFoundError
from attache.core.files import write_atomic
from attache.core.workspace import Workspace
from attache.link.entries import Entry
from attache.link.registers import FORMATS, Loaded, load
from attache.link.registers.dates import iso_date
from attache.vocabulary.registers import Catalogue, catalogue

__all__ = ["register"]

_CAVEAT = "Being listed is not wrongdoing; not being found is not being safe."
_SHOWN = 20
group = typer.Typer(
    name="registers", help="Registers to screen against: the catalogue, updates, imports.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.add_typer(group, name="registers")


@group.command("list")
def list_command(workspace: WORKSPACE = None, json: JSON = False) -> None:
    """List the registers that are known, what being listed means, and what the current edition holds of each."""
    known, held = catalogue(), _held(_edition(workspace))
    own = sorted(held.keys() - known.registers.keys())
    if json:
        for key, one in known.registers.items():
            emit(asdict(one) | {"loaded": _newest(held.get(key, []))})
        for key in own:
            emit({"id": key, "name": None, "effect": None, "loaded": _newest(held[key])})
        return
    rows = [(key, *_told(held.get(key, [])), one.effect) for key, one in known.registers.items()]
    rows += [(key, *_told(held[key]), "not in the catalogue: find out what being listed means") for key in own]
    show_table("", ("register", "as of", "entries", "what being listed means"), rows, numbers=(2,))
    out.print(f"[dim]{_CAVEAT}[/]")


@group.command("show")
def show_command(
    id: Annotated[str, typer.Argument(help="Id of a register, or of an entry of the current edition.")],  # noqa: A002
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Show a register with its effect, traps, rules and editions; or one entry."""
    known, edition = catalogue(), _edition(workspace)
    held = _held(edition)
    if id in known.registers or id in held:
        _show_register(id, known, held.get(id, []), json=json)
        return
    entries = [entry for entry in open_registers(edition) if entry.id == id] if edition else []
    if not entries:
        raise NotFoundError(f"no register and no entry has the id `{id}`", mend="`attache registers list` names them")
    for entry in entries:
        _show_entry(entry, known, json=json)


@group.command("update")
def update_command(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of registers; all that can be fetched if none.")] = None,
    replay: Annotated[
        list[Path] | None, typer.Option(help="Answer from these WARC files instead of from the web.")
    ] = None,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Fetch registers from the authorities into the evidence; `attache build` reads them."""
    known = catalogue()
    sources: dict[str, None] = {}
    for key in ids or [one.id for one in known.registers.values() if one.collected_by]:
        source = _source_of(key, known, open_workspace(workspace))
        sources.setdefault(source)
    collect_command(list(sources), replay=replay, workspace=workspace, json=json)


def _source_of(key: str, known: Catalogue, space: Workspace) -> str:
    if (PREFIX + key) in all_sources(space):
        return PREFIX + key
    source = known.register(key).collected_by
    if source is None:
        where = known.register(key).address or "its authority"
        mend = f"get it from {where} and use `attache registers import FILE --register {key}`"
        raise NotFoundError(f"register {key} has no file that can be fetched", mend=mend)
    return source


@group.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="The authority's file; a folder or ZIP where it is several.")],
    register: Annotated[str, typer.Option(help="Id in the catalogue, or one of your own.")],
    edition: Annotated[str | None, typer.Option(help="Date of the edition, such as 2025-01-07; else today.")] = None,
    format: Annotated[str | None, typer.Option(help=f"One of {', '.join(FORMATS)}; else recognised.")] = None,  # noqa: A002
    map: Annotated[  # noqa: A002
        list[str] | None, typer.Option(help="FIELD=COLUMN for a table, such as name=企业名称; may be repeated.")
    ] = None,
    partial: Annotated[bool, typer.Option("--partial", help="It only adds: what it lacks stays listed.")] = False,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="Made for demonstration or tests.")] = False,
    workspace: WORKSPACE = None,
    json: JSON = False,
) -> None:
    """Take a register's file into the evidence, after reading it once to see that it can be read."""
    space, now = open_workspace(workspace), utc_now()
    stated = iso_date(edition) if edition else now[:10]
    if stated is None:
        raise InputError(f"`{edition}` is no date", mend="write it as 2025-01-07")
    mapping = _mapping(map or [])
    loaded = load(file, register=register, format=format, mapping=mapping, edition=stated)
    source = _declared(space, register, synthetic=synthetic)
    address = {"format": format, "mapping": mapping, "complete": not partial}
    evidence = Evidence(space.evidence)
    with evidence.writer():
        for name, body in _bodies(file):
            url = file_address(name, stated, **address)  # type: ignore[arg-type]
            kind = media_type_of(name, body)
            evidence.append_file(source, url, body, kind, f"{stated}/{name}", "detail", at=now, synthetic=synthetic)
    _show_loaded(file, register, stated, loaded, json=json)


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        field, mark, column = pair.partition("=")
        if not mark or not column:
            raise InputError(f"`--map {pair}` is not FIELD=COLUMN", mend="write it as name=COLUMN")
        found[field.strip()] = column.strip()
    return found


def _bodies(file: Path) -> list[tuple[str, bytes]]:
    paths = sorted(p for p in file.iterdir() if p.is_file() and not p.name.startswith(".")) if file.is_dir() else [file]
    for path in paths:
        if path.stat().st_size > CONTENT_LIMIT:
            mend = "pack it with gzip or ZIP"
            raise InputError(f"is larger than {CONTENT_LIMIT:,} bytes", where=str(path), mend=mend)
    return [(path.name, path.read_bytes()) for path in paths]


def _declared(space: Workspace, register: str, *, synthetic: bool) -> str:
    """Return the id of the source that imports of a register are filed under, declared in the workspace."""
    name = f"{PREFIX}{register}{IMPORTED}"
    if name in all_sources(space):
        return name
    known = catalogue().registers.get(register)
    told = {
        "id": name,
        "name": known.name if known else register,
        "owner": known.authority if known else "not said",
        "adapter": "files",
        "reader": f"register:auto?register={register}",
        "synthetic": synthetic,
        "settings": {"path": name},
    }
    path = space.sources / f"{name}.yaml"
    write_atomic(path, yaml.safe_dump(told, allow_unicode=True, sort_keys=False))
    try:
        load_source(path)
    except InputError:
        path.unlink()
        raise InputError(f"`{register}` cannot be an id", mend="use small letters, digits and hyphens") from None
    return name


def _show_loaded(file: Path, register: str, edition: str, loaded: Loaded, *, json: bool) -> None:
    counts: dict[str, int] = {}
    for entry in loaded.entries:
        counts[entry.register] = counts.get(entry.register, 0) + 1
    told = {"file": str(file), "register": register, "edition": edition, "format": loaded.format, "entries": counts}
    if json:
        emit(told | {"left_out": loaded.left_out, "unread": loaded.unread, "remarks": loaded.remarks})
        return
    each = ", ".join(f"{count:,} of {key}" for key, count in sorted(counts.items())) or "no entries"
    out.print(f"{file}: {each} ({loaded.format}, edition {edition}).", markup=False)
    for reason, count in loaded.left_out.items():
        err.print(f"  left out: {count:,} {reason}", markup=False)
    for name in loaded.unread:
        err.print(f"  not read: column {name}", markup=False)
    for remark in loaded.remarks:
        err.print(f"  {remark}", markup=False)
    if register not in catalogue().registers:
        err.print("  The register is not in the catalogue: find out what being listed means.")
    out.print("Next: `attache build`.")


def _edition(workspace: Path | None) -> Edition | None:
    return Editions(open_workspace(workspace).editions).current()


def _held(edition: Edition | None) -> dict[str, list[dict[str, Any]]]:
    """Return what an edition holds, by register: rows of `registers`, oldest edition first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(registers_in(edition) if edition else [], key=lambda row: str(row["edition"])):
        found.setdefault(str(row["register"]), []).append(row)
    return found


def _newest(rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    read = [row for row in rows if row["refusal"] is None]
    return (read or list(rows))[-1] if rows else None


def _told(rows: Sequence[dict[str, Any]]) -> tuple[str, str]:
    newest = _newest(rows)
    if newest is None:
        return "", ""
    return (
        (newest["edition"], f"{newest['entries']:,}") if newest["refusal"] is None else (newest["edition"], "refused")
    )


def _show_register(key: str, known: Catalogue, rows: Sequence[dict[str, Any]], *, json: bool) -> None:
    one = known.registers.get(key)
    rules = known.rules_for(key)
    if json:
        told = asdict(one) if one else {"id": key, "effect": None}
        emit(told | {"rules": [asdict(rule) for rule in rules], "editions": list(rows)})
        return
    if one:
        shown: list[tuple[str, str | None]] = [
            ("register", key),
            ("name", one.name),
            ("authority", one.authority),
            ("means", one.effect),
        ]
        shown += [("beware", trap) for trap in one.traps]
        shown += [("in force", f"{one.valid_from or 'not known'} to {one.valid_to or 'now'}"), ("address", one.address)]
        shown += [("licence", one.licence), ("source", f"{one.source} ({one.grade})"), ("note", one.note)]
        show_table("", ("", ""), [row for row in shown if row[1]])
    else:
        out.print(f"{key} is not in the catalogue: find out what being listed means.", markup=False)
    today = utc_now()[:10]
    for rule in rules:
        applies = "does not apply here" if key in rule.not_for else "reaches further"
        show_table(f"{rule.name} ({applies})", ("", ""), [("says", rule.statement), ("today", _status(rule.on(today)))])
        periods = [(p.valid_from, p.valid_to, p.status, p.source, p.note) for p in rule.periods]
        show_table("", ("from", "to", "status", "source", "note"), periods)
    editions = [(r["edition"], r["source_id"], r["format"], r["entries"], r["left_out"], r["refusal"]) for r in rows]
    if editions:
        heads = ("edition", "from", "format", "entries", "left out", "refused")
        show_table("Loaded editions", heads, editions[-_SHOWN:], numbers=(3,))
    else:
        out.print("No edition of it is loaded: see `attache registers update` and `attache registers import`.")
    out.print(f"[dim]{_CAVEAT}[/]")


def _status(period: Any) -> str:
    return "not in force" if period is None else f"{period.status.replace('_', ' ')} ({period.source})"


def _show_entry(entry: Entry, known: Catalogue, *, json: bool) -> None:
    one = known.registers.get(entry.register)
    effect = one.effect if one else None
    if json:
        emit(asdict(entry) | {"effect": effect, "traps": list(one.traps) if one else []})
        return
    rows = [(name, _plain(value)) for name, value in asdict(entry).items() if value]
    show_table("", ("", ""), [*rows, ("means", effect)])
    out.print(f"[dim]{_CAVEAT}[/]")


def _plain(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
