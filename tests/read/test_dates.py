"""Dates: the table of styles, the rules of publication, hostile text, and real pages."""

from __future__ import annotations

import csv
import gzip
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.core.text import normalise
from attache.read.dates import PartialDate, find, parse, parse_stated, published

SHARED = Path(__file__).parents[2].parent / "shared"
STYLES = list(csv.DictReader(Path(__file__).with_name("date_styles.csv").read_text(encoding="utf-8").splitlines()))
LATEST = 2026


def iso(day: PartialDate | None) -> str:
    return day.iso if day else ""


def when(**page: Any) -> tuple[str, str]:
    page = {"title": "某国激光雷达公司寻求合作", "body": "该公司研发激光雷达。\n欢迎合作。"} | page
    day, rule, span = published(latest=LATEST, **page)
    assert rule
    if span:
        assert span.of(page["body"]).strip()
    return iso(day), rule


def test_the_table_is_written_out() -> None:
    assert len(STYLES) >= 80
    assert sum(not row["expected"] for row in STYLES) >= 20


@pytest.mark.parametrize("row", STYLES, ids=[f"{row['style']}: {row['text']}" for row in STYLES])
def test_styles(row: dict[str, str]) -> None:
    assert iso(parse(row["text"])) == row["expected"]
    assert when(body=f"某公司\n发布时间：{row['text']}\n某公司研发激光雷达。\n欢迎合作。")[0] == row["expected"]
    assert when(lead=f"某国激光雷达公司寻求合作\n日期：{row['text']}")[0] == row["expected"]


def test_find_gives_every_date_with_its_words() -> None:
    text = "2019年7月15日成立，二〇二〇年三月融资，2021-05-28在Paris, on 3 June 2022 and 30 ноября 2023 г.签约。"
    assert [(d.date.iso, d.span.of(text)) for d in find(text)] == [
        ("2019-07-15", "2019年7月15日"),
        ("2020-03", "二〇二〇年三月"),
        ("2021-05-28", "2021-05-28"),
        ("2022-06-03", "3 June 2022"),
        ("2023-11-30", "30 ноября 2023"),
    ]


@pytest.mark.parametrize("text", ["15 augu\u017ft 2019", "Augu\u017ft 15, 2019", "15 AUGUST 2019"])
def test_odd_letters(text: str) -> None:
    assert iso(parse(text)) == "2019-08-15"


def test_find_takes_ranges_whole() -> None:
    (found,) = find("展会于2019年7月30日至8月2日举行")
    assert (found.date.iso, found.until and found.until.iso, found.style) == ("2019-07-30", "2019-08-02", "range")


@pytest.mark.parametrize(
    "text",
    ["拥有2000年历史", "编号20190715", "见2019.07节", "03/04/2019", "2019年2月30日", "专利ZL201910123456.7", "7月15日"],
)
def test_find_leaves_numbers_alone(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("parts", [(2019, 2, 30), (2019, 13, None), (2019, None, 5), (0, None, None)])
def test_there_are_no_impossible_dates(parts: tuple[int, int | None, int | None]) -> None:
    with pytest.raises(ValueError, match=r"no"):
        PartialDate(*parts)


def test_precision() -> None:
    day, month, year = PartialDate(2019, 7, 15), PartialDate(2019, 7), PartialDate(2019)
    assert [d.precision for d in (day, month, year)] == ["day", "month", "year"]
    assert day.refines(month)
    assert not month.refines(day)
    assert not day.refines(PartialDate(2018))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2012/4/18", "2012-04-18"),
        ("2012/4/18 0:00:00", "2012-04-18"),
        (1563148800000, "2019-07-15"),
        (1563120000000, "2019-07-15"),
        (1563148800, "2019-07-15"),
        ("/Date(1563148800000)/", "2019-07-15"),
        ("/Date(1563148800000+0800)/", "2019-07-15"),
        ("/Date(1563148800000-0800)/", "2019-07-14"),
        ("20190715", "2019-07-15"),
        ("03/04/2019", ""),
        ("2019-07-15 至 2019-07-18", ""),
        ("-", ""),
        ("待定", ""),
        (10**30, ""),
    ],
)
def test_stated_fields(value: object, expected: str) -> None:
    day, why = parse_stated(value)
    assert iso(day) == expected
    assert expected or why


