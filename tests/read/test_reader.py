"""From captures to documents: templates, audit, versions, and the words that prove each value."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.core.records import Capture
from attache.read import reader
from attache.read.reader import ReadRows, SourceHints, read_body, read_unit
from attache.read.shapes import shapes

BODY = (
    "<p>据驻休斯敦总领馆科技组消息，美国Needlix公司从事无针注射器研发，拟融资500万美元，出让10%股权。</p>"
    "<p>该公司希望在华寻找合作伙伴。&nbsp;联系人：某某某 电话：000-00000000</p>"
)


def item(**changes: Any) -> bytes:
    fields = {"ProjectTitle": "美国无针注射项目", "ProjectPublicDate": "2020/7/5", "ProjectContent": BODY}
    return json.dumps(fields | changes, ensure_ascii=False).encode()


def capture(number: int, year: int = 2020) -> Capture:
    return Capture(
        f"cap-{number}", "s", "http://x.example/1", f"{year}-0{number}-01T00:00:00Z", "detail", "1", 200, None,
        "application/json", "utf-8", 10, f"sha-{number}", "w.warc.gz", number,
    )  # fmt: skip


def unit(*bodies: bytes | None, hints: SourceHints | None = None) -> ReadRows:
    shown = [(capture(n), body) for n, body in enumerate(bodies, 1)]
    return read_unit("item-1", "s", "1", shown, hints or SourceHints(), read_key="k")


def proven(rows: ReadRows) -> None:
    texts = {d.document_id: d.text for d in rows.documents}
    for value in rows.values:
        if value.start >= 0:
            assert texts[value.document_id][value.start : value.end] == value.quote != ""
    for amount in rows.amounts:
        assert texts[amount.document_id][amount.start : amount.end] == amount.as_stated
    for mention in rows.mentions:
        assert mention.name in texts[mention.document_id][mention.start : mention.end]


def test_the_template_of_the_site() -> None:
    rows = unit(item())
    (document,) = rows.documents
    assert (document.template, document.title, document.published_on) == (
        "cistc-project",
        "美国无针注射项目",
        "2020-07-05",
    )
    assert (document.mission_id, document.host_country, document.language) == ("us-houston-consulate", "US", "zh")
    assert document.published_reason == "stated field"
    assert "某某某" not in document.text
    assert document.contacts_removed == 2
    assert {(a.kind, a.currency, a.low) for a in rows.amounts} == {
        ("investment_sought", "USD", 5e6),
        ("equity_share", None, 10.0),
    }
    assert any(m.name_latin and "Needlix" in m.name_latin for m in rows.mentions)
    assert rows.readings[0].documents == 1
    assert rows.readings[0].unread is None
    proven(rows)


def test_info_items_have_their_template() -> None:
    body = json.dumps(
        {"InfoTitle": "通知", "InfoPublicDate": "2015/3/2", "InfoContent": "<div>关于举办对接会的通知</div>"}
    )
    (document,) = unit(body.encode()).documents
    assert (document.template, document.published_on, document.title) == ("cistc-info", "2015-03-02", "通知")


def test_a_field_that_no_template_uses_is_reported() -> None:
    assert unit(item(ProjectHits=12, ID=7)).readings[0].unread == "ProjectHits"


def test_an_unstated_date_stays_open_with_its_reason() -> None:
    (document,) = unit(item(ProjectPublicDate="", ProjectContent="<p>公司成立于2016年5月1日。</p>")).documents
    assert document.published_on is None
    assert document.published_reason


def test_a_date_after_the_capture_is_refused() -> None:
    (document,) = unit(item(ProjectPublicDate="2031/1/1")).documents
    assert document.published_on is None


def test_texts_make_versions_and_bytes_do_not() -> None:
    same = item().replace(b"</p>", b"</p>\\n", 1)
    edited = item(ProjectContent=BODY.replace("500万", "800万"))
    rows = unit(item(), same, edited)
    (document,) = rows.documents
    assert document.versions == 2
    assert document.capture_id == "cap-3"
    first, second = rows.versions
    assert (first.number, first.changed, first.capture_id) == (1, "", "cap-1")
    assert "-据驻休斯敦总领馆科技组消息，美国Needlix公司从事无针注射器研发，拟融资500万美元" in second.changed
    assert "+据驻休斯敦总领馆科技组消息，美国Needlix公司从事无针注射器研发，拟融资800万美元" in second.changed
    assert "某某某" not in first.text
    assert {a.low for a in rows.amounts} == {8e6, 10.0}


def test_an_unreadable_capture_does_not_hide_the_one_before() -> None:
    rows = unit(item(), b"\x00\x01\x02" * 50, None)
    assert rows.documents[0].capture_id == "cap-1"
    assert rows.readings[0].refusal is None


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02\x03" * 100, b'{"a": ', None])
def test_what_cannot_be_read_is_a_reasoned_refusal(body: bytes | None) -> None:
    rows = unit(body)
    assert rows.documents == []
    assert rows.readings[0].refusal


def test_a_declared_template_is_demanded() -> None:
    rows = unit(
        b"<html><body><p>500 Internal Server Error</p></body></html>", hints=SourceHints(template="cistc-project")
    )
    assert rows.documents == []
    assert "template cistc-project" in (rows.readings[0].refusal or "")


def test_a_declared_mission_is_taken() -> None:
    (document,) = unit(
        item(ProjectContent="<p>一家公司开发了新材料。</p>"), hints=SourceHints(mission="il-embassy")
    ).documents
    assert document.mission_id == "il-embassy"


def test_a_fault_of_ours_costs_one_item(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise IndexError("somewhere")

    monkeypatch.setattr(reader, "understand", broken)
    assert "IndexError in test_reader.py" in (unit(item()).readings[0].refusal or "")


def test_several_documents_in_one_body() -> None:
    table = "标题,内容\n项目甲,固态激光雷达\n项目乙,量子传感器\n"
    found = read_body(table.encode(), name="list.csv")
    assert [one.title for _, one in found] == ["项目甲", "项目乙"]
    assert len({key for key, _ in found}) == 2


def test_hostile_markup_becomes_plain_words() -> None:
    nasty = "<script>alert(1)</script><p onclick=x>研发<b>激光</b>雷达<img src=x onerror=y></p><style>p{}</style>"
    (document,) = unit(item(ProjectContent=nasty)).documents
    assert document.text == "美国无针注射项目\n研发激光雷达"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_give_documents_or_a_refusal(body: bytes) -> None:
    with suppress(InputError):
        assert read_body(body, name="x")


_words = st.text(st.sampled_from("据驻德国使馆消息，公司2019年7月万欧元融资%股权（Ltd.）A1：\n 雷達"), max_size=200)


@settings(max_examples=80, deadline=None)
@given(_words, _words, _words)
def test_every_span_proves_its_value(title: str, content: str, stated: str) -> None:
    proven(unit(item(ProjectTitle=title, ProjectContent=content, ProjectPublicDate=stated)))


@pytest.mark.parametrize("wrapped", [b"\xef\xbb\xbf" + item(), item().decode().encode("utf-8")])
def test_a_byte_order_mark_does_not_matter(wrapped: bytes) -> None:
    assert shapes(wrapped, name="x")[0].template == "cistc-project"
