"""The command that compares names of organisations, in Chinese and English."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from typing import Annotated, Any

import typer

from attache.cli.common import JSON, emit, json_line, out, show_table
from attache.cli.pools import Each, Line, answers, bursts
from attache.core.errors import InputError
from attache.link import Comparison, compare, describe
from attache.link.registers.countries import country_code

__all__ = ["register"]

_PIPE = "-"
_WHERE = "standard input"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("compare")(compare_command)


def compare_command(
    a: Annotated[
        str, typer.Argument(help="A name; `-` for JSON lines {id, a, b[, country_a, country_b]} on standard input.")
    ],
    b: Annotated[str | None, typer.Argument(help="The other name.")] = None,
    json: JSON = False,
) -> None:
    """Say whether two names are of one organisation, how sure that is, why, and of which parts they are made."""
    if a == _PIPE:
        with closing(answers(_work(), bursts(sys.stdin, _WHERE), again=_work)) as answered:
            for lines in answered:
                sys.stdout.writelines(f"{line}\n" for line in lines)
                sys.stdout.flush()
        return
    if b is None:
        raise InputError("one name is given", mend="give two, or `-` to read pairs from standard input")
    found = compare(a, b)
    if json:
        emit(_told(found) | {"parts": [[asdict(part) for part in describe(name)] for name in (a, b)]})
        return
    _show(found, (a, b))


def _work() -> Each[Line]:
    return Each(_pair)


def _pair(line: Line) -> Mapping[str, Any]:
    number, text = line
    item = json_line(text, f"{_WHERE}, line {number}")
    countries = {f"country_{side}": _country(item.get(f"country_{side}")) for side in "ab"}
    return {"id": item.get("id"), **_told(compare(_name(item.get("a")), _name(item.get("b")), **countries))}


def _name(given: object) -> str:
    return str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""


def _country(given: object) -> str | None:
    return country_code(given) if isinstance(given, str) and given else None


def _told(found: Comparison) -> dict[str, Any]:
    return {"score": found.score, "match": found.match, "reasons": list(found.reasons)}


def _show(found: Comparison, names: tuple[str, str]) -> None:
    verdict = "the same organisation" if found.match else "not the same organisation"
    out.print(f"{verdict}, probability {found.score:.2f}", markup=False)
    show_table("", ("why",), [(reason,) for reason in found.reasons])
    for name in names:
        show_table(name, ("part", "role", "says"), [(part.text, part.role, part.says) for part in describe(name)])