@pytest.mark.parametrize(
    ("page", "expected", "rule"),
    [
        ({"stated": "2012/4/18", "meta": {"PubDate": "2013-01-01"}}, "2012-04-18", "stated"),
        ({"stated": "未知", "meta": {"PubDate": "2013-01-01"}}, "2013-01-01", "pubdate"),
        ({"stated": "1970-01-01"}, "", "empty date"),
        ({"stated": "1931-09-18"}, "", "outside"),
        ({"stated": "2031-09-18"}, "", "outside"),
        ({"stated": "03/04/2019"}, "", "ambiguous"),
        ({"meta": {"article:published_time": "2019-07-15T08:00:00+08:00"}}, "2019-07-15", "article:published_time"),
        ({"meta": {"article:modified_time": "2019-07-15"}}, "2019-07-15", "modified"),
        ({"meta": {"jsonld:datePublished": "2019-07-15"}}, "2019-07-15", "jsonld"),
        ({"meta": {"jsonld:dateModified": "2020-01-01"}, "lead": "2019-07-15 10:20"}, "2019-07-15", "under the title"),
        ({"lead": "发布时间：2019-07-15 10:20 来源：某报 浏览：123"}, "2019-07-15", "发布时间"),
        ({"lead": "浏览次数：123发布时间：2019-07-15来源：某报"}, "2019-07-15", "发布时间"),
        ({"lead": "發佈日期：2019-07-15"}, "2019-07-15", "发布日期"),
        ({"lead": "发 布 时 间 ： 2019-07-15"}, "2019-07-15", "发布时间"),
        ({"lead": "发布时间：\n2019-07-15 10:09:11"}, "2019-07-15", "发布时间"),
        ({"lead": "成文日期：2019年7月10日 发布日期：2019年7月15日"}, "2019-07-15", "发布日期"),
        ({"lead": "来源：某报 2019-07-15 10:20"}, "2019-07-15", "under the title"),
        ({"lead": "2019-07-15 10:20:05 来源:\n某报\n326\n分享"}, "2019-07-15", "under the title"),
        ({"lead": "[日期：2019-07-15] 【字体：大 中 小】"}, "2019-07-15", "日期"),
        ({"lead": "日期 2019-07-15"}, "2019-07-15", "日期"),
        ({"body": "2019年7月15日发布\n该公司研发激光雷达。\n欢迎合作。"}, "2019-07-15", "date line"),
        ({"body": "2019年7月15日某公司发布新品\n该公司研发激光雷达。\n欢迎合作。"}, "", "no publication date"),
        ({"lead": "2019-05-17 · 某报\n分享到"}, "2019-05-17", "under the title"),
        ({"lead": "2019年09月11日某传媒时政新闻 1665 0"}, "2019-09-11", "under the title"),
        ({"tail": "2019-09-08 11:42:03\n举报"}, "2019-09-08", "under the body"),
        ({"tail": "相关文章\n2019-09-08 11:42:03\n举报"}, "", "no publication date"),
        ({"meta": {"pubdate": "2019-11-19T01:30:00Z"}}, "2019-11-19", "meta pubdate"),
        ({"meta": {"pubdate": "2019-11-19T01:30:00Z"}, "lead": "Nov. 18, 2019"}, "2019-11-18", "in UTC"),
        ({"meta": {"pubdate": "2019-11-19T01:30:00+08:00"}, "lead": "Nov. 18, 2019"}, "2019-11-19", "meta pubdate"),
        ({"meta": {"pubdate": "2019-11-19T01:30:00Z"}, "lead": "Nov. 10, 2019"}, "2019-11-19", "meta pubdate"),
        ({"meta": {"pubdate": "2019-07-14T16:00:00.000Z"}}, "2019-07-15", "meta pubdate"),
        ({"meta": {"datecreated": "2019-07-14"}, "lead": "2019-07-15 10:20"}, "2019-07-15", "under the title"),
        ({"meta": {"datecreated": "2019-07-14"}}, "2019-07-14", "datecreated"),
        ({"lead": "今天是2021年10月7日 星期四\n2020-11-23 10:22:14 出处：某报"}, "2020-11-23", "under the title"),
        ({"lead": "2021年10月7日 星期四"}, "", "no publication date"),
        ({"lead": "2021-10-07\n2019-10-01\n2018-03-04"}, "", "several"),
        ({"lead": "更新时间：2020-01-02"}, "2020-01-02", "modified"),
        ({"lead": "更新时间：2020-01-02", "url": "http://example.com/t20191231_1.html"}, "2019-12-31", "address"),
        ({"lead": "发布时间：7月15日"}, "", "without a year"),
        ({"lead": "发布时间：7月15日", "url": "http://example.com/2019-07/15/c_1.htm"}, "2019-07-15", "发布时间"),
        ({"lead": "发布时间：7月15日", "url": "http://example.com/2019-09/15/c_1.htm"}, "2019-09-15", "address"),
        ({"lead": "发布时间：03/04/2019"}, "", "ambiguous"),
        ({"lead": "PUBLISHED: 00:01, Tue, Nov 19, 2019 | UPDATED: 10:43, Wed"}, "2019-11-19", "published"),
        ({"body": "28 May 2022\nJane Roe\nThe embassy acts as a broker."}, "2022-05-28", "date line"),
        ({"body": "Published 28 May 2021\nFor half a century the state has bought."}, "2021-05-28", "published"),
        ({"body": "The order was signed Thursday (June 3).\nIt bars investment."}, "", "no publication date"),
        ({"body": "The November report says so.\nIn 2019, guidelines were issued."}, "", "no publication date"),
        ({"body": "该公司成立于2010年3月5日。\n2015年7月1日获得投资。"}, "", "no publication date"),
        ({"body": "2019年7月15日，该公司宣布融资。\n欢迎合作。"}, "", "no publication date"),
        ({"body": "新华社北京2019年7月15日电（记者某某）该公司宣布。"}, "2019-07-15", "dateline"),
        ({"body": "新华社北京7月15日电（记者某某）该公司宣布。"}, "", "without a year"),
        (
            {"body": "新华社北京7月15日电 该公司宣布。", "url": "http://example.com/201907/c_1.htm"},
            "2019-07-15",
            "dateline",
        ),
        ({"body": "BEIJING, July 15, 2019 (Xinhua) -- The firm said."}, "2019-07-15", "dateline"),
        ({"body": "时间：2019年9月5日\n地点：某市\n会议主题：激光"}, "", "no publication date"),
        ({"body": "活动时间：2019年9月5日\n欢迎参加"}, "", "no publication date"),
        ({"body": "截止日期：2019年9月5日\n欢迎参加"}, "", "no publication date"),
        ({"body": "论文发表于2019年7月15日。\n欢迎合作"}, "", "no publication date"),
        ({"body": "敦促美方停止发表2018年度报告，维护关系。"}, "", "no publication date"),
        (
            {"body": "研发雷达。\n可以量产。\n欢迎合作。\n驻某国大使馆科技处\n二〇一九年七月十五日"},
            "2019-07-15",
            "signature",
        ),
        ({"body": "该公司研发激光雷达。\n驻某国大使馆科技处 2019年7月15日"}, "2019-07-15", "signature"),
        (
            {"body": "该公司研发雷达。\n可以量产。\n某市科技局\n2019年7月15日\n附件：需求表.doc"},
            "2019-07-15",
            "signature",
        ),
        ({"body": "相关文章如下。\n甲\n2019-07-15\n乙\n2019-07-16\n丙\n2019-07-17"}, "", "several"),
        ({"body": "该公司研发激光雷达。\n（来源：某日报 2019-07-15）"}, "2019-07-15", "line"),
        ({"tail": "发布日期：2019-03-06\n责任编辑：某某"}, "2019-03-06", "发布日期"),
        ({"title": "2016年9月5日外交部发言人主持例行记者会"}, "2016-09-05", "title"),
        ({"title": "外交部发言人答记者问（2016年9月5日）"}, "2016-09-05", "title"),
        ({"title": "2016年9月5日至7日某展会简报"}, "", "no publication date"),
        ({"title": "2030年规划公报"}, "", "no publication date"),
        ({"url": "https://www.example.com/art/2023/9/27/art_1_2.html"}, "2023-09-27", "address"),
        ({"url": "https://www.example.com/a/t20190715_1.html"}, "2019-07-15", "address"),
        ({"url": "https://www.example.com/n1/2019/0715/c1-2.html"}, "2019-07-15", "address"),
        ({"url": "https://www.example.com/201907/a.html"}, "", "no publication date"),
        ({"url": "https://www.example.com/20190715/t20190716_1.html"}, "", "no publication date"),
        ({"url": "https://www.example.com/a?d=2019-07-15"}, "", "no publication date"),
        ({"stated": "2019-07", "lead": "发布时间：2019-07-15"}, "2019-07-15", "made exact"),
        ({"stated": "2019-07", "lead": "发布时间：2019-08-15"}, "2019-07", "stated"),
        (
            {
                "title": "Лазерный локатор",
                "body": "Компания разработала лазерный локатор для беспилотных машин.",
                "lead": "03.04.2019",
            },
            "2019-04-03",
            "under the title",
        ),
    ],
)
def test_publication(page: dict[str, Any], expected: str, rule: str) -> None:
    got, why = when(**page)
    assert got == expected, why
    assert rule in why


