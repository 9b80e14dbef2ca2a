"""Help for tests of pages that show what is measured."""

from __future__ import annotations

import re
import time
from html import unescape

from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.web.site import View

__all__ = ["counted", "links", "settled"]


def counted(app: FastAPI, number: int | None = None) -> View:
    """Return an edition once all of it is counted."""
    view: View = app.state.site.view(number)
    view.figures.start()
    until = time.monotonic() + 300
    while not view.figures.progress().ready:
        assert time.monotonic() < until, view.figures.progress().waiting
        time.sleep(0.1)
    return view


def links(page: str, start: str = "/") -> list[str]:
    """Return the addresses that a page leads to, each once."""
    return list(dict.fromkeys(unescape(one) for one in re.findall(r'href="([^"]+)"', page) if one.startswith(start)))


def settled(client: TestClient, path: str, status: int = 200, **params: str) -> str:
    """Return a page once what it asks for is answered, not only begun."""
    until = time.monotonic() + 120
    while True:
        answer = client.get(path, params=params or None)
        if "data-answer" not in answer.text:
            assert answer.status_code == status, answer.text
            return answer.text
        assert time.monotonic() < until, path
        time.sleep(0.05)
