from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from attache.collect.adapter import is_good
from attache.collect.evidence import Evidence
from attache.collect.exchange import Request
from attache.collect.fixture import FixtureFetcher, fixture_path
from attache.collect.observe import observe
from attache.collect.replay import ReplayFetcher
from attache.collect.run import collect
from attache.core.errors import EvidenceError, InputError
from tests.collect.column import Site, source


@pytest.fixture
def evidence(tmp_path: Path) -> Iterator[Evidence]:
    with Evidence(tmp_path / "evidence") as kept:
        yield kept


def test_a_replay_gives_the_same_evidence(evidence: Evidence, tmp_path: Path) -> None:
    site = Site(*range(1, 26))
    site.headers = (("X-Attache-Synthetic", "1"),)
    site.withdrawn.add(4)
    site.sweep(evidence)
    replay = ReplayFetcher(evidence.folder)
    with Evidence(tmp_path / "copy") as copy:
        report = collect(source(), copy, replay, now=site.clock.now)
        assert (report.listed, report.new, report.vanished, report.failed) == (25, 25, 1, 0)
        assert list(copy.captures())
        originals, copies = ({_same(c) for c in kept.captures()} for kept in (evidence, copy))
        again = {c for c in originals - copies if "List.ashx" in c[1]}
        assert copies == originals - again, "only list pages that were read twice are there once"
        assert all(c.synthetic for c in copy.captures() if c.role == "detail" and is_good(c.http_status, c.failure))


def _same(capture: Any) -> tuple[Any, ...]:
    return (capture.capture_id, capture.url, capture.captured_at, capture.sha256, capture.failure, capture.synthetic)


def test_replay_as_of_a_day(evidence: Evidence) -> None:
    site = Site(1)
    site.sweep(evidence)
    site.clock.pass_days(10)
    site.titles[1] = "第二版"
    site.sweep(evidence)
    url = next(c.url for c in evidence.captures() if c.role == "detail")
    days = ReplayFetcher(evidence.folder).days
    assert days == ["2024-05-01", "2024-05-11"]
    bodies = [ReplayFetcher(evidence.folder, as_of=day).fetch(Request(url)).body for day in (*days, "2030-01-01")]
    assert bodies[0] != bodies[1] == bodies[2]
    before = ReplayFetcher(evidence.folder, as_of="2024-04-30").fetch(Request(url))
    assert (before.status, before.failure) == (None, "not in the archive on or before 2024-04-30")
    assert before.at == "2024-04-30T23:59:59.999Z"


def test_replaying_day_after_day_gives_lives(evidence: Evidence, tmp_path: Path) -> None:
    site = Site(*range(1, 24))
    site.sweep(evidence)
    site.clock.pass_days(1)
    site.titles[2] = "新题目"
    site.items.remove(9)
    site.sweep(evidence)
    site.clock.pass_days(8)
    site.items.insert(0, 77)
    site.withdrawn.add(5)
    site.sweep(evidence)
    site.clock.pass_days(1)
    site.sweep(evidence)
    with Evidence(tmp_path / "copy") as copy:
        for day in ReplayFetcher(evidence.folder).days:
            replay = ReplayFetcher(evidence.folder, as_of=day)
            report = collect(source(), copy, replay, now=replay.now)
            assert report.sweep.complete
            assert report.sweep.finished == f"{day}T23:59:59.999Z"
        lives = [
            {x.item_key: x.status for x in observe(kept.captures(), kept.sweeps(), 2)} for kept in (evidence, copy)
        ]
    assert lives[0] == lives[1]
    odd = {key: status for key, status in lives[0].items() if status != "live"}
    assert odd == {"project-2": "changed", "project-5": "gone", "project-9": "gone"}


def test_what_is_not_in_the_archive_is_a_failure_not_a_404(evidence: Evidence) -> None:
    Site(1).sweep(evidence)
    response = ReplayFetcher(evidence.folder).fetch(Request("http://www.cistc.gov.cn/none"))
    assert (response.status, response.failure) == (None, "not in the archive")


def test_replay_passes_over_answers_without_content(evidence: Evidence) -> None:
    site = Site(1)
    site.etags = True
    site.sweep(evidence)
    site.clock.pass_days(8)
    site.sweep(evidence)
    url = next(c.url for c in evidence.captures() if c.role == "detail")
    response = ReplayFetcher(evidence.folder).fetch(Request(url))
    assert (response.status, response.at[:10]) == (200, "2024-05-01")


Record = tuple[str, str, bytes, tuple[tuple[str, str], ...]]


def foreign(path: Path, *records: Record) -> None:
    """Write a WARC file as other tools write it: chunked bodies, redirects as records of their own."""
    with path.open("wb") as file:
        for url, status, body, headers in records:
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
            block = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n"
            rest = f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            record = head.encode() + rest.encode() + block + b"\r\n\r\n"
            file.write(gzip.compress(record) if path.name.endswith(".gz") else record)


CHUNKED = (("Transfer-Encoding", "chunked"),)


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_replay_of_other_peoples_archives(tmp_path: Path, name: str) -> None:
    foreign(
        tmp_path / name,
        ("http://a.example/old", "301 Moved Permanently", b"", (("Location", "/new#x"),)),
        ("http://a.example/new", "200 OK", b"5\r\nhello\r\n0\r\n\r\n", CHUNKED),
        ("http://a.example/unchunked", "200 OK", b"plain after all", CHUNKED),
        ("http://a.example/loop", "302 Found", b"", (("Location", "/loop"),)),
        ("http://a.example/big", "200 OK", b"x" * 5000, ()),
    )
    replay = ReplayFetcher(tmp_path, limit=2000)
    old = replay.fetch(Request("http://A.example:80/old"))
    assert (old.status, old.body, old.url, old.at) == (200, b"hello", "http://a.example/new", "2020-01-02T03:04:05Z")
    assert old.redirects == ("http://A.example:80/old",)
    assert replay.fetch(Request("http://a.example/unchunked")).body == b"plain after all"
    assert "loop" in (replay.fetch(Request("http://a.example/loop")).failure or "")
    big = replay.fetch(Request("http://a.example/big"))
    assert (big.body, big.failure) == (b"", "too large: more than 2000 bytes")
    assert not replay.damaged


def test_replay_of_a_torn_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    foreign(path, *((f"http://a.example/{n}", "200 OK", b"x" * 3000, ()) for n in range(3)))
    path.write_bytes(path.read_bytes()[:-1000])
    replay = ReplayFetcher(path)
    assert replay.fetch(Request("http://a.example/1")).status == 200
    torn = replay.fetch(Request("http://a.example/2"))
    assert torn.status is None
    assert "in the archive" in (torn.failure or "")


@pytest.mark.parametrize("content", [b"", b"no archive at all\n" * 100, b"\x1f\x8b\x08 not gzip either"])
def test_replay_of_what_only_has_the_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.warc.gz").write_bytes(content)
    with pytest.raises(EvidenceError, match=r"a\.warc\.gz: .*; copy it again, or leave it out\."):
        ReplayFetcher(tmp_path)


def test_replay_of_what_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no WARC file"):
        ReplayFetcher(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        ReplayFetcher(tmp_path / "x.warc")


def test_fixtures_from_a_folder(tmp_path: Path) -> None:
    for url in ("http://a.example/", "http://a.example/b/c.json?x=1&y=2"):
        path = tmp_path / fixture_path(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(url)
        assert FixtureFetcher(folder=tmp_path).fetch(Request(url)).body == url.encode()
    assert FixtureFetcher(folder=tmp_path).fetch(Request("http://a.example/../../etc/passwd")).status == 404