def test_years_are_bounded_by_next_year_unless_told() -> None:
    assert iso(published(title="甲", body="乙", stated="2999-01-01")[0]) == ""
    assert iso(published(title="甲", body="乙", stated="2999-01-01", latest=3000)[0]) == "2999-01-01"


@given(st.text(alphabet="2019年月日七〇一二十-/. :，至July 5民國令和(（\n发布时间：", max_size=60))
def test_any_text_gives_possible_dates_with_their_words(text: str) -> None:
    found = find(text)
    assert [d.span for d in found] == sorted(d.span for d in found)
    for one in found:
        assert iso(one.date)
        assert len(one.span.of(text)) == len(one.span) > 3
    parse(text)
    day, rule, span = published(title=text[:20], body=text, lead=text, tail=text, stated=text, url=text, latest=LATEST)
    assert rule
    assert span is None or (day and span.end <= len(text))


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_what_is_written_is_read(day: date) -> None:
    expected = PartialDate(day.year, day.month, day.day)
    for form in ("{0.year}年{0.month}月{0.day}日", "{0.year}-{0.month:02}-{0.day:02}", "{0:%B} {0.day}, {0.year}"):
        assert parse(form.format(day)) == expected


PLAIN = ("1", "1,", "一")


@pytest.mark.parametrize(
    "piece", ["1", "1,", "一", "2019 ", "二〇一九年", "May ", "1-", "年", "民國", " ", "发布时间："]
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * ((1_000_000 if piece in PLAIN else 200_000) // len(piece))
    began = time.perf_counter()
    find(text)
    published(title=text, body=text, lead=text, tail=text, stated=text, url=text, meta={"pubdate": text})
    assert time.perf_counter() - began < 10


def rows(name: str) -> list[dict[str, Any]]:
    path = SHARED / "data" / "docs" / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


@pytest.mark.accuracy
def test_ministry_remarks() -> None:
    pages = rows("mfa_remarks")
    right = 0
    for page in pages:
        day, _, _ = published(title=page["title"], body=normalise(page["text"]), url=page["url"], latest=LATEST)
        right += iso(day) == (page["date"] or "")
    assert right / len(pages) >= 0.995


@pytest.mark.accuracy
def test_no_date_is_invented_for_technology_needs() -> None:
    for need in rows("bdci_tech_needs"):
        assert published(title=need["title"], body=normalise(need["text"]), latest=LATEST)[0] is None


@pytest.mark.accuracy
@pytest.mark.parametrize(
    ("name", "expected"),
    [("000", ""), ("001", "2022-05-28"), ("002", ""), ("003", "2021-05-28"), ("004", "")],
)
def test_seed_articles(name: str, expected: str) -> None:
    path = SHARED / "seeds" / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    title, _, body = normalise(path.read_text(encoding="utf-8")).partition("\n")
    assert iso(published(title=title, body=body, latest=LATEST)[0]) == expected
