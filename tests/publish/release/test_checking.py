"""A release is checked from its folder alone, and whatever was changed is found and named."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from attache.core.errors import InputError
from attache.publish.release import check_release, open_release
from attache.publish.release.describing import PACKAGE
from attache.publish.release.sums import MANIFEST, files_of, known, listed, write_sums

ALL = ["SHA256SUMS", "release.json", "datapackage.json", "attache.sqlite", "ftm/entities.ftm.json", "NOTICE.txt",
       "codebook.yaml", "csv/codes.csv", "data/codes.parquet", "data/captures.parquet", "evidence/letters.wacz"]  # fmt: skip


def findings(folder: Path) -> tuple[str, ...]:
    return check_release(open_release(folder)).findings


def seal(folder: Path) -> None:
    """Make every digest fit again, as somebody would who changes data on purpose."""
    files = files_of(folder)
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    for one in package["resources"]:
        for file in (one, *([one["attache:parquet"]] if "attache:parquet" in one else [])):
            file |= {"bytes": files[file["path"]]["bytes"], "hash": f"sha256:{files[file['path']]['sha256']}"}
    (folder / PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    files |= {PACKAGE: known(folder / PACKAGE)}
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] = files
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    write_sums(folder, files)


def edit(folder: Path, table: str, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the rows of a Parquet file."""
    path = folder / "data" / f"{table}.parquet"
    found = pq.read_table(path)
    rows = found.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=found.schema), path)


def test_everything_holds_elsewhere(copied: Path) -> None:
    checked = check_release(open_release(copied))
    assert checked.findings == ()
    assert checked.counts["files"] == len(list(listed(copied))) - 1
    assert checked.counts["spans"] > 100
    assert checked.counts["archived"] >= 13
    assert checked.counts["copies"] == 2 * len(list((copied / "data").iterdir()))


def test_the_figures_are_computed_again(copied: Path) -> None:
    checked = check_release(open_release(copied))
    if not checked.remarks:  # this very code has made the release
        tables = ("measures", "claims_compared")
        rows = [pq.read_metadata(copied / "data" / f"{table}.parquet").num_rows for table in tables]
        assert checked.counts["figures"] == sum(rows)
        assert min(rows) > 100


@pytest.mark.parametrize("name", ALL)
def test_a_flipped_byte_is_found_and_named(copied: Path, name: str) -> None:
    raw = bytearray((copied / name).read_bytes())
    raw[random.Random(name).randrange(len(raw))] ^= 1
    (copied / name).write_bytes(raw)
    try:
        found = findings(copied)
    except InputError as error:
        assert name == MANIFEST
        found = (str(error),)
    assert any(name in one for one in found), found


def test_missing_and_strange_files_are_named(copied: Path) -> None:
    (copied / "csv" / "codes.csv").unlink()
    (copied / "csv" / "extra.csv").write_text("a", encoding="utf-8")
    (copied / "data" / "lives.parquet").rename(copied / "kept")
    (copied / "data" / "lives.parquet").symlink_to(copied / "kept")
    found = findings(copied)
    assert [one.split(":")[0] for one in found] == ["csv/codes.csv", "data/lives.parquet", "csv/extra.csv", "kept"]


def test_sums_that_lead_out_of_the_folder_are_refused(copied: Path) -> None:
    (copied.parent / "secret").write_text("x", encoding="utf-8")
    with (copied / "SHA256SUMS").open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 64}  ../secret\n{'0' * 64}  /etc/passwd\nnonsense\n")
    found = findings(copied)
    assert len(found) == 3
    assert all(one.startswith("SHA256SUMS: this is no digest") for one in found)


def _first(**values: Any) -> Callable[[list[dict[str, Any]]], object]:
    return lambda rows: rows[0].update(values)


def _quoted(**values: Any) -> Callable[[list[dict[str, Any]]], object]:
    return lambda rows: next(row for row in rows if row["start"] >= 0).update(values)


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        ("codes", _quoted(quote="别的话"), "codes of doc-"),
        ("amounts", _quoted(as_stated="1亿元"), "amounts of doc-"),
        ("values", _quoted(end=10**6), "values of doc-"),
        ("documents", _first(sha256="0" * 64), "have different digests"),
        ("versions", _first(text="edited"), "does not hash to its SHA-256"),
        ("lives", _first(document_id="doc-elsewhere"), "leads nowhere in documents"),
        ("organisations", lambda rows: rows[1].update(organisation_id=rows[0]["organisation_id"]), "more than once"),
        ("opportunities", lambda rows: rows.pop(), "the manifest says another number"),
        ("opportunities", _first(host_country="FR"), "csv/opportunities.csv"),
        ("opportunities", _first(host_country="FR"), "attache.sqlite: row 1 of the table opportunities"),
    ],
)  # fmt: skip
def test_a_change_with_its_digests_is_found(
    copied: Path, table: str, change: Callable[[list[dict[str, Any]]], object], words: str
) -> None:
    edit(copied, table, change)
    seal(copied)
    found = findings(copied)
    assert any(words in one for one in found), found


def test_a_figure_that_does_not_follow_is_found(copied: Path) -> None:
    if check_release(open_release(copied)).remarks:
        pytest.skip("the code of the measures was changed while this ran")
    edit(copied, "measures", lambda rows: next(row for row in rows if row["n"]).update(n=4711))
    seal(copied)
    assert any("is not what follows from the tables" in one for one in findings(copied))


def test_a_changed_copy_is_found(copied: Path) -> None:
    with closing(sqlite3.connect(copied / "attache.sqlite")) as db:
        db.execute("update opportunities set title = 'another' where rowid = 3")
        db.execute("create view strange as select load_extension('x')")
        db.commit()
    path = copied / "csv" / "opportunities.csv"
    path.write_bytes(path.read_bytes().replace(b",DE,", b",US,", 1))
    seal(copied)
    found = findings(copied)
    assert "csv/opportunities.csv: 1 rows are not those of data/opportunities.parquet." in found
    assert "attache.sqlite: row 3 of the table opportunities is not that of data/opportunities.parquet." in found
    assert "attache.sqlite: there is a table or view strange that no release has." in found


def test_changed_evidence_is_found(copied: Path, tmp_path: Path) -> None:
    path = copied / "evidence" / "letters.wacz"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "new", "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "pages/pages.jsonl":
                data = data.replace(b"json-pages", b"jsom-pages")
            new.writestr(info, data)
    shutil.move(tmp_path / "new", path)
    seal(copied)
    assert findings(copied) == (
        "evidence/letters.wacz: pages/pages.jsonl does not hash to what datapackage.json says.",
    )


@pytest.mark.parametrize("name", ["data/codes.parquet", "attache.sqlite", "csv/codes.csv", "evidence/letters.wacz"])
def test_a_file_of_noise_is_a_finding(copied: Path, name: str) -> None:
    (copied / name).write_bytes(random.Random(3).randbytes(5_000))
    seal(copied)
    found = findings(copied)
    assert found
    assert all(one.endswith(".") for one in found)


def test_another_folder_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no release here"):
        open_release(tmp_path)
    for text in ("", "[]", "{}", '{"attache_release": 99}', "[" * 100_000):
        (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            open_release(tmp_path)
