from __future__ import annotations

import json
import random
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from attache.collect.custody import GENESIS, Link, last_link, link_of_line
from attache.collect.evidence import Evidence, Finding
from attache.collect.exchange import Sweep
from attache.collect.segments import segments
from attache.core.errors import EvidenceError
from tests.collect.samples import response

FLIPS = 150


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Evidence of several files with responses, failures, files and sweeps."""
    folder = tmp_path_factory.mktemp("sound") / "evidence"
    evidence = Evidence(folder, limit=4000)
    with evidence.writer():
        for number in range(30):
            evidence.append("desk", response(number))
        evidence.append("desk", response(60, status=None, failure="timeout"))
        evidence.append_file("desk", "file:a.txt", b"text", "text/plain", "a.txt", "detail", at="2024-05-01T00:00:00Z")
        evidence.append_sweep(Sweep("desk", "2024-05-01T00:00:00Z", "2024-05-01T01:00:00Z", True, ("a",), 0))
    assert len(segments(folder)) > 2
    assert evidence.verify() == []
    evidence.close()
    return folder


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "evidence"))


def links(folder: Path) -> list[Link]:
    return [link_of_line(line) for line in (folder / "custody.jsonl").read_bytes().splitlines(keepends=True)]


def told(folder: Path, **more: object) -> list[Finding]:
    with Evidence(folder) as evidence:
        return evidence.verify(**more)  # type: ignore[arg-type]


def flip(path: Path, at: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def test_every_flipped_byte_of_a_warc_file_is_found_and_named(copy: Path) -> None:
    rng, log = random.Random(7), links(copy)
    with Evidence(copy) as evidence:
        urls = {c.capture_id: c.url for c in evidence.captures()}
    for _ in range(FLIPS):
        name = rng.choice(segments(copy))
        path = copy / name
        good = path.read_bytes()
        at = rng.randrange(len(good))
        flip(path, at, rng.randrange(8))
        hit = next(link for link in log if link.warc == name and link.offset <= at < link.end)
        found = told(copy)
        named = [f for f in found if f.file == name and f.offset == hit.offset]
        assert named, (name, at, found)
        assert (named[0].capture_id or "") == hit.capture_id
        if hit.capture_id in urls:
            assert named[0].url == urls[hit.capture_id]
        path.write_bytes(good)
    assert told(copy) == []


def test_every_flipped_byte_of_the_log_is_found_and_named(copy: Path) -> None:
    rng = random.Random(8)
    path = copy / "custody.jsonl"
    good = path.read_bytes()
    for _ in range(FLIPS):
        at = rng.randrange(len(good))
        flip(path, at, rng.randrange(8))
        line = good.rfind(b"\n", 0, at) + 1
        found = [f for f in told(copy) if f.file == "custody.jsonl"]
        assert found, at
        assert any(f.offset is not None and f.offset <= at and line <= f.offset + 2000 for f in found), (at, found)
        path.write_bytes(good)


def test_flipped_bytes_of_the_index_do_no_harm(copy: Path) -> None:
    rng = random.Random(9)
    path = copy / "index.sqlite"
    good = path.read_bytes()
    missed = 0
    for _ in range(60):
        path.write_bytes(good)
        at = rng.randrange(len(good))
        flip(path, at, rng.randrange(8))
        found = told(copy)
        missed += not found  # free space inside the pages of the file means nothing
        for other in copy.glob("index.sqlite-*"):
            other.unlink()
    assert missed < 50
    path.write_bytes(good)
    assert told(copy) == []


def rewrite(folder: Path, changed: list[Link]) -> None:
    (folder / "custody.jsonl").write_bytes(b"".join(link.line() for link in changed))


@pytest.mark.parametrize("how", ["dropped", "reordered", "edited", "renumbered", "twice"])
def test_a_log_that_was_tampered_with_is_named(copy: Path, how: str) -> None:
    log = links(copy)
    victim = log[10]
    if how == "dropped":
        log = log[:10] + log[11:]
    elif how == "reordered":
        log[10], log[11] = log[11], log[10]
    elif how == "edited":
        log[10] = replace(victim, sha256="0" * 64)
    elif how == "renumbered":
        log = log[:10] + [replace(link, n=link.n - 1) for link in log[11:]]
    else:
        log.insert(10, victim)
    rewrite(copy, log)
    found = told(copy)
    assert any(f.file == "custody.jsonl" for f in found)
    if how in ("dropped", "renumbered"):
        assert any(f.capture_id == victim.capture_id and "does not know" in f.what for f in found)


def resealed(log: list[Link]) -> list[Link]:
    out: list[Link] = []
    for number, link in enumerate(log):
        prev = out[-1].chain if out else GENESIS
        out.append(replace(link, n=number, prev=prev, chain="").sealed())
    return out


def test_a_capture_taken_out_everywhere_is_named_by_a_head_noted_elsewhere(copy: Path) -> None:
    """Whoever rewrites file, log and index alike is caught by any edition that noted the head."""
    with Evidence(copy) as evidence:
        head = evidence.head
    log = links(copy)
    last = log[-1]
    path = copy / last.warc
    path.write_bytes(path.read_bytes()[: last.offset])
    rewrite(copy, resealed(log[:-1]))
    for index in copy.glob("index.sqlite*"):
        index.unlink()
    with Evidence(copy) as evidence:
        evidence.rebuild_index()
    assert told(copy) == []
    assert told(copy, heads=[log[5].chain]) == []
    (found,) = told(copy, heads=[head])
    assert head in found.what


def test_an_edited_capture_is_named_even_where_index_and_file_agree(copy: Path, tmp_path: Path) -> None:
    victim = next(link for link in links(copy) if link.n == 2)
    forged = Evidence(tmp_path / "forged")
    with forged.writer():
        for link in links(copy):
            if link.warc == victim.warc and link.kind == "response":
                number = link.n - 1
                forged.append("desk", response(number, b"forged" if link.n == victim.n else None))
    forged.close()
    name = victim.warc
    (copy / name).write_bytes((forged.folder / name).read_bytes())
    with Evidence(copy) as evidence:
        evidence.rebuild_index()
        now = evidence.captures_of("desk", "p/1")[0]
        assert evidence.body(now) == b"forged"
    found = told(copy)
    assert any(f.file == name and f.offset == victim.offset and "digest differs" in f.what for f in found)


def test_missing_and_foreign_files_are_named(copy: Path) -> None:
    gone = segments(copy)[1]
    (copy / gone).unlink()
    (copy / "attache-000099.warc.gz").write_bytes(b"")
    (copy / "notes.txt").write_text("mine")
    found = {(f.file, f.what.split(";")[0]) for f in told(copy)}
    assert (gone, "the file is missing") in found
    assert ("notes.txt", "the file is not part of the evidence") in found


def test_a_missing_log_is_named_and_can_be_written_again(copy: Path) -> None:
    (copy / "custody.jsonl").unlink()
    assert any(f.file == "custody.jsonl" and "missing" in f.what for f in told(copy))
    with Evidence(copy) as evidence:
        messages = evidence.recover()
        assert any("entered" in message for message in messages)
        assert evidence.verify() == []
    assert all(link.recovered for link in links(copy))


def test_appended_foreign_bytes_are_named(copy: Path) -> None:
    path = copy / segments(copy)[0]
    path.write_bytes(path.read_bytes() + b"extra")
    (found,) = told(copy)
    assert (found.file, found.offset) == (path.name, path.stat().st_size - 5)


def test_rows_that_no_record_proves_are_named(copy: Path) -> None:
    db = sqlite3.connect(copy / "index.sqlite")
    db.execute("UPDATE captures SET url = 'https://example.com/forged' WHERE item_key = 'p/3'")
    db.execute(
        "INSERT INTO captures SELECT seq + 1000, 'cap-forged', source_id, url, moment, role, 'forged', 200, NULL,"
        " media_type, charset, bytes, sha256, warc, offset, 0, NULL, NULL, NULL FROM captures WHERE item_key = 'p/4'"
    )
    db.execute("DELETE FROM captures WHERE item_key = 'p/5'")
    db.commit()
    db.close()
    whats = [f.what for f in told(copy)]
    assert any("another url" in what for what in whats)
    assert any("no record proves" in what for what in whats)
    assert any("does not have it" in what for what in whats)


def test_what_comes_while_it_is_verified_is_not_held_against_it(copy: Path) -> None:
    """A writer begins, rotates files and ends while somebody verifies; another is at work before and after."""
    writer, number, calls = Evidence(copy, limit=4000), 100, 0

    def append(_done: int, _all: int) -> None:
        nonlocal number, calls
        calls += 1
        for _ in range(7 if calls % 9 == 1 else 0):
            writer.append("desk", response(number := number + 1))

    with Evidence(copy) as evidence:
        assert evidence.verify(append) == []
        with writer.writer():
            assert evidence.verify(append) == []
            append(0, 0)
            assert evidence.verify() == []
    assert len(segments(copy)) > 8
    writer.close()
    assert told(copy) == []


def test_links_are_read_exactly_as_written() -> None:
    link = Link(0, "response", "cap-x", "attache-000001.warc.gz", 0, 10, "a" * 64, "b" * 64, GENESIS).sealed()
    assert link_of_line(link.line()) == link
    for line in (
        b"",
        b"{}\n",
        b"[1]\n",
        link.line()[:-1] + b" \n",
        link.line().replace(b'"n":0', b'"n":"0"'),
        replace(link, offset=-1).sealed().line(),
        replace(link, warc=3).sealed().line(),
    ):  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="not a line"):
            link_of_line(line)
    doc = json.loads(link.line())
    with pytest.raises(ValueError, match="not a line"):
        link_of_line(json.dumps(doc).encode() + b"\n")


def test_damaged_last_line_stops_writing(copy: Path) -> None:
    path = copy / "custody.jsonl"
    data = path.read_bytes()
    path.write_bytes(data[:-40] + b"x" + data[-39:])
    with pytest.raises(EvidenceError, match="last line of the custody log is damaged"):
        Evidence(copy).recover()
    with pytest.raises(EvidenceError):
        _ = Evidence(copy).head


def test_torn_line_is_cut_and_told(copy: Path) -> None:
    path = copy / "custody.jsonl"
    good = path.read_bytes()
    path.write_bytes(good[:-30])
    assert last_link(path)[1:] == (good.rfind(b"\n", 0, -1) + 1, len(good) - 30)
    with Evidence(copy) as evidence:
        messages = evidence.recover()
        assert [m.split(":")[0] for m in messages] == ["custody.jsonl", "custody.jsonl"]
        assert evidence.verify() == []
    assert links(copy)[-1].recovered
    torn = next((copy / "torn").iterdir())
    assert good.endswith(torn.read_bytes() + good[-30:])


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_torn_record_is_cut_and_kept_aside(copy: Path, cut: int) -> None:
    path = copy / segments(copy)[-1]
    with Evidence(copy) as evidence:
        before = [c.capture_id for c in evidence.captures()]
    good = path.read_bytes()
    path.write_bytes(good + good[-cut - 60 : -30])
    with Evidence(copy) as evidence:
        (message,) = evidence.recover()
        assert f"cut at byte {len(good)}" in message
        assert (copy / "torn" / f"{path.name}.{len(good)}").read_bytes() == good[-cut - 60 : -30]
        assert [c.capture_id for c in evidence.captures()] == before
        assert evidence.verify() == []
        evidence.append("desk", response(77))
        assert evidence.verify() == []


def test_loss_of_known_bytes_is_told_and_not_written_over(copy: Path) -> None:
    """A power cut may leave the log ahead of the file."""
    path = copy / segments(copy)[-1]
    path.write_bytes(path.read_bytes()[:-100])
    with Evidence(copy) as evidence:
        assert any("lost" in message for message in evidence.recover())
        kept = evidence.append("desk", response(78))
        assert kept.warc > path.name
        findings = evidence.verify()
        assert findings
        assert {f.file for f in findings} == {path.name}
