"""WACZ: what is in it is what is in the evidence, where the index says, and nothing else."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given
from hypothesis import strategies as st

from attache.collect.evidence import Evidence
from attache.collect.exchange import Request, Response
from attache.core.errors import EvidenceError
from attache.core.records import Capture
from attache.publish.wacz import ARCHIVE, Kept, surt, write_wacz

PAGES = [
    ("https://www.example.org/b?z=2&a=1", "2020-01-01T00:00:00Z", "text/html; charset=gb2312", "一"),
    ("https://example.org/a", "2020-01-02T00:00:00.5Z", "text/html", "二"),
    ("https://example.org/a", "2020-01-01T00:00:00Z", "application/json", '{"x": 1}'),
    ("https://例子.example:8443/目录/页?q=雷达", "2020-01-03T00:00:00Z", "text/plain", "三"),
]


def kept(capture: Capture, **other: Any) -> Kept:
    fields = {name: getattr(capture, name) for name in ("capture_id", "captured_at", "warc", "offset", "sha256")}
    return Kept(**{**fields, "title": "题目", **other})


@pytest.fixture
def captures(tmp_path: Path) -> list[Capture]:
    evidence = Evidence(tmp_path / "evidence")
    with evidence.writer():
        found = [
            evidence.append(
                "letters",
                Response(
                    Request(url, "detail", str(n)),
                    url,
                    200,
                    "OK",
                    (("Content-Type", kind),),
                    body.encode(),
                    "HTTP/1.1",
                    at,
                ),
            )
            for n, (url, at, kind, body) in enumerate(PAGES)
        ]
        file = evidence.append_file(
            "letters", "file:a.txt", b"words", "text/plain", "a", "item", at="2020-01-04T00:00:00Z"
        )
    return [*found, file]


def written(tmp_path: Path, captures: list[Capture], name: str = "x.wacz") -> zipfile.ZipFile:
    path = tmp_path / name
    assert write_wacz(path, tmp_path / "evidence", map(kept, captures), "title", "words") == len(captures)
    return zipfile.ZipFile(path)


def test_as_the_specification_has_it(tmp_path: Path, captures: list[Capture]) -> None:
    with written(tmp_path, captures) as file:
        assert file.testzip() is None
        names = file.namelist()
        assert names == [
            ARCHIVE,
            "indexes/index.cdx.gz",
            "pages/pages.jsonl",
            "datapackage.json",
            "datapackage-digest.json",
        ]
        assert file.getinfo(ARCHIVE).compress_type == zipfile.ZIP_STORED
        raw = file.read("datapackage.json")
        package = json.loads(raw)
        sealed = json.loads(file.read("datapackage-digest.json"))
        assert sealed == {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}
        assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
        assert package["created"] == "2020-01-04T00:00:00Z"
        assert [one["path"] for one in package["resources"]] == names[:3]
        for one in package["resources"]:
            data = file.read(one["path"])
            assert (one["hash"], one["bytes"]) == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
        head, *pages = map(json.loads, file.read("pages/pages.jsonl").splitlines())
        assert head["format"] == "json-pages-1.0"
        assert {page["id"] for page in pages} == {one.capture_id for one in captures}
        assert all(page["title"] == "题目" and page["ts"].endswith("Z") for page in pages)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evidence", "x.wacz"]


def test_the_index_leads_to_each_record(tmp_path: Path, captures: list[Capture]) -> None:
    with written(tmp_path, captures) as file:
        archive = file.read(ARCHIVE)
        lines = gzip.decompress(file.read("indexes/index.cdx.gz")).decode().splitlines()
    assert lines == sorted(lines)
    bodies = {}
    for line in lines:
        key, moment, text = line.split(" ", 2)
        row = json.loads(text)
        part = archive[int(row["offset"]) : int(row["offset"]) + int(row["length"])]
        record = next(iter(ArchiveIterator(io.BytesIO(part), record_types=WarcRecordType.any_type)))
        body = record.reader.read()
        assert record.headers["WARC-Target-URI"] == row["url"]
        assert surt(row["url"]) == key
        assert len(moment) == 14
        assert row["filename"] == "data.warc.gz"
        assert row["status"] == "200"
        bodies[row["url"], moment] = (body, row["mime"])
    assert len(bodies) == len(captures)
    assert bodies["https://example.org/a", "20200101000000"] == (b'{"x": 1}', "application/json")
    assert bodies["file:a.txt", "20200104000000"] == (b"words", "text/plain")


def test_the_same_captures_give_the_same_bytes(tmp_path: Path, captures: list[Capture]) -> None:
    written(tmp_path, captures).close()
    written(tmp_path, captures[::-1], "y.wacz").close()
    assert (tmp_path / "x.wacz").read_bytes() == (tmp_path / "y.wacz").read_bytes()


@pytest.mark.parametrize(
    "other", [{"sha256": "0" * 64}, {"offset": 3}, {"warc": "attache-000009.warc.gz"}, {"offset": 10**9}]
)
def test_a_record_that_is_not_what_it_was_stops_it(
    tmp_path: Path, captures: list[Capture], other: dict[str, Any]
) -> None:
    with pytest.raises(EvidenceError, match="is not what it was"):
        write_wacz(tmp_path / "x.wacz", tmp_path / "evidence", [kept(captures[1], **other)], "t", "d")
    assert [path.name for path in tmp_path.iterdir()] == ["evidence"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/", "org,example)/"),
        ("http://www2.example.org/a/b/?B=2&a=1", "org,example)/a/b?a=1&b=2"),
        ("http://example.org:8080/x", "org,example:8080)/x"),
        ("https://example.org:443/x#part", "org,example)/x"),
        ("https://example.org", "org,example)/"),
        ("https://例子.example/", "example,xn--fsqu00a)/"),
        ("file:a.txt", "file:a.txt"),
    ],
)  # fmt: skip
def test_keys_of_addresses(url: str, key: str) -> None:
    assert surt(url) == key


@given(st.text())
def test_any_address_has_a_key(text: str) -> None:
    assert isinstance(surt(f"http://{text}"), str)
