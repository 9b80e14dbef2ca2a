from __future__ import annotations

import base64
import gzip
import hashlib
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st

from attache.collect.evidence import Evidence
from attache.collect.exchange import Sweep
from attache.collect.foreign import Damage, ForeignRecord, foreign_records, http_of
from attache.collect.warcs import collect_warcs
from attache.core.errors import SourceError
from attache.core.records import Capture
from tests.collect.samples import Plain, response

HTML = (("Content-Type", "text/html; charset=utf-8"),)
Headers = tuple[tuple[str, str], ...]


def crawl(pages: list[tuple[str, bytes, Headers]], *, gz: bool = True, status: str = "200 OK", **fields: str) -> bytes:
    """Write a crawl as other programs do; `fields` are further header fields, with _ for -."""
    records = [("warcinfo", "", b"software: other\r\n", "2021-06-01T00:00:00Z")]
    for number, (url, body, headers) in enumerate(pages):
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        day = f"2021-06-{1 + number % 28:02d}T08:00:00Z"
        records.append(("request", url, b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", day))
        records.append(("response", url, f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body, day))
    return b"".join(record(*one, gz, fields) for one in records)


def record(kind: str, url: str, block: bytes, date: str, gz: bool, fields: dict[str, str]) -> bytes:
    head = {
        "WARC-Type": kind,
        "WARC-Target-URI": f"<{url}>",
        "WARC-Date": date,
        "WARC-Block-Digest": "sha1:" + base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode(),
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    data = f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"
    return gzip.compress(data) if gz else data


def pages(count: int) -> list[tuple[str, bytes, Headers]]:
    return [(f"https://example.com/p/{n}", f"<p>项目 {n}</p>".encode() * 5, HTML) for n in range(count)]


class Desk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.evidence = Evidence(folder / "evidence")

    def write(self, name: str, data: bytes) -> None:
        path = self.folder / "crawls" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)

    def collect(self, *, limit: int = 1_000_000, synthetic: bool = False, **settings: Any) -> Sweep:
        source = Plain(settings={"path": "crawls", **settings}, synthetic=synthetic)
        clock = lambda: "2024-05-01T00:00:00Z"  # noqa: E731
        return collect_warcs(source, self.evidence, folder=self.folder, limit=limit, clock=clock)

    def captures(self) -> list[Capture]:
        return list(self.evidence.captures())

    def urls(self) -> set[str]:
        return {c.url for c in self.captures()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(("name", "gz"), [("a.warc.gz", True), ("a.warc", False)])
def test_answers_are_copied_with_their_own_time(desk: Desk, name: str, gz: bool) -> None:
    desk.write(name, crawl(pages(3), gz=gz))
    sweep = desk.collect()
    first = desk.captures()[0]
    assert [c.captured_at for c in desk.captures()] == [f"2021-06-0{n}T08:00:00Z" for n in (1, 2, 3)]
    assert (first.url, first.item_key, first.role) == ("https://example.com/p/0", "example.com/p/0", "detail")
    assert (first.http_status, first.media_type, first.charset) == (200, "text/html", "utf-8")
    assert desk.evidence.body(first) == pages(1)[0][1]
    assert (sweep.complete, sweep.seen, sweep.failures, sweep.notes) == (False, (), 0, ())
    assert desk.evidence.verify() == []


def test_importing_twice_adds_nothing(desk: Desk) -> None:
    desk.write("a.warc.gz", crawl(pages(5)))
    desk.write("b.warc.gz", crawl(pages(5)))
    desk.collect()
    desk.collect()
    assert desk.evidence.count() == 5
    assert len(list(desk.evidence.sweeps())) == 1  # of the same moment and with the same result


def test_wacz(desk: Desk) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.warc.gz", crawl(pages(3)))
        archive.writestr("archive/more.warc", crawl(pages(4), gz=False))
        archive.writestr("pages/pages.jsonl", "{}")
        archive.writestr("../escape.warc.gz", b"x")
    desk.write("a.wacz", out.getvalue())
    desk.write("bad.wacz", b"no zip")
    sweep = desk.collect()
    assert desk.evidence.count() == 4
    assert sweep.failures == 1
    assert sweep.notes[0].startswith("damaged_record[1]: bad.wacz")


def test_what_is_wanted_is_declared(desk: Desk) -> None:
    more = [
        ("https://example.com/x.png", b"\x89PNG", (("Content-Type", "image/png"),)),
        ("https://example.com/robots.txt", b"User-agent: *", (("Content-Type", "text/plain"),)),
        ("https://other.example/p/1", b"<p>x", HTML),
        ("dns:example.com", b"1.2.3.4", ()),
    ]
    desk.write("a.warc.gz", crawl([*pages(4), *more]))
    desk.write("moved.warc.gz", crawl([("https://example.com/moved", b"", HTML)], status="302 Found"))
    desk.write("gone.warc.gz", crawl([("https://example.com/gone", b"no", HTML)], status="404 Not Found"))
    sweep = desk.collect(include=["https://example.com/*"], exclude=["*/p/2"], detail=r"/(p/\d|x|gone|moved)")
    assert desk.urls() == {f"https://example.com/{p}" for p in ("p/0", "p/1", "p/3", "gone")}
    assert sweep.notes == (
        "left_alone[4]: records that are not taken: addresses outside the declared patterns",
        "left_alone[1]: records that are not taken: answers with status 302",
        "left_alone[1]: records that are not taken: media type image/png",
    )
    desk.collect(media_types=["image/*"])
    assert "https://example.com/x.png" in desk.urls()


def test_torn_and_damaged_records_cost_themselves_only(desk: Desk) -> None:
    data = crawl(pages(30))
    offsets = [r.stream_pos for r in ArchiveIterator(io.BytesIO(data), parse_http=False)]
    bad = bytearray(data)
    bad[offsets[22] + 60] ^= 0xFF
    desk.write("a.warc.gz", bytes(bad[:-30]))
    sweep = desk.collect()
    assert desk.evidence.count() == 28
    assert sweep.failures == 2
    assert all(note.startswith("damaged_record[1]: a.warc.gz: ") for note in sweep.notes)
    assert f"at byte {offsets[22]}" in sweep.notes[0]
    desk.write("a.warc.gz", data)
    desk.collect()
    assert desk.evidence.count() == 30


def test_damage_in_a_plain_file(desk: Desk) -> None:
    data = crawl(pages(10), gz=False)
    at = data.index("项目 4".encode())
    desk.write("a.warc", data[:at] + b"X" + data[at + 1 :] + b"garbage" * 100)
    sweep = desk.collect()
    assert desk.evidence.count() == 9
    assert "does not have its block digest" in sweep.notes[0]
    assert "no WARC header" in sweep.notes[1]


def test_one_gzip_member_for_all(desk: Desk) -> None:
    desk.write("a.warc.gz", gzip.compress(crawl(pages(10), gz=False)))
    desk.collect()
    assert desk.evidence.count() == 10


def test_chunks_and_encodings(desk: Desk) -> None:
    body = "<p>中文</p>".encode()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    packed = gzip.compress(body)
    chunks, zipped = ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")
    variants: list[tuple[bytes, Headers]] = [
        (chunked, (*HTML, chunks)),
        (body, (*HTML, chunks)),
        (packed, (*HTML, zipped)),
        (body, (*HTML, zipped)),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed), (*HTML, chunks, zipped)),
    ]
    desk.write("a.warc.gz", crawl([(f"https://example.com/{n}", b, h) for n, (b, h) in enumerate(variants)]))
    desk.collect()
    assert [desk.evidence.body(c) for c in desk.captures()] == [body] * len(variants)


def test_large_truncated_and_undated_records(desk: Desk) -> None:
    desk.write("large.warc.gz", crawl([("https://example.com/large", b"x" * 3_000_000, HTML)]))
    desk.write("cut.warc.gz", crawl([("https://example.com/cut", b"x", HTML)], WARC_Truncated="length"))
    desk.write("when.warc.gz", crawl([("https://example.com/when", b"x", HTML)], WARC_Date="2021-13-45T99:99:99Z"))
    desk.write("fine.warc.gz", crawl([("https://example.com/fine", b"x", HTML)], WARC_Date="20210601080000"))
    sweep = desk.collect()
    assert {c.url: (c.failure, c.captured_at) for c in desk.captures()} == {
        "https://example.com/large": ("too large: more than 1000000 bytes", "2021-06-01T08:00:00Z"),
        "https://example.com/cut": ("truncated when it was recorded (length)", "2021-06-01T08:00:00Z"),
        "https://example.com/fine": (None, "2021-06-01T08:00:00Z"),
    }
    assert sweep.failures == 3


def test_evidence_of_another_desk(desk: Desk, tmp_path: Path) -> None:
    other = Evidence(tmp_path / "crawls")
    at = "2024-05-01T00:00:00Z"
    with other.writer():
        other.append("theirs", response(1))
        other.append("theirs", response(2, role="list", key=None))
        box = other.append_file("theirs", "file:a.csv", b"id\n1", "text/csv", None, "container", at=at)
        other.append_file(
            "theirs", "file:a.csv#1", b"{}", "application/json", "a.csv#1", "item", box, at=at, synthetic=True
        )
        other.append_sweep(Sweep("theirs", at, at, True, (), 0))
    desk.collect(media_types=["*"])
    kept = [(c.url, c.role, c.item_key, c.http_status, c.synthetic, c.source_id) for c in desk.captures()]
    assert set(kept) == {
        ("file:a.csv", "container", None, None, False, "desk"),
        ("file:a.csv#1", "item", "a.csv#1", None, True, "desk"),
        ("https://example.com/p/1", "detail", "p/1", 200, False, "desk"),
        ("https://example.com/p/2", "list", "p/2", 200, False, "desk"),
    }


def test_cookies_of_a_crawl_are_left_out(desk: Desk) -> None:
    desk.write("a.warc.gz", crawl([("https://example.com/1", b"<p>x", (*HTML, ("Set-Cookie", "sid=secret")))]))
    desk.collect(synthetic=True)
    (capture,) = desk.captures()
    assert capture.synthetic
    assert b"secret" not in gzip.decompress((desk.evidence.folder / capture.warc).read_bytes())


@pytest.mark.parametrize(
    ("settings", "told"), [({"path": "none"}, "no WARC"), ({"detail": "("}, "no regular expression")]
)
def test_wrong_settings(desk: Desk, settings: dict[str, str], told: str) -> None:
    desk.write("a.warc.gz", b"")
    with pytest.raises(SourceError, match=told):
        desk.collect(**settings)


def read(data: bytes) -> Iterator[ForeignRecord | Damage]:
    return foreign_records(io.BytesIO(data), lambda _fields: True, 10_000)


def test_nothing_sound_is_lost_whatever_is_flipped() -> None:
    """With one flipped byte at most the records of one gzip member are missing, and what comes is unharmed."""
    rng = random.Random(3)
    for gz in (True, False):
        data = crawl(pages(6), gz=gz)
        blocks = [r.block for r in read(data) if isinstance(r, ForeignRecord)]
        assert len(blocks) == 13
        for _ in range(300):
            bad = bytearray(data)
            bad[rng.randrange(len(bad))] ^= 1 << rng.randrange(8)
            found = [r.block for r in read(bytes(bad)) if isinstance(r, ForeignRecord)]
            assert len(found) >= 11
            if gz:
                assert set(found) <= set(blocks)


@given(st.binary(max_size=400), st.booleans(), st.integers(0, 400))
def test_any_bytes_are_read_to_the_end(noise: bytes, gz: bool, at: int) -> None:
    data = crawl(pages(2), gz=gz)
    for mixed in (noise, data[:at] + noise + data[at:], data + noise, gzip.compress(noise)):
        assert len(list(read(mixed))) < 1000


@given(st.binary(max_size=200))
def test_any_block_is_an_answer_or_none(block: bytes) -> None:
    for data in (block, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + block):
        found = http_of(data)
        assert found is None or 100 <= found[0] <= 999 or found[0] < 100


def test_http_heads() -> None:
    assert http_of(b"HTTP/2 200 \nA: 1\nbroken\nB:2\n\nbody") == (200, "", "HTTP/2", (("A", "1"), ("B", "2")), b"body")
    assert http_of(b"HTTP/1.1 200\r\n\r\n") == (200, "", "HTTP/1.1", (), b"")
    assert http_of(b"GET / HTTP/1.1\r\n\r\n") is None
