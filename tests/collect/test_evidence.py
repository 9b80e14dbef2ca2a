from __future__ import annotations

import errno
import gzip
import json
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attache.collect import scrub, segments
from attache.collect.evidence import Evidence
from attache.collect.exchange import ContentError, Request, Response, Sweep
from attache.core.errors import EvidenceError, InputError, WorkspaceError
from attache.core.records import Capture
from tests.collect.samples import response

LATIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=30)
NAMES = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ-0123456789", min_size=1, max_size=20)
ANY = st.text(max_size=40)


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return Evidence(tmp_path / "evidence")


def dump(evidence: Evidence) -> list[str]:
    db = sqlite3.connect(evidence.folder / "index.sqlite")
    try:
        return list(db.iterdump())
    finally:
        db.close()


def test_what_is_appended_comes_back(evidence: Evidence) -> None:
    capture = evidence.append("desk", response(3))
    assert capture == Capture(
        capture.capture_id,
        "desk",
        "https://example.com/p/3",
        "2024-05-01T00:00:03Z",
        "detail",
        "p/3",
        200,
        None,
        "text/html",
        "utf-8",
        len("<p>国际技术合作项目 3</p>".encode()),
        capture.sha256,
        "attache-000001.warc.gz",
        capture.offset,
    )
    assert evidence.body(capture) == "<p>国际技术合作项目 3</p>".encode()
    assert list(evidence.captures()) == [capture] == evidence.captures_of("desk", "p/3")
    assert evidence.latest("desk", "p/3") == capture == evidence.get(capture.capture_id)
    assert evidence.count() == 1
    assert evidence.verify() == []


def test_a_folder_without_evidence_is_empty(evidence: Evidence) -> None:
    assert (evidence.count(), evidence.last, list(evidence.captures()), list(evidence.sweeps())) == (0, 0, [], [])
    assert evidence.verify() == []
    with evidence.writer():
        pass
    assert not segments.segments(evidence.folder)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    body=st.binary(max_size=3000),
    headers=st.lists(st.tuples(NAMES, LATIN), max_size=5),
    key=st.none() | ANY,
    url=ANY,
    reason=LATIN,
    status=st.integers(100, 599),
    role=st.sampled_from(["detail", "list", "robots"]),
)
def test_any_bytes_and_headers_round_trip(tmp_path_factory, body, headers, key, url, reason, status, role) -> None:
    hidden = scrub._PRIVATE_FIELDS | scrub._ADDRESS_FIELDS | {"content-encoding", "transfer-encoding"}
    headers = tuple((name, value.strip()) for name, value in headers if name.lower() not in hidden)
    at = "2024-05-01T10:00:00.123456Z"
    given_ = Response(
        Request(url, role, key), url, status, reason.strip(), headers, body, "HTTP/1.1", at, (("Host", "x"),)
    )
    evidence = Evidence(tmp_path_factory.mktemp("e") / "evidence")
    capture = evidence.append("desk", given_)
    back = evidence.response(capture)
    assert (back.body, back.headers, back.status, back.reason) == (body, headers, status, reason.strip())
    assert evidence.raw(capture) == body
    assert capture.item_key == key
    before = dump(evidence)
    evidence.rebuild_index()
    assert dump(evidence) == before
    assert evidence.verify() == []
    evidence.close()


