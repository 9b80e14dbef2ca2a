"""Lists: pages, choices, and what is taken along."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.web.once import once
from attache.web.site import Site


@pytest.mark.parametrize("page", ["0", "-1", "1e3", "٣", "10001", "x" * 100])
def test_what_is_no_page_is_refused(client: TestClient, page: str) -> None:
    assert client.get("/organisations", params={"page": page}).status_code == 400


def test_the_last_page_is_shown_for_one_behind_it(client: TestClient) -> None:
    text = client.get("/organisations", params={"page": "9999", "lang": "en"}).text
    assert 'rel="prev"' in text
    assert 'rel="next"' not in text


def test_what_does_not_change_is_made_once_for_an_edition(app: FastAPI) -> None:
    site: Site = app.state.site
    view, made = site.view(), iter(("first", "second"))
    assert [once(view, "test", lambda: next(made)) for _ in range(2)] == ["first", "first"]
