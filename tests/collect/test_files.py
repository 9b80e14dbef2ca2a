from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import random
import tarfile
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.collect.evidence import Evidence
from attache.collect.exchange import Sweep
from attache.collect.files import FileLimits, collect_files, media_type_of
from attache.collect.items import items_of
from attache.core.errors import InputError, SourceError
from attache.core.records import Capture
from tests.collect.samples import Plain

PAGE = "<html><body><p>以色列技术合作项目</p></body></html>"


class Desk:
    """A source with its folder and evidence."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder, self.inbox = folder, folder / "inbox"
        self.inbox.mkdir()
        self.evidence = Evidence(folder / "evidence")
        self.source = Plain(settings={"path": "inbox", **settings})
        self.tick = 0

    def collect(self, limits: FileLimits | None = None, **settings: Any) -> Sweep:
        self.tick += 1
        source = Plain(settings={**self.source.settings, **settings})
        clock = lambda: f"2024-05-{self.tick:02d}T00:00:00Z"  # noqa: E731
        return collect_files(source, self.evidence, folder=self.folder, limits=limits, clock=clock)

    def write(self, name: str, data: bytes | str) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def found(self) -> dict[str, Capture]:
        return {c.item_key: c for c in self.evidence.captures() if c.item_key is not None}

    def bodies(self) -> dict[str, bytes]:
        return {key: self.evidence.raw(c) for key, c in self.found().items() if not c.failure}

    def failures(self) -> dict[str, str]:
        return {key: c.failure for key, c in self.found().items() if c.failure}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_a_folder_of_documents(desk: Desk) -> None:
    desk.write("甲.html", PAGE)
    desk.write("sub/乙.txt", "文本".encode("gb18030"))
    desk.write("sub/c.pdf", b"%PDF-1.7 ...")
    desk.write("wrongly.html", b"%PDF-1.7 ...")
    desk.write("packed.html.gz", gzip.compress(PAGE.encode()))
    desk.write("picture.png", b"\x89PNG")
    desk.write(".hidden.html", PAGE)
    desk.write("none", PAGE)
    sweep = desk.collect()
    kinds = {key: c.media_type for key, c in desk.found().items()}
    assert kinds == {
        "甲.html": "text/html",
        "sub/乙.txt": "text/plain",
        "sub/c.pdf": "application/pdf",
        "wrongly.html": "application/pdf",
        "packed.html.gz": "text/html",
        "none": "text/html",
    }
    assert desk.bodies()["packed.html.gz"] == PAGE.encode()
    assert desk.found()["甲.html"].url == "file:甲.html"
    assert set(sweep.seen) == set(kinds)
    assert (sweep.complete, sweep.failures) == (True, 0)
    assert sweep.notes == ("left_alone[1]: files of a kind that is not read: .png",)
    assert list(desk.evidence.sweeps()) == [sweep]
    assert {c.role for c in desk.evidence.captures()} == {"detail"}
    assert desk.evidence.verify() == []


def test_what_has_not_changed_is_not_captured_again(desk: Desk) -> None:
    desk.write("a.html", PAGE)
    desk.write("rows.jsonl", '{"id": "x"}\n{"id": "y"}\n')
    first = desk.collect()
    assert desk.collect().seen == first.seen
    assert desk.evidence.count() == 4
    desk.write("a.html", PAGE + "new")
    desk.write("rows.jsonl", '{"id": "x"}\n{"id": "y", "text": "new"}\n')
    desk.collect()
    assert desk.evidence.count() == 7
    assert len(desk.evidence.captures_of("desk", "rows.jsonl#x")) == 1
    assert len(desk.evidence.captures_of("desk", "rows.jsonl#y")) == 2
    assert [s.complete for s in desk.evidence.sweeps()] == [True] * 3


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.bz2"])
def test_archives(desk: Desk, name: str) -> None:
    members = {"甲/1.html": PAGE.encode(), "2.jsonl": b'{"id": 7}\n', "inner.zip": zipped({"3.txt": b"deep"})}
    mode = {"a.tar": "w:", "a.tar.bz2": "w:bz2"}.get(name, "w:gz")
    desk.write(name, zipped(members) if name.endswith("zip") else tarred(members, mode))
    sweep = desk.collect()
    assert desk.bodies() == {
        f"{name}!/甲/1.html": PAGE.encode(),
        f"{name}!/2.jsonl#7": b'{"id": 7}',
        f"{name}!/inner.zip!/3.txt": b"deep",
    }
    assert sweep.complete


def test_a_single_file_and_a_single_archive(desk: Desk) -> None:
    path = desk.write("one.zip", zipped({"1.html": PAGE.encode()}))
    assert desk.collect(path="inbox/one.zip").seen == ("one.zip!/1.html",)
    assert desk.collect(path=str(path)).seen == ("one.zip!/1.html",)
    assert desk.evidence.count() == 1


def test_names_of_old_chinese_archives(desk: Desk) -> None:
    name = "需求.html"
    data = zipped({"AAAAAAAAA": PAGE.encode()}).replace(b"AAAAAAAAA", name.encode("gb18030"))
    desk.write("old.zip", data)
    desk.write(os.fsdecode("旧.html".encode("gb18030")), PAGE)
    desk.collect()
    assert set(desk.found()) == {f"old.zip!/{name}", "旧.html"}


def test_tables_become_items(desk: Desk) -> None:
    desk.write("a.csv", '编号;标题\r\nN1;甲\r\n\r\nN2;"乙;丙\r\n丁"\r\nN1;again\r\n'.encode("gb18030"))
    desk.write("b.tsv", "title\ttitle\nx\ty\textra\n")
    desk.write("c.json", json.dumps([{"url": "https://example.com/1", "t": "甲"}, {"t": "乙"}], ensure_ascii=False))
    desk.write("d.json", '{"rows": [1, 2]}')
    desk.write("e.jsonl", b"\xef\xbb\xbf" + '{"id": "甲"}\n\nnot json\n{"id": true}\n{"id": "甲"}\n'.encode())
    sweep = desk.collect()
    bodies = {key: body.decode() for key, body in desk.bodies().items()}
    assert bodies == {
        "a.csv#N1": '{"编号": "N1", "标题": "甲"}',
        "a.csv#N2": '{"编号": "N2", "标题": "乙;丙\\r\\n丁"}',
        "a.csv#N1@6": '{"编号": "N1", "标题": "again"}',
        "b.tsv#2": '{"title": "x", "title (2)": "y", "column 3": "extra"}',
        "c.json#https://example.com/1": '{"url": "https://example.com/1", "t": "甲"}',
        "c.json#2": '{"t": "乙"}',
        "d.json": '{"rows": [1, 2]}',
        "e.jsonl#甲": '{"id": "甲"}',
        "e.jsonl#3": "not json",
        "e.jsonl#4": '{"id": true}',
        "e.jsonl#甲@5": '{"id": "甲"}',
    }
    roles = {key: c.role for key, c in desk.found().items()}
    assert roles.pop("d.json") == "detail"
    assert set(roles.values()) == {"item"}
    containers = [c for c in desk.evidence.captures() if c.role == "container"]
    assert {c.url: c.item_key for c in containers} == dict.fromkeys(
        ("file:a.csv", "file:b.tsv", "file:c.json", "file:e.jsonl")
    )
    assert set(sweep.seen) == set(bodies)
    assert desk.evidence.raw(containers[0])


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    """Write the least that is a workbook."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{rel}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(sheets, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="s{n}" Type="{rel}/worksheet" Target="worksheets/s{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + "</Relationships>",
    }
    for n, rows in enumerate(sheets.values(), 1):
        cells = "".join(
            f'<row r="{r}">'
            + "".join(
                f'<c r="{"ABCDE"[c]}{r}"><v>{value}</v></c>'
                if value.replace(".", "").isdigit()
                else f'<c r="{"ABCDE"[c]}{r}" t="inlineStr"><is><t>{value}</t></is></c>'
                for c, value in enumerate(row)
            )
            + "</row>"
            for r, row in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/s{n}.xml"] = f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>"
    return zipped({name: data.encode() for name, data in parts.items()})


def test_workbooks_become_items(desk: Desk) -> None:
    desk.write("a.xlsx", workbook({"项目": [["编号", "标题", "金额"], ["7", "甲", "2.5"], ["8", "乙", "3"]]}))
    desk.write("b.xlsx", workbook({"one": [["t"], ["甲"]], "two": [["t"], ["乙"]]}))
    desk.write("c.xls", "<html><table><tr><td>甲</td></tr></table></html>")
    desk.write("d.xlsx", b"not a workbook")
    sweep = desk.collect()
    assert {key: body.decode() for key, body in desk.bodies().items()} == {
        "a.xlsx#7": '{"编号": 7, "标题": "甲", "金额": 2.5}',
        "a.xlsx#8": '{"编号": 8, "标题": "乙", "金额": 3}',
        "b.xlsx#one!2": '{"t": "甲"}',
        "b.xlsx#two!2": '{"t": "乙"}',
        "c.xls": "<html><table><tr><td>甲</td></tr></table></html>",
    }
    assert desk.found()["c.xls"].media_type == "text/html"
    assert desk.failures() == {"d.xlsx": "not a workbook"}
    assert not sweep.complete  # what the damaged workbook held may still be there


def test_a_field_can_be_declared_as_id(desk: Desk) -> None:
    desk.write("a.jsonl", '{"id": "1", "number": "N-1"}\n')
    assert desk.collect(id_field="number").seen == ("a.jsonl#N-1",)


def test_patterns(desk: Desk) -> None:
    for name in ("a.html", "b.html", "sub/a.html", "c.dat"):
        desk.write(name, PAGE)
    assert desk.collect(include=["*.html"], exclude=["sub/*"]).seen == ("a.html", "b.html")
    assert desk.collect(include="c.*").seen == ("c.dat",)


def test_what_is_gone_is_told_by_the_sweep(desk: Desk) -> None:
    desk.write("a.html", PAGE)
    path = desk.write("b.html", PAGE)
    desk.collect()
    path.unlink()
    sweep = desk.collect()
    assert (sweep.seen, sweep.complete) == (("a.html",), True)
    for rest in desk.inbox.iterdir():
        rest.unlink()
    empty = desk.collect()
    assert (empty.complete, empty.notes) == (False, ("zero_yield[1]: nothing was found",))


def test_hostile_files_cost_themselves_only(desk: Desk) -> None:
    desk.write("good.html", PAGE)
    desk.write("large.html", b"x" * 200_000)
    desk.write("torn.html.gz", gzip.compress(os.urandom(1000))[:-20])
    desk.write("bomb.txt.gz", gzip.compress(b"0" * 5_000_000))
    desk.write("not.zip", b"PK\x03\x04 not an archive")
    desk.write("not.tar.gz", gzip.compress(b"x" * 2000))
    desk.write("torn.tar.gz", tarred({"1.html": os.urandom(50_000)})[:20_000])
    desk.write("climb.zip", zipped({"../../up.html": PAGE.encode(), "/etc/abs.html": b"x", "C:\\w.html": b"x"}))
    os.mkfifo(desk.inbox / "pipe.html")
    (desk.inbox / "link.html").symlink_to(desk.inbox / "good.html")
    (desk.inbox / "loop").symlink_to(desk.inbox)
    sweep = desk.collect(FileLimits(file_bytes=100_000))
    assert set(desk.bodies()) == {"good.html"}
    failures = desk.failures()
    assert failures["large.html"] == failures["bomb.txt.gz"] == "too large: more than 100000 bytes"
    assert failures["pipe.html"] == "cannot be read (not a regular file)"
    assert failures["link.html"] == failures["loop"] == "a link, which is not followed"
    assert failures["torn.html.gz"].startswith("damaged gzip")
    for name in ("not.zip", "not.tar.gz", "torn.tar.gz"):
        assert failures[name].startswith("damaged archive"), name
    assert {v for k, v in failures.items() if k.startswith("climb")} == {"its name leaves the archive"}
    assert len(failures) == sweep.failures == 12
    assert not sweep.complete
    before = desk.evidence.count()
    desk.collect(FileLimits(file_bytes=100_000))
    assert desk.evidence.count() == before


def test_archives_that_expand_without_end(desk: Desk) -> None:
    bomb = zipped({f"{n}.txt": b"0" * 900_000 for n in range(200)})
    desk.write("bomb.zip", bomb)
    desk.write("bomb.tar.bz2", bz2.compress(tarred({f"{n}.txt": b"0" * 900_000 for n in range(200)}, "w:")))
    forged = bytearray(tarred({"a.html": b"x"}, "w:"))
    forged[124:136] = b"77777777777\0"
    forged[148:156] = b"        "
    forged[148:156] = f"{sum(forged[:512]):06o}\0 ".encode()
    desk.write("forged.tar", bytes(forged))
    start = time.monotonic()
    sweep = desk.collect(FileLimits(file_bytes=1_000_000, ratio=10))
    assert time.monotonic() - start < 15
    assert "expands to far more" in desk.failures()["bomb.zip"]
    assert "expands to far more" in desk.failures()["bomb.tar.bz2"]
    assert "too large" in desk.failures()["forged.tar!/a.html"]
    assert not sweep.complete


def test_encrypted_and_special_members(desk: Desk) -> None:
    data = bytearray(zipped({"a.html": PAGE.encode()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    desk.write("locked.zip", bytes(data))
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("link.html", tarfile.SYMTYPE), ("device.html", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    desk.write("special.tar", out.getvalue())
    desk.collect()
    assert desk.failures() == {
        "locked.zip!/a.html": "encrypted",
        "special.tar!/link.html": "not a regular file",
        "special.tar!/device.html": "not a regular file",
    }


def test_archives_in_archives_end(desk: Desk) -> None:
    data = zipped({"a.html": PAGE.encode()})
    for _ in range(6):
        data = zipped({"in.zip": data})
    desk.write("a.zip", data)
    desk.collect()
    assert list(desk.failures().values()) == ["archives are nested more than 3 deep"]


def test_too_many_files_and_items(desk: Desk) -> None:
    for number in range(9):
        desk.write(f"{number}.html", PAGE + str(number))
    sweep = desk.collect(FileLimits(files=5))
    assert (len(sweep.seen), sweep.complete) == (5, False)
    desk.write("rows.csv", "id\n" + "\n".join(map(str, range(100))))
    sweep = desk.collect(FileLimits(items=10), include="rows.csv")
    assert desk.failures() == {"rows.csv": "more than 10 items"}
    assert (len(sweep.seen), sweep.complete) == (11, False)


@pytest.mark.parametrize("settings", [{"path": "nowhere"}, {"path": ""}])
def test_a_path_that_is_not_there(desk: Desk, settings: dict[str, str]) -> None:
    with pytest.raises(SourceError, match="there is nothing at this path"):
        desk.collect(**settings)


def test_synthetic_sources_mark_their_captures(desk: Desk) -> None:
    desk.write("a.html", PAGE)
    desk.write("b.jsonl", "{}\n")
    source = Plain(settings=desk.source.settings, synthetic=True)
    collect_files(source, desk.evidence, folder=desk.folder)
    assert all(c.synthetic for c in desk.evidence.captures())


NAMES = ["a.jsonl", "a.csv", "a.tsv", "a.json", "a.xlsx", "a.xls", "a.html", "a.zip", "a.tar.gz", "a.ods", "x.gz"]


@given(
    st.sampled_from(NAMES), st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace"))
)
def test_any_bytes_give_items_or_a_reason(name: str, data: bytes) -> None:
    assert isinstance(media_type_of(name, data), str | None)
    keys: list[str] = []
    with suppress(InputError):
        keys += [item.key for item in items_of(name, data, FileLimits()) or ()]
    assert len(keys) == len(set(keys))


def test_damaged_archives_never_end_the_run(desk: Desk) -> None:
    rng = random.Random(5)
    members = {"1.html": PAGE.encode() * 20, "2.jsonl": b'{"id": 1}\n' * 20}
    sound = {
        "a.zip": zipped(members),
        "b.tar.gz": tarred(members),
        "c.tar": tarred(members, "w:"),
        "d.xlsx": workbook({"s": [["a"], ["甲"]]}),
    }
    for number in range(60):
        for name, data in sound.items():
            bad = bytearray(data)
            for _ in range(rng.randrange(1, 4)):
                bad[rng.randrange(len(bad))] = rng.randrange(256)
            desk.write(name, bytes(bad[: rng.randrange(len(bad))] if number % 3 == 0 else bad))
        desk.tick = number % 28
        desk.collect()
    assert desk.evidence.verify() == []


def test_deep_json_is_a_document(desk: Desk) -> None:
    desk.write("deep.json", "[" * 100_000)
    desk.write("deep.jsonl", "[" * 100_000 + "\n")
    assert desk.collect().seen == ("deep.json", "deep.jsonl#1")


def test_real_folders_are_taken_whole(shared: Path, tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "evidence")
    for name, least in (("seeds", 5), ("data/docs", 2000)):
        sweep = collect_files(Plain(id=name, settings={"path": name}), evidence, folder=shared)
        assert (sweep.failures, sweep.complete) == (0, True)
        assert len(sweep.seen) >= least
    assert all(evidence.body(c) for c in evidence.captures("data/docs"))
