"""Method notes: all of them in both languages, with ways that lead somewhere."""

from __future__ import annotations

from html import escape

from fastapi.testclient import TestClient

from attache.web.language import text
from attache.web.pages.methods import NOTES


def test_notes_are_shown_in_both_languages(client: TestClient) -> None:
    english, chinese = client.get("/methods").text, client.get("/methods?lang=zh").text
    for name, (paragraphs, links) in NOTES.items():
        assert f'id="{name}"' in english
        assert text(f"methods.{name}", "zh") in chinese
        for number in range(1, paragraphs + 1):
            assert escape(text(f"methods.{name}_{number}", "zh")) in chinese, (name, number)
        for key, path in links:
            assert f'href="{path}"' in english
            assert text(f"methods.see_{key}", "zh") in chinese
            assert client.get(path).status_code == 200, path
