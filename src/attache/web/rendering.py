"""From a template and values to a page: escaped by default, in the asked language, with the edition named on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from attache.core.ids import digest
from attache.core.text import has_han
from attache.measure.labels import group_label, name_of
from attache.measure.wording import remark
from attache.publish.notice import NOTICE, SYNTHETIC
from attache.vocabulary.codebook import Codebook, load_codebook
from attache.web.access import access_of, viewer_of
from attache.web.compiling import Compiled
from attache.web.language import LANGUAGES, Language, language_of, text
from attache.web.sourced import claims_in, spelt_out

__all__ = ["STATIC", "address", "environment", "page", "titled"]

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_FIRST = 40
"""Characters of a text that stand for a title."""
_ENGLISH = Markup(' lang="en"')
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template. Every page knows `lang`, `t`, `label`, `url`, `view` (may be None), `viewer`, `synthetic`.

    `said` says in the language of the page what a vocabulary or a row says in English; `tongue` marks what stays so.
    """
    language = language_of(request)
    view = values.get("view")
    codebook = view.codebook if view is not None else load_codebook(None)
    known = {
        "request": request,
        "lang": language,
        "t": lambda key, /, **more: text(key, language, **more),
        "label": lambda by, group: _label(by, group, codebook, language),
        "dimension": lambda name: name_of(name, codebook)[0 if language == "en" else 1],
        "source_name": lambda key: inert(request.app.state.site.source_names[key]),
        "url": _Addresses(request),
        "here": _Here(request),
        "said": lambda words: remark(words or "", language),
        "tongue": lambda words: _ENGLISH if language == "zh" and not has_han(words or "") else "",
        "static": static_address,
        "notice": NOTICE[language],
        "synthetic_notice": SYNTHETIC[language],
        "languages": LANGUAGES,
        "viewer": viewer_of(request),
        "team": access_of(request).team,
        "csrf": Csrf(request),
        "view": view,
    }
    html = environment(language).get_template(template).render(**{**known, **values})
    return HTMLResponse(
        html, status_code=status, headers={"content-language": language, "vary": "cookie, accept-language"}
    )


def titled(one: object, t: Callable[[str], str]) -> str:
    """Return the title of a document's row or record; the first words where it has none, so that a link has words."""
    told: Mapping[str, Any] = one if isinstance(one, Mapping) else {"title": getattr(one, "title", None)}
    title, words = (" ".join(str(told.get(name) or "").split()) for name in ("title", "excerpt"))
    if title or not words:
        return inert(title) or t("record.untitled")
    return inert(words[:_FIRST] + ("…" if len(words) > _FIRST else ""))


class Csrf:
    """The token of this visitor's forms; asked for only where a template writes it."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __str__(self) -> str:
        return access_of(self._request).csrf(self._request)


def address(request: Request, path: str, **more: object) -> str:
    """Return the address of a page with what must go along: the language and edition of this request, and `more`."""
    return _with(path, _pairs({**_along(request), **more}))


def _along(request: Request) -> dict[str, object]:
    return {name: request.query_params[name] for name in ("lang", "edition") if name in request.query_params}


def _with(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


class _Addresses:
    """Addresses of pages as `address` makes them; what goes along is read once, as a page has hundreds of links."""

    def __init__(self, request: Request) -> None:
        self._kept = _along(request)

    def __call__(self, path: str, **more: object) -> str:
        return _with(path, _pairs({**self._kept, **more})) if more or self._kept else path


class _Here:
    """Addresses of this page with some of its query replaced, None removing; what stays is encoded once."""

    def __init__(self, request: Request) -> None:
        query = request.query_params
        self._path = "/" + request.url.path.lstrip("/")  # `//name` would lead to another host
        self._said = {name: urlencode(_pairs({name: query.getlist(name)})) for name in dict.fromkeys(query)}

    def __call__(self, **more: object) -> str:
        new = {name: urlencode(_pairs({name: value})) for name, value in more.items()}
        query = "&".join(part for part in {**self._said, **new}.values() if part)
        return f"{self._path}?{query}" if query else self._path


def _pairs(values: Mapping[str, object]) -> list[tuple[str, str]]:
    out = []
    for name, value in values.items():
        if isinstance(value, list | tuple):
            out += [(name, str(one)) for one in value]
        elif value is not None and value != "":
            out.append((name, str(value)))
    return out


def _label(by: str | None, group: str | None, codebook: Codebook, language: Language) -> str:
    return group_label(by, group, codebook)[0 if language == "en" else 1]


@cache
def environment(language: Language) -> Environment:
    """Return the templates' environment for a language; a missing value is an error, not an empty place."""
    env = Compiled(
        language, loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.filters |= {
        "titled": titled,
        "count": _count,
        "percent": _percent,
        "day": _day,
        "moment": _moment,
        "inert": inert,
        "spelt_out": spelt_out,
        "claims_in": claims_in,
        "web": web_address,
    }
    return env


def _count(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


def _day(value: str | None) -> str:
    """Return the day of a time, or the text as it is where it is none."""
    try:
        return datetime.fromisoformat(value or "").date().isoformat() if value and len(value) > 10 else value or ""
    except ValueError:
        return value or ""


def _moment(value: str | None) -> str:
    """Return a time of ours (`2021-03-31T01:02:16Z`) as people write it, or the text as it is where it is none."""
    try:
        at = datetime.fromisoformat(value or "")
    except ValueError:
        return value or ""
    return at.strftime("%Y-%m-%d %H:%M:%S") + (" UTC" if at.utcoffset() == timedelta(0) else "")


def inert(value: object) -> str:
    """Return collected text without the characters that turn its direction."""
    return _BIDI.sub("", str(value))


def web_address(value: str | None) -> str | None:
    """Return an address if it is of the web, None for `javascript:`, `data:` and the like."""
    try:
        return value if value and urlsplit(value).scheme in ("http", "https") else None
    except ValueError:
        return None


@cache
def static_address(name: str) -> str:
    """Return the address of a file of ours, with its digest, so that it may be kept for ever."""
    return f"/static/{name}?{digest((STATIC / name).read_bytes())[:12]}"