def test_replayed_responses_give_the_same_bytes(tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        evidence = Evidence(tmp_path / name, limit=2000)
        with evidence.writer():
            for number in range(40):
                evidence.append("desk", response(number, os.fsencode(f"text {number}") * 50))
                evidence.append_sweep(
                    Sweep("desk", "2024-01-01T00:00:00Z", f"2024-01-01T00:00:{number:02d}Z", True, (), 0)
                )
            assert evidence.count() == 40
        names = segments.segments(evidence.folder)
        assert len(names) > 3
        files.append([(n, (evidence.folder / n).read_bytes()) for n in [*names, "custody.jsonl"]])
        assert evidence.verify() == []
    assert files[0] == files[1]


def test_the_same_capture_twice_is_kept_once(evidence: Evidence) -> None:
    with evidence.writer():
        first = evidence.append("desk", response(1))
        assert evidence.append("desk", response(1)) == first
        assert evidence.append("desk", response(1, at="2024-06-01T00:00:00Z")) != first
        assert evidence.append("other", response(1)) != first
        sweep = Sweep("desk", "2024-01-01T00:00:00Z", "2024-01-01T00:01:00Z", True, ("p/1",), 0)
        evidence.append_sweep(sweep)
        evidence.append_sweep(sweep)
    assert evidence.count() == 3
    assert list(evidence.sweeps()) == [sweep]
    assert evidence.last == 4


def test_index_built_again_from_the_files_is_the_same(evidence: Evidence) -> None:
    with evidence.writer():
        for number in range(20):
            evidence.append("desk", response(number, headers=(("ETag", f'"{number}"'), ("Content-Type", "text/html"))))
        evidence.append("desk", response(50, status=None, failure="timeout"))
        box = evidence.append_file(
            "desk", "file:表.csv", b"id\n1\n", "text/csv", None, "container", at="2024-05-01T00:00:00Z"
        )
        evidence.append_file(
            "desk", "file:表.csv#1", b"{}", "application/json", "表.csv#1", "item", box, at="2024-05-01T00:00:00Z"
        )
        evidence.append_sweep(
            Sweep("desk", "2024-01-01T00:00:00Z", "2024-01-01T00:01:00Z", False, ("甲",), 2, ("note",))
        )
    before = dump(evidence)
    evidence.rebuild_index()
    assert dump(evidence) == before
    evidence.close()
    for path in evidence.folder.glob("index.sqlite*"):
        path.unlink()
    assert Evidence(evidence.folder).count() == 23  # a reader computes a missing index
    assert dump(evidence) == before


def test_damaged_index_is_computed_again(evidence: Evidence) -> None:
    with evidence.writer():
        for number in range(5):
            evidence.append("desk", response(number))
    evidence.close()
    for path in evidence.folder.glob("index.sqlite*"):
        path.unlink()
    (evidence.folder / "index.sqlite").write_bytes(b"not a database" * 100)
    assert any("index" in str(f) for f in Evidence(evidence.folder).verify())
    with evidence.writer():
        evidence.append("desk", response(6))
    assert evidence.count() == 6
    assert evidence.verify() == []


def test_captures_come_in_the_order_of_time(evidence: Evidence) -> None:
    times = ["2024-05-01T00:00:00Z", "2024-05-01T00:00:00.5Z", "2024-05-01T00:00:01Z", "2023-01-01T00:00:00Z"]
    with evidence.writer():
        for number, at in enumerate(times):
            evidence.append("desk", response(number, at=at))
            evidence.append("other", response(number, at=at))
    assert [c.captured_at for c in evidence.captures("desk")] == [times[3], times[0], times[1], times[2]]
    everything = list(evidence.captures())
    assert len(everything) == 8
    assert everything == sorted(everything, key=lambda c: (c.captured_at.rstrip("Z"), c.capture_id))
    assert [c.captured_at for c in evidence.captures("desk", since="2024-05-01T00:00:00.5Z")] == times[1:3]
    assert {c.captured_at for c in evidence.captures(after=4)} == set(times[2:])
    assert {c.captured_at for c in evidence.captures(upto=4)} == set(times[:2])


def test_pages_of_a_long_listing_join(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attache.collect.index._PAGE", 7)
    with evidence.writer():
        for number in range(50):
            evidence.append("desk", response(number, at="2024-05-01T00:00:00Z"))
    assert len({c.capture_id for c in evidence.captures()}) == 50
    assert len([*evidence.captures("desk")]) == 50


def test_failed_attempts_are_evidence(evidence: Evidence) -> None:
    timeout = evidence.append("desk", response(1, status=None, failure="timeout"))
    cut = evidence.append("desk", response(2, b"<p>half", failure="too large"))
    assert (timeout.http_status, timeout.failure, timeout.bytes) == (None, "timeout", 0)
    assert (cut.http_status, cut.failure, evidence.raw(cut)) == (200, "too large", b"<p>half")
    assert evidence.latest("desk", "p/1") is None
    assert evidence.latest("desk", "p/2") is None
    missing = evidence.append("desk", response(3, status=404))
    assert missing.failure is None
    assert evidence.latest("desk", "p/3") is None
    assert [b for _, b in evidence.bodies([timeout, cut, missing])] == [b"", b"", evidence.raw(missing)]


def test_content_encoding_is_undone_for_reading_only(evidence: Evidence) -> None:
    page = "<p>中文</p>".encode() * 100
    good = evidence.append("desk", response(1, gzip.compress(page), headers=(("Content-Encoding", "gzip"),)))
    bad = evidence.append("desk", response(2, gzip.compress(page)[:-9], headers=(("Content-Encoding", "gzip"),)))
    assert evidence.body(good) == page
    assert evidence.raw(good) == gzip.compress(page)
    assert (good.failure, bad.failure) == (None, "truncated gzip")
    with pytest.raises(ContentError):
        evidence.body(bad)


def test_transfer_encoding_does_not_mislead_readers(evidence: Evidence) -> None:
    headers = (("Transfer-Encoding", "chunked"), ("Content-Type", "text/html"))
    capture = evidence.append("desk", response(1, b"plain", headers=headers))
    assert evidence.response(capture).headers == headers
    assert b"X-Attache-Transfer-Encoding: chunked" in gzip.decompress((evidence.folder / capture.warc).read_bytes())


def test_no_cookie_and_no_secret_is_written(evidence: Evidence) -> None:
    url = "https://reader:hunter22@example.com/a?token=s3cr3tvalue&page=2&code=other-secret"
    headers = (
        ("Set-Cookie", "sid=abcdef"),
        ("Location", "https://example.com/b?access_token=s3cr3tvalue"),
        ("X-Echo", "you sent s3cr3tvalue"),
    )
    sent = (("Cookie", "sid=abcdef"), ("Authorization", "Bearer abcdef"), ("X-Key", "abcdef"), ("Accept", "*/*"))
    request = Request(url, "detail", "a", secrets=("code", "X-Key"))
    passed = (f"{url}&step=1",)
    answer = Response(request, url, 200, "OK", headers, b"body", "HTTP/1.1", "2024-05-01T00:00:00Z", sent, None, passed)
    capture = evidence.append("desk", answer)
    failed = Response(request, url, None, "", (), b"", "", "2024-05-01T00:00:01Z", (), f"cannot connect to {url}")
    evidence.append("desk", failed)
    written = gzip.decompress((evidence.folder / capture.warc).read_bytes())
    for secret in (b"s3cr3tvalue", b"hunter22", b"abcdef", b"other-secret"):
        assert secret not in written
    assert b"IP-Address" not in written
    assert capture.url == "https://example.com/a?token=redacted&page=2&code=redacted"
    assert evidence.validators(url, ("code",)) is None
    assert b"Accept: */*" in written


def test_validators_are_those_of_the_newest_good_answer(evidence: Evidence) -> None:
    modified = ("Last-Modified", "Wed, 01 May 2024 00:00:00 GMT")
    with evidence.writer():
        first = evidence.append("desk", response(1, headers=(("ETag", '"a"'), modified)))
        assert evidence.validators(first.url) == ('"a"', modified[1], first)
        evidence.append("desk", response(1, b"", at="2024-05-02T00:00:00Z", status=304))
        evidence.append("desk", response(1, b"", at="2024-05-03T00:00:00Z", status=500))
        assert evidence.validators(first.url) == ('"a"', modified[1], first)
        evidence.append("desk", response(1, b"new", at="2024-05-04T00:00:00Z"))
    assert evidence.validators(first.url) is None
    assert evidence.validators("https://example.com/never") is None


def test_items_of_a_container_refer_to_it(evidence: Evidence) -> None:
    at = "2024-05-01T00:00:00Z"
    box = evidence.append_file("desk", "file:a.csv", b"id\n1\n", "text/csv; charset=gb18030", None, "container", at=at)
    item = evidence.append_file("desk", "file:a.csv#1", b"{}", "application/json", "a.csv#1", "item", box, at=at)
    text = gzip.decompress((evidence.folder / item.warc).read_bytes()).decode()
    assert (box.media_type, box.charset, box.http_status) == ("text/csv", "gb18030", None)
    assert "WARC-Type: conversion" in text
    box_id = text.split("WARC-Type: resource\r\nWARC-Record-ID: ")[1].split("\r\n")[0]
    assert f"WARC-Refers-To: {box_id}\r\n" in text
    failed = evidence.append_file("desk", "file:b.pdf", b"", None, "b.pdf", "detail", at=at, failure="too large")
    assert (failed.failure, failed.bytes, evidence.raw(failed)) == ("too large", 0, b"")


def test_hostile_names_stay_names(evidence: Evidence) -> None:
    at = "2024-05-01T00:00:00Z"
    names = ["../../etc/passwd", "a\r\nWARC-Type: response", "\x00", "%2e%2e", "\ud800", "x" * 5000, "甲/乙?#"]
    with evidence.writer():
        for name in names:
            capture = evidence.append_file("desk", f"file:{name}", b"x", "text/plain", name, "detail", at=at)
            assert capture.item_key == name.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    assert evidence.count() == len(names)
    assert evidence.verify() == []
    assert {p.name for p in evidence.folder.iterdir()} <= {
        *("attache-000001.warc.gz", "custody.jsonl", ".lock", "index.sqlite", "index.sqlite-wal", "index.sqlite-shm")
    }


def test_a_time_that_is_none_is_refused(evidence: Evidence) -> None:
    with pytest.raises(InputError, match="not a time"):
        evidence.append("desk", response(1, at="yesterday"))


def test_sweeps_round_trip(evidence: Evidence) -> None:
    sweep = Sweep("desk", "2024-05-01T00:00:00Z", "2024-05-01T01:00:00Z", True, ("甲", "\x1f乙"), 3, ("a note",))
    evidence.append_sweep(sweep)
    evidence.append_sweep(Sweep("other", "2024-05-01T00:00:00Z", "2024-05-01T01:00:00Z", False, (), 0))
    assert list(evidence.sweeps("desk")) == [sweep]
    assert len(list(evidence.sweeps())) == 2
    assert evidence.count() == 0
    assert list(evidence.sweeps(upto=1)) == [sweep]


def test_one_writer_and_readers_that_do_not_wait(evidence: Evidence) -> None:
    reader = Evidence(evidence.folder)
    with evidence.writer():
        evidence.append("desk", response(1))
        with pytest.raises(WorkspaceError, match="another process is writing evidence"), reader.writer():
            pass
        assert reader.count() in (0, 1)
        assert evidence.count() == 1
        assert reader.verify() == []
    assert Evidence(evidence.folder).count() == 1
    reader.append("desk", response(2))
    assert reader.count() == 2


def test_several_threads_may_use_it(evidence: Evidence) -> None:
    def work(part: int) -> None:
        for number in range(part * 20, part * 20 + 20):
            capture = evidence.append("desk", response(number))
            assert evidence.body(capture)

    with evidence.writer():
        threads = [threading.Thread(target=work, args=(part,)) for part in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert evidence.count() == 80
    assert evidence.verify() == []


def test_bodies_come_in_the_order_asked_for(evidence: Evidence) -> None:
    with evidence.writer():
        kept = [evidence.append("desk", response(n, bytes([n]) * (n * 3000))) for n in range(30)]
    asked = kept[::-1] + kept
    assert [(c.capture_id, len(b)) for c, b in evidence.bodies(asked)] == [(c.capture_id, c.bytes) for c in asked]


def test_large_bodies(evidence: Evidence) -> None:
    body = os.urandom(3_000_000)
    capture = evidence.append("desk", response(1, body))
    assert evidence.body(capture) == body


def test_a_capture_whose_record_is_another_is_refused(evidence: Evidence) -> None:
    with evidence.writer():
        one, two = evidence.append("desk", response(1)), evidence.append("desk", response(2))
    moved = Capture(**{**{f: getattr(one, f) for f in one.__slots__}, "offset": two.offset})
    with pytest.raises(EvidenceError, match="another record"):
        evidence.body(moved)
    outside = Capture(**{**{f: getattr(one, f) for f in one.__slots__}, "warc": "../custody.jsonl"})
    with pytest.raises(EvidenceError):
        evidence.body(outside)


def test_other_programs_find_nothing_wrong(evidence: Evidence) -> None:
    with evidence.writer():
        for number in range(10):
            evidence.append("desk", response(number))
        evidence.append("desk", response(11, status=None, failure="timeout"))
        evidence.append_file(
            "desk", "file:甲 乙.txt", b"text", "text/plain", "甲 乙.txt", "detail", at="2024-05-01T00:00:00Z"
        )
        evidence.append_sweep(Sweep("desk", "2024-05-01T00:00:00Z", "2024-05-01T01:00:00Z", True, ("甲",), 3))
    path = evidence.folder / "attache-000001.warc.gz"
    command = [sys.executable, "-W", "ignore", "-m", "warcio.cli", "check", "-v", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("digest pass") == 1 + 2 * 10 + 2 + 1 + 1
    assert "fail" not in done.stdout


def test_full_disk_is_told_and_leaves_no_half_record(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    with evidence.writer():
        first = evidence.append("desk", response(1))
    size = (evidence.folder / first.warc).stat().st_size
    custody = (evidence.folder / "custody.jsonl").read_bytes()
    for name in (first.warc, "custody.jsonl"):
        real = segments.Appender._write

        def full(self: segments.Appender, data: memoryview, name: str = name, real: object = real) -> int:
            if self.path.name != name:
                return real(self, data)  # type: ignore[operator]
            os.write(self._file, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")

        with evidence.writer():
            monkeypatch.setattr(segments.Appender, "_write", full)
            with pytest.raises(WorkspaceError, match="the disk is full"):
                evidence.append("desk", response(2))
            monkeypatch.setattr(segments.Appender, "_write", real)
        assert (evidence.folder / first.warc).stat().st_size == size
        assert (evidence.folder / "custody.jsonl").read_bytes() == custody
    assert evidence.verify() == []
    evidence.append("desk", response(2))
    assert evidence.count() == 2


def fill(evidence: Evidence, kept: list[str]) -> None:
    with evidence.writer():
        for number in range(10_000):
            kept.append(evidence.append("desk", response(number, os.urandom(20_000))).capture_id)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
def test_a_really_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        kept: list[str] = []
        evidence = Evidence(disk / "evidence")
        with pytest.raises(WorkspaceError, match="full"):
            fill(evidence, kept)
        evidence.close()
        saved = tmp_path / "saved"
        subprocess.run(["cp", "-r", str(disk / "evidence"), str(saved)], check=True)
        again = Evidence(saved)
        again.recover()
        assert {c.capture_id for c in again.captures()} == set(kept)
        assert again.verify() == []
        again.close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_an_interrupted_index_catches_up(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    with evidence.writer():
        evidence.append("desk", response(1))
        writer = evidence._writer
        assert writer is not None

        def refuse(*_: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        real = writer.index.add
        monkeypatch.setattr(writer.index, "add", refuse)
        with pytest.raises(WorkspaceError, match="index cannot be written"):
            evidence.append("desk", response(2))
        monkeypatch.setattr(writer.index, "add", real)
        evidence.append("desk", response(3))
    assert evidence.count() == 3
    assert evidence.verify() == []
    before = dump(evidence)
    evidence.rebuild_index()
    assert dump(evidence) == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="cannot be written"), Evidence(tmp_path / "file" / "evidence").writer():
        pass


def test_sweep_lines_are_plain_json(evidence: Evidence) -> None:
    evidence.append_sweep(Sweep("desk", "2024-05-01T00:00:00Z", "2024-05-01T01:00:00Z", True, ("甲",), 3))
    text = gzip.decompress((evidence.folder / "attache-000001.warc.gz").read_bytes()).decode()
    block = next(part for part in text.split("\r\n\r\n") if part.startswith("{"))
    assert json.loads(block)["seen"] == ["甲"]
