from __future__ import annotations

import json
import re
import time
import zlib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from attache.demo import DAYS, HOST, Posting, corpus, declarations, site, write_truth, write_warc

DETAIL = re.compile(r"/handlers/(cistcProjectInfo|cistcInfo)\.ashx\?infoid=(\d+)&contentLenth=&column=(\d+)")
LIST = re.compile(
    r"/handlers/(?:cistcProjectInfoList\.ashx\?columnid=(\d+)&isall=1&keyword="
    r"|cistcMenuInfoList\.ashx\?columnid=(\d+)&isall=1&keyword=&year=)&pagenum=(\d+)"
)


def pages(postings: list[Posting], day: date) -> dict[str, dict[str, Any]]:
    return {url.removeprefix(HOST): json.loads(body) for url, body in site(postings, day).items()}


@pytest.mark.parametrize("day", DAYS)
def test_addresses_and_json_have_the_shape_of_the_handlers(postings: list[Posting], day: date) -> None:
    kinds: Counter[str] = Counter()
    for url, body in pages(postings, day).items():
        if listed := LIST.fullmatch(url):
            key = "Projectlist" if listed[1] else "Infolist"
            assert set(body) == {"Maxpage", "Pagenum", key}
            assert int(body["Pagenum"]) == int(listed[3])
            link = rf"column={listed[1]}&id=\d+" if listed[1] else r"infoDetail\.html\?id=\d+"
            name = "ProjectUrl" if listed[1] else "InfoUrl"
            assert all(re.search(link, item[name]) for item in body[key])
            kinds[key] += 1
        elif detail := DETAIL.fullmatch(url):
            name = "Project" if detail[1] == "cistcProjectInfo" else "Info"
            assert set(body) == {f"{name}Title", f"{name}PublicDate", f"{name}Content"}
            assert (int(detail[3]) in (224, 229)) == (name == "Project")
            kinds[name] += 1
        else:
            assert re.fullmatch(r"/handlers/cistcNavMenu\.ashx\?menuid=\d{3}", url), url
            assert all(menu["MenuName"] for menu in body["menus"])
            kinds["nav"] += 1
    assert kinds["nav"] == 5
    assert min(kinds[k] for k in ("Projectlist", "Infolist", "Project", "Info")) >= 4


@pytest.mark.parametrize("day", DAYS)
def test_lists_lead_to_every_detail_that_was_there_before_the_day(postings: list[Posting], day: date) -> None:
    got = pages(postings, day)
    linked = {
        n for url, body in got.items() if LIST.fullmatch(url) for n in re.findall(r"[?&]id=(\d+)", json.dumps(body))
    }
    there = {m[2] for url in got if (m := DETAIL.fullmatch(url))}
    assert linked <= there
    new = {str(p.info_id) for p in postings if p.published == day}
    assert there - linked <= new


def test_maxpage_drifts_while_pages_are_turned(postings: list[Posting]) -> None:
    drifts = 0
    for day in DAYS:
        got = [(url, body) for url, body in pages(postings, day).items() if "columnid=229" in url]
        drifts += len({body["Maxpage"] for _, body in got}) > 1
        ids = [n for _, body in got for n in re.findall(r"id=(\d+)", json.dumps(body))]
        assert len(ids) == sum(len(body["Projectlist"]) for _, body in got)
        if len({body["Maxpage"] for _, body in got}) > 1:
            assert len(ids) > len(set(ids))
    assert drifts >= 1


def test_pages_show_no_truth(postings: list[Posting]) -> None:
    for url, body in pages(postings, DAYS[-1]).items():
        if DETAIL.fullmatch(url):
            assert not re.search("inbound_offer|joint_rd|technology_field|truth", json.dumps(body))


def test_withdrawals_edits_and_returns_show_between_days(postings: list[Posting]) -> None:
    first, second, third = (pages(postings, day) for day in DAYS)
    details = [url for url in first if DETAIL.fullmatch(url)]
    assert sum(url not in second for url in details) >= 8
    assert sum(url not in second and url in third for url in details) >= 2
    assert sum(url in second and first[url] != second[url] for url in details) >= 8
    assert sum(DETAIL.fullmatch(url) is not None and url not in first for url in second) >= 15


def test_an_empty_site_still_answers() -> None:
    got = pages([], date(2020, 1, 1))
    assert sum(url.endswith("pagenum=1") for url in got) == 5
    assert all(body["Maxpage"] == "1" for url, body in got.items() if LIST.fullmatch(url))


