"""A capture: its facts, its record byte for byte, and its page shown again without any power."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from attache.core.workspace import Workspace
from attache.web.app import create_app
from attache.web.replaying import POLICY, inert_html, replay


@pytest.fixture
def capture(app: FastAPI) -> dict[str, object]:
    rows = app.state.site.view().shelf.rows("select capture from wholes where capture is not null limit 1")
    found: dict[str, object] = json.loads(rows[0]["capture"])
    return found


def test_the_page_says_when_where_and_what_was_read(client: TestClient, capture: dict[str, object]) -> None:
    answer = client.get(f"/captures/{capture['capture_id']}")
    assert answer.status_code == 200
    for name in ("url", "captured_at", "sha256", "warc"):
        assert str(capture[name]).replace("&", "&amp;") in answer.text
    page = LexborHTMLParser(answer.text)
    frame = page.css_first("iframe")
    assert frame is not None
    assert (frame.attributes["sandbox"], frame.attributes["src"]) == ("", f"/captures/{capture['capture_id']}/replay")
    assert page.css("a[href^='/opportunities/opp-'], a[href^='/documents/doc-']")


def test_the_record_is_what_lies_in_the_evidence(
    client: TestClient, web_space: Workspace, capture: dict[str, object]
) -> None:
    answer = client.get(f"/captures/{capture['capture_id']}/record")
    assert answer.headers["content-type"] == "application/warc"
    assert f"{capture['capture_id']}.warc.gz" in answer.headers["content-disposition"]
    offset = int(str(capture["offset"]))
    whole = (web_space.evidence / str(capture["warc"])).read_bytes()
    assert whole[offset : offset + len(answer.content)] == answer.content
    head, _, rest = gzip.decompress(answer.content).partition(b"\r\n\r\n")
    assert head.startswith(b"WARC/1.")
    body = rest.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
    assert hashlib.sha256(body).hexdigest() == capture["sha256"]


def test_data_with_html_is_shown_as_that_html(client: TestClient, capture: dict[str, object]) -> None:
    answer = client.get(f"/captures/{capture['capture_id']}/replay")
    assert answer.headers["content-security-policy"] == POLICY
    assert "sandbox" in POLICY.split("; ")
    assert "script-src" not in POLICY
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = LexborHTMLParser(answer.text)
    assert page.css("dt")[0].text().endswith("Title")
    assert page.css("dd p")
    raw = client.get(f"/captures/{capture['capture_id']}/replay?raw=true")
    assert raw.headers["content-type"] == "text/plain; charset=utf-8"
    assert raw.headers["content-security-policy"] == POLICY
    assert raw.headers["x-content-type-options"] == "nosniff"
    assert raw.text.lstrip().startswith("{")


@pytest.mark.parametrize("part", ["", "/record", "/replay"])
def test_an_unknown_capture_is_told(client: TestClient, part: str) -> None:
    answer = client.get(f"/captures/cap-nothing{part}")
    assert answer.status_code == 404
    assert "has no capture" in answer.text


def test_a_flipped_byte_in_the_evidence_is_told_with_its_place(
    demo_copy: Callable[[Path], Workspace], tmp_path: Path, capture: dict[str, object]
) -> None:
    space = demo_copy(tmp_path / "w")
    path = space.evidence / str(capture["warc"])
    data = bytearray(path.read_bytes())
    data[int(str(capture["offset"])) + 60] ^= 0xFF
    path.write_bytes(data)
    app = create_app(space)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for part in ("", "/record"):
            answer = client.get(f"/captures/{capture['capture_id']}{part}")
            assert answer.status_code == 503
            assert str(capture["capture_id"]) in answer.text
            assert "attache verify" in answer.text


@pytest.mark.parametrize(
    ("body", "kind", "shown"),
    [
        ("<meta charset=gb2312><p>激光雷达</p>".encode("gb18030"), "html", "<p>激光雷达</p>"),
        ("\ufeff<p>激光雷达</p>".encode(), "html", "<p>激光雷达</p>"),
        (b'callback({"InfoContent": "<P align=\\"left\\">x</P>"});', "json", '<p align="left">x</p>'),
        (b'"{\\"a\\": \\"1 < 2\\"}"', "json", "<dd>1 &lt; 2</dd>"),
        (b'{"a": "\\ud800x"}', "json", "<dd>?x</dd>"),
        (b"plain words", "text", "<pre>plain words</pre>"),
        (b"%PDF-1.7 ...", "binary", ""),
        (b"PK\x03\x04 ...", "binary", ""),
        (bytes(range(32)) * 20, "binary", ""),
        (b"[" * 100_000, "text", "["),
    ],
)
def test_bodies_of_all_kinds(body: bytes, kind: str, shown: str) -> None:
    found = replay(body, None, None, "t")
    assert found.kind == kind
    assert shown in found.page
    found.page.encode()


def test_links_keep_their_words_and_say_where_they_led() -> None:
    assert inert_html('<a href="http://a.example/">there</a>') == '<a title="http://a.example/">there</a>'
    assert inert_html('<img src="http://a.example/x.png" alt="map">') == "[map]"
    kept = '<img src="data:image/png;base64,iVBORw0KGgo=">'
    assert inert_html(kept) == kept
    assert inert_html('<img src="data:image/svg+xml;base64,PHN2Zz4=" alt="">') == "[img]"
    assert inert_html("<form action=/x><b>kept</b><input value=1></form>") == "<b>kept</b>"


@given(st.binary(max_size=400))
def test_any_bytes(body: bytes) -> None:
    found = replay(body, "text/html", None, "t")
    found.page.encode()
    assert "<script" not in found.page


@given(st.text(alphabet="<>/='\" abdefhiklmnoprstvxyS&#;:!-\x00", max_size=120))
def test_any_markup_is_written_from_the_list(page: str) -> None:
    again = LexborHTMLParser(inert_html(page))
    for node in again.css("*"):
        assert node.tag not in ("script", "svg", "iframe", "form", "meta", "link", "style", "base", "object")
        assert not {"href", "src", "style", "action"} & {name.lower() for name in node.attributes}
        assert not any(name.lower().startswith("on") for name in node.attributes)
