"""Preview of an entity: a small page on which nothing from a register takes effect."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape

from attache.core.text import normalise
from attache.web.reconcile.entities import Entity
from attache.web.reconcile.properties import PROPERTIES

__all__ = ["HEIGHT", "NOTICE", "WIDTH", "headers", "page"]

WIDTH, HEIGHT = 430, 320
"""Size in pixels of the frame that a preview is made for."""
NOTICE = "Being listed or sought is not wrongdoing; not being found is not being safe."
_SHOWN = tuple(one for one in PROPERTIES if one not in ("names",))
_VALUES = 6
_LENGTH = 300
_STYLE = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:.8em;overflow-wrap:anywhere}h1{font-size:1.15em;margin:0 0 .4em}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em .8em;margin:0}dt{opacity:.7}dd{margin:0}"
    "p{font-size:.85em;opacity:.7}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


def headers(ancestors: str) -> Mapping[str, str]:
    """Return the headers under which a preview runs nothing and is framed by `ancestors` alone."""
    policy = (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {ancestors}; sandbox"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


def page(entity: Entity, types: Iterable[Mapping[str, str]]) -> str:
    """Return the page: names, what the register says, and the notice."""
    title = _text(entity.name)
    kind = ", ".join(_text(one["name"]) for one in types)
    rows = "".join(_row(PROPERTIES[one].name, PROPERTIES[one].read(entity)) for one in _SHOWN)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1><bdi>{title}</bdi></h1>"
        f"<dl><dt>Type</dt><dd>{kind}</dd>{rows}<dt>Id</dt><dd><bdi>{_text(entity.id)}</bdi></dd></dl>"
        f"<p>{NOTICE}</p></body></html>"
    )


def _row(name: str, found: Iterable[object]) -> str:
    shown = [_text(str(value)) for value in found]
    if not shown:
        return ""
    more = f" … and {len(shown) - _VALUES} more" if len(shown) > _VALUES else ""
    return f"<dt>{escape(name)}</dt><dd>{'; '.join(f'<bdi>{one}</bdi>' for one in shown[:_VALUES])}{more}</dd>"


def _text(raw: str) -> str:
    text = normalise(raw)
    return escape(text[:_LENGTH] + "…" if len(text) > _LENGTH else text)
