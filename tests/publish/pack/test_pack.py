"""Packs: whole, relative, inert, checkable with the tools of others, the same bytes for the same edition."""

from __future__ import annotations

import csv
import hashlib
import posixpath
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from attache.build.builder import build
from attache.build.edition import Edition
from attache.core.errors import EvidenceError, InputError, WorkspaceError
from attache.core.workspace import Workspace
from attache.publish.brief import Asked
from attache.publish.csvs import read_csv
from attache.publish.pack import check_place, make_pack, write_pack
from attache.publish.pack.marks import marks_of, pieces
from tests.build.conftest import POSTING, take_in, workspace_with
from tests.publish.brief.conftest import HOSTILE

GERMAN = Asked(countries=("DE",))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Edition]:
    """Three postings, three hostile ones, and a second version of the first."""
    space = workspace_with(tmp_path_factory.mktemp("pack") / "w", 3)
    letters = space.sources / "letters"
    for at, title in enumerate(HOSTILE[:3]):
        text = POSTING.format(title=title, country="德国", name=f"Hostidar{at}", year=2001, n=at + 1)
        (letters / f"hostile-{at}.txt").write_text(text, encoding="utf-8")
    first = letters / "00000.txt"
    first.write_text(first.read_text(encoding="utf-8").replace("固态激光雷达", "机械激光雷达"), encoding="utf-8")
    take_in(space, "2020-06-01T00:00:00Z")
    return space, build(space).edition


@pytest.fixture(scope="module")
def folder(built: tuple[Workspace, Edition], tmp_path_factory: pytest.TempPathFactory) -> Path:
    space, edition = built
    place = tmp_path_factory.mktemp("out") / "pack"
    write_pack(make_pack(edition, GERMAN, space.evidence), place)
    return place


def pages(folder: Path) -> dict[str, LexborHTMLParser]:
    return {
        path.relative_to(folder).as_posix(): LexborHTMLParser(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }


def test_every_link_resolves_inside_the_folder(folder: Path) -> None:
    found = pages(folder)
    ids = {name: {str(one.attributes["id"]) for one in page.css("[id]")} for name, page in found.items()}
    count = 0
    for name, page in found.items():
        for one in page.css("a"):
            path, _, anchor = str(one.attributes["href"]).partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            assert not target.startswith(".."), one.html
            assert (folder / target).is_file(), one.html
            assert not anchor or anchor in ids[target], one.html
            count += 1
        assert page.css("script, iframe, link, form, object, [style], [onerror], [src^=http]") == []
        sources = {str(one.attributes["src"]).partition(",")[0] for one in page.css("img")}
        assert sources <= {"data:image/svg+xml;base64"}
    assert count > 200


def test_what_is_in_it(folder: Path) -> None:
    found = pages(folder)
    postings = [name for name in found if name.startswith("postings/doc-")]
    organisations = [name for name in found if name.startswith("organisations/org-")]
    assert len(postings) == 6
    assert len(organisations) >= 6
    index = found["index.html"]
    assert len(index.css("#postings tbody tr")) == 6
    assert len(index.css("#organisations tbody tr")) == len(organisations)
    assert {path.name for path in (folder / "data").iterdir()} == {
        f"{name}.csv" for name in ("records", "codes", "values", "organisations", "rows")
    }
    assert list((folder / "charts").glob("*.svg"))
    assert "Being sought is not wrongdoing" in (folder / "NOTICE.txt").read_text(encoding="utf-8")
    assert (folder / "citation.bib").read_text(encoding="utf-8").startswith("@misc{")
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9/._-]+", name)] == []


def test_a_posting_shows_its_words_versions_and_captures(folder: Path) -> None:
    page = next(page for page in pages(folder).values() if "机械激光雷达" in page.text() and page.css("#versions"))
    marked = [one.text() for one in page.css(".text mark")]
    assert "激光雷达" in "".join(marked)
    numbers = [str(one.attributes["href"]) for one in page.css(".text sup a")]
    assert numbers
    assert all(page.css_first(number) is not None for number in numbers)
    changed = page.css_first("#versions .diff")
    assert changed is not None
    assert any("固态激光雷达" in one.text() for one in changed.css("del"))
    assert any("机械激光雷达" in one.text() for one in changed.css("ins"))
    assert len(page.css("#captures tbody tr")) == 2
    text = page.css_first(".text")
    assert text is not None
    for contact in ("王某某", "010-00000000", "contact@example.com"):
        assert contact not in page.text(deep=True)


