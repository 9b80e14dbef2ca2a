from __future__ import annotations

import gzip
import time
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.collect.exchange import ContentError, content, decode, header, media_type, redact
from tests.collect.samples import response

HEADERS = tuple[tuple[str, str], ...]


def encoded(name: str) -> HEADERS:
    return (("content-ENCODING", name),)


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@given(st.binary(max_size=5000))
def test_encodings_are_undone(data: bytes) -> None:
    assert decode(data, ()) == data
    assert decode(data, encoded("identity")) == data
    assert decode(gzip.compress(data), encoded("gzip")) == data
    assert decode(gzip.compress(data) + gzip.compress(data), encoded("x-gzip")) == data + data
    assert decode(gzip.compress(data) + b"\0\0", encoded("GZIP")) == data
    assert decode(zlib.compress(data), encoded("deflate")) == data
    assert decode(gzip.compress(zlib.compress(data)), encoded("deflate, gzip")) == data
    if data:
        assert decode(raw_deflate(data), encoded("deflate")) == data


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "gzip, gzip", "x,y", "", "\ud800"]))
def test_any_bytes_give_content_or_a_content_error(data: bytes, name: str) -> None:
    with suppress(ContentError):
        assert isinstance(decode(data, encoded(name)), bytes)


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        (gzip.compress(b"x" * 100, mtime=0)[:-5], "gzip", "truncated gzip"),
        (b"plain text", "gzip", "bad gzip"),
        (b"x", "br", "unsupported content encoding 'br'"),
        (gzip.compress(b"0" * 60_000_000), "gzip", "decompresses to more than 250 times"),
        (b"0" * 60_000_000, "identity", "too large"),
        (gzip.compress(b"") * 100_000, "gzip", "more than 64 gzip members"),
        (b"x", "gzip,gzip,gzip,gzip,gzip", "more than four"),
    ],
)
def test_hostile_bodies_are_refused_quickly(body: bytes, name: str, reason: str) -> None:
    start = time.monotonic()
    with pytest.raises(ContentError, match=reason):
        decode(body, encoded(name))
    assert time.monotonic() - start < 5


def test_limits_hold_after_decompression() -> None:
    noise = bytes(range(256)) * 4000
    assert decode(gzip.compress(noise), encoded("gzip"), limit=len(noise)) == noise
    with pytest.raises(ContentError, match="too large: more than 1000000 bytes"):
        decode(gzip.compress(noise), encoded("gzip"), limit=1_000_000)


def test_content_of_a_response() -> None:
    packed = response(1, gzip.compress("中文".encode()), headers=encoded("gzip"))
    assert content(packed).decode() == packed.content.decode() == "中文"


@pytest.mark.parametrize(
    ("value", "kind", "charset"),
    [
        ("text/html; charset=GB2312", "text/html", "gb2312"),
        ('TEXT/HTML;Charset="utf-8"', "text/html", "utf-8"),
        ("text/html", "text/html", None),
        ("charset=utf-8", None, "utf-8"),
        ("nonsense", None, None),
        ("", None, None),
        ("x" * 100_000, None, None),
    ],
)
def test_media_types(value: str, kind: str | None, charset: str | None) -> None:
    assert media_type((("Content-Type", value),)) == (kind, charset)


def test_header_in_any_case() -> None:
    assert header((("ETag", "1"), ("etag", "2")), "eTAG") == "1"
    assert header((), "etag") is None


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://u:p@h.example/a?x=1&Token=abc&b=2", "https://h.example/a?x=1&Token=redacted&b=2"),
        ("https://h.example/#access_token=abc", "https://h.example/#access_token=redacted"),
        ("https://h.example/?api%5Fkey=abc", "https://h.example/?api%5Fkey=redacted"),
        ("https://h.example/?page=2&tokens=3", "https://h.example/?page=2&tokens=3"),
        ("https://h.example/a@b?q=1", "https://h.example/a@b?q=1"),
        ("file:甲.html", "file:甲.html"),
        ("https://h.example/?my-key=abc", "https://h.example/?my-key=redacted"),
    ],
)
def test_secrets_of_addresses(url: str, clean: str) -> None:
    assert redact(url, ("My-Key",)) == clean
    assert redact(clean, ("My-Key",)) == clean


@given(st.text())
def test_redacting_never_fails_and_is_idempotent(url: str) -> None:
    assert redact(redact(url)) == redact(url)