@pytest.fixture(scope="module")
def warc(postings: list[Posting], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("warc") / "demo.warc.gz"
    write_warc(path, postings, DAYS)
    return path


def test_the_same_postings_give_the_same_bytes(postings: list[Posting], warc: Path, tmp_path: Path) -> None:
    write_warc(tmp_path / "again.warc.gz", postings, DAYS)
    assert (tmp_path / "again.warc.gz").read_bytes() == warc.read_bytes()


def test_every_response_is_marked_and_has_its_request(warc: Path) -> None:
    seen: Counter[str] = Counter()
    answered: dict[str, str] = {}
    for record in ArchiveIterator(str(warc)):
        seen[record.headers["WARC-Type"]] += 1
        if record.record_type == WarcRecordType.warcinfo:
            assert b"synthetic: true" in record.reader.read()
        elif record.record_type == WarcRecordType.response:
            assert record.http_headers.get("X-Attache-Synthetic") == "1"
            assert record.headers["WARC-Target-URI"].startswith(HOST)
            answered[record.record_id] = record.headers["WARC-Target-URI"]
        else:
            assert answered[record.headers["WARC-Concurrent-To"]] == record.headers["WARC-Target-URI"]
    assert seen["warcinfo"] == 1
    assert seen["response"] == seen["request"] == len(answered) > 1200


def test_digests_hold(warc: Path) -> None:
    records = 0
    for record in ArchiveIterator(str(warc), parse_http=False):
        assert record.headers.get("WARC-Block-Digest", "").startswith("sha1:")
        assert record.verify_block_digest()
        records += 1
    assert records > 2400


def test_one_gzip_member_per_record_and_nothing_of_the_real_host(warc: Path) -> None:
    raw, members = warc.read_bytes(), 0
    while raw:
        inflate = zlib.decompressobj(31)
        part = inflate.decompress(raw)
        assert part.startswith(b"WARC/1.1\r\n")
        assert part.count(b"\r\nWARC-Type: ") == 1
        assert b"cistc.gov.cn" not in part
        raw, members = inflate.unused_data, members + 1
    assert members == 1 + 2 * ((members - 1) // 2)


def test_each_day_replays_what_the_site_answered(postings: list[Posting], warc: Path) -> None:
    days: dict[str, dict[str, bytes | None]] = {}
    for record in ArchiveIterator(str(warc), record_types=WarcRecordType.response):
        status, body = record.http_headers.status_code, record.reader.read()
        answers = days.setdefault(record.headers["WARC-Date"][:10], {})
        url = record.headers["WARC-Target-URI"]
        assert url not in answers
        answers[url] = body if status == 200 else None
    assert sorted(days) == [day.isoformat() for day in DAYS]
    for day in DAYS:
        answers = days[day.isoformat()]
        assert answers[f"{HOST}/robots.txt"] is None
        assert {url: body for url, body in answers.items() if body is not None} == site(postings, day)
    missing = [url for url, body in days[DAYS[1].isoformat()].items() if body is None]
    assert sum(DETAIL.search(url) is not None for url in missing) >= 8


def test_the_collector_replays_it(warc: Path) -> None:
    collect = pytest.importorskip("attache.collect.replay")
    exchange = pytest.importorskip("attache.collect.exchange")
    fetcher = collect.ReplayFetcher(warc, as_of=DAYS[0].isoformat())
    answer = fetcher.fetch(exchange.Request(f"{HOST}/handlers/cistcNavMenu.ashx?menuid=229"))
    assert answer.status == 200
    assert answer.synthetic is True
    assert json.loads(answer.body)["menus"][-1]["MenuName"] == "驻外科技机构推荐项目"


def test_the_collector_finds_what_was_there(postings: list[Posting], warc: Path, tmp_path: Path) -> None:
    sources = pytest.importorskip("attache.collect.sources")
    run = pytest.importorskip("attache.collect.run")
    evidence = pytest.importorskip("attache.collect.evidence").Evidence(tmp_path / "evidence")
    replay = pytest.importorskip("attache.collect.replay")
    for name, text in declarations().items():
        (tmp_path / name).write_text(text, "utf-8")
    for day in DAYS:
        fetcher = replay.ReplayFetcher([warc], as_of=day.isoformat())
        for source in sources.load_sources(tmp_path).values():
            report = run.collect(source, evidence, fetcher, now=fetcher.now)
            column = int(source.id.removeprefix("synthetic-"))
            there = {str(p.info_id) for p in postings if p.column == column and p.at(day) and p.published < day}
            assert {key.rpartition("-")[2] for key in report.sweep.seen} == there
            assert not report.failed
            assert report.sweep.complete == (column != 229 or day != DAYS[0])


def test_truth_is_written_beside_the_pages(postings: list[Posting], tmp_path: Path) -> None:
    write_truth(tmp_path / "truth.jsonl", postings)
    rows = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()]
    assert [row["info_id"] for row in rows] == [posting.info_id for posting in postings]
    assert all(row["synthetic"] is True and row["url"].startswith(HOST) for row in rows)
    assert {row["direction"] for row in rows} == {"inbound_offer", "outbound_demand", "event_notice", "other"}


def test_it_is_fast(tmp_path: Path) -> None:
    start = time.process_time()
    write_warc(tmp_path / "demo.warc.gz", corpus(), DAYS)
    assert time.process_time() - start < 5