def test_the_text_is_whole_between_marks() -> None:
    text = "abcdefghij"
    codes = [
        {"variable": "v", "value": "x", "coder": "c", "reason": "r", "start": start, "end": end}
        for start, end in ((0, 3), (2, 5), (2, 5), (9, 10), (-1, -1), (5, 99))
    ]
    values = [{"name": "n", "value": "w", "reason": "r", "start": 4, "end": 7}]
    marks = marks_of(text, codes, values, {"v=x": "V = X"})
    assert [(one.start, one.end, one.words) for one in marks] == [
        (0, 3, "abc"),
        (2, 5, "cde"),
        (4, 7, "efg"),
        (9, 10, "j"),
    ]
    found = pieces(text, marks)
    assert "".join(one.text for one in found) == text
    assert [(one.text, one.kind) for one in found] == [
        ("ab", "code"), ("c", "code"), ("d", "code"), ("e", "both"), ("fg", "value"), ("hi", ""), ("j", "code")
    ]  # fmt: skip
    assert [number for one in found for number in one.ending] == [1, 2, 3, 4]


def test_sums_and_evidence_check_with_other_tools(built: tuple[Workspace, Edition], folder: Path) -> None:
    sums = dict(reversed(line.split("  ", 1)) for line in (folder / "SHA256SUMS").read_text().splitlines())  # type: ignore[misc]
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(files) == {*sums, "SHA256SUMS"}
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == known for name, known in sums.items())
    warc = folder / "evidence" / "evidence.warc.gz"
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(warc)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    assert "digest failed" not in checked.stdout
    rows = list(read_csv(folder / "evidence" / "captures.csv"))
    assert len(rows) == 7
    for row in rows:
        command = [sys.executable, "-m", "warcio.cli", "extract", "--payload", str(warc), row["offset"]]
        body = subprocess.run(command, capture_output=True, check=True).stdout
        assert hashlib.sha256(body).hexdigest() == row["sha256"]


def test_tables_are_safe_in_a_spreadsheet(folder: Path) -> None:
    for path in (folder / "data").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                assert not [
                    cell for cell in row if cell[:1] in tuple("=+@\t") or (cell[:1] == "-" and not _number(cell))
                ]
    titles = {row["title"] for row in read_csv(folder / "data" / "records.csv")}
    assert {"德国雷达技术项目1", "德国雷达技术项目2"} <= titles
    rows = list(read_csv(folder / "data" / "rows.csv"))
    assert len({row["row_id"] for row in rows}) == len(rows) > 300


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_a_zip_holds_the_same_bytes(built: tuple[Workspace, Edition], folder: Path, tmp_path: Path) -> None:
    space, edition = built
    for name in ("pack.zip", "again.zip"):
        write_pack(make_pack(edition, GERMAN, space.evidence), tmp_path / name)
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive, zipfile.ZipFile(tmp_path / "again.zip") as again:
        names = [name.removeprefix("pack/") for name in archive.namelist()]
        assert sorted(names) == sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
        for name in names:
            body = archive.read(f"pack/{name}")
            assert body == (folder / name).read_bytes() == again.read(f"again/{name}"), name
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_without_evidence_and_in_chinese(built: tuple[Workspace, Edition], tmp_path: Path) -> None:
    _, edition = built
    place = tmp_path / "p"
    write_pack(make_pack(edition, Asked(organisation="Lidarex1 GmbH"), None, language="zh"), place)
    assert not (place / "evidence" / "evidence.warc.gz").exists()
    index = LexborHTMLParser((place / "index.html").read_text(encoding="utf-8"))
    assert "资料包" in index.text(deep=True)
    assert len(index.css("#postings tbody tr")) == 1
    assert "attache pack --organisation" in index.text(deep=True)


def test_nothing_selected_is_still_a_pack(built: tuple[Workspace, Edition], tmp_path: Path) -> None:
    space, edition = built
    write_pack(make_pack(edition, Asked(countries=("FR",)), space.evidence), tmp_path / "p")
    index = LexborHTMLParser((tmp_path / "p" / "index.html").read_text(encoding="utf-8"))
    assert "No document of this edition belongs to this selection." in index.text(deep=True)


def test_damaged_evidence_is_named_and_nothing_is_left(built: tuple[Workspace, Edition], tmp_path: Path) -> None:
    space, edition = built
    copy = tmp_path / "evidence"
    copy.mkdir()
    for path in space.evidence.glob("*.warc.gz"):
        body = bytearray(path.read_bytes())
        body[len(body) // 2] ^= 0xFF
        (copy / path.name).write_bytes(body)
    with pytest.raises(EvidenceError, match="is not what it was"):
        write_pack(make_pack(edition, GERMAN, copy), tmp_path / "p")
    with pytest.raises(EvidenceError):
        write_pack(make_pack(edition, GERMAN, copy), tmp_path / "p.zip")
    with pytest.raises(WorkspaceError, match="--no-evidence"):
        write_pack(make_pack(edition, GERMAN, tmp_path / "none"), tmp_path / "p")
    assert [path.name for path in tmp_path.iterdir()] == ["evidence"]


def test_places_that_are_refused(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    (tmp_path / "file").write_text("x")
    for name in ("full", "file"):
        with pytest.raises(InputError, match="holds something already"):
            check_place(tmp_path / name)
    with pytest.raises(InputError, match="is in no folder"):
        check_place(tmp_path / "none" / "p")
    (tmp_path / "empty").mkdir()
    check_place(tmp_path / "empty")
