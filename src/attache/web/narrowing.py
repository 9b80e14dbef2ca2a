"""A part of an edition as an address asks for it: countries, missions, a window."""

from __future__ import annotations

import re

from fastapi import Request

from attache.core.errors import InputError
from attache.web.measured import Narrow

__all__ = ["narrow_of"]

_COUNTRY, _MISSION = re.compile("[A-Z]{2}"), re.compile(r"[a-z0-9_-]{2,60}")
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_MOST = 40


def narrow_of(request: Request) -> Narrow:
    """Read the part from an address; InputError for a value that is no country, mission or date."""
    return Narrow(
        _values(request, "country", _COUNTRY, "two letters such as DE"),
        _values(request, "mission", _MISSION, "the id of a mission"),
        _day(request, "since"),
        _day(request, "until"),
    )


def _values(request: Request, name: str, form: re.Pattern[str], mend: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(value for value in request.query_params.getlist(name) if value))[:_MOST]
    for value in found:
        if not form.fullmatch(value):
            raise InputError(f"`{name}` is not `{value[:40]}`", mend=f"give {mend}")
    return tuple(sorted(found))


def _day(request: Request, name: str) -> str | None:
    value = request.query_params.get(name, "").strip()
    if value and not _DAY.fullmatch(value):
        raise InputError(f"`{name}` is no date: `{value[:40]}`", mend="write 2020-07-24, 2020-07 or 2020")
    return value or None
