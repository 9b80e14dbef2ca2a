"""Main text, title and surroundings of pages in the layouts that Chinese ministries, provinces and papers use."""

from __future__ import annotations

import gzip
import json
import re
import statistics
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.core.text import normalise
from attache.read.choice import choose
from attache.read.embedded import embedded
from attache.read.features import LOCAL, local, measure
from attache.read.inside import INSIDE
from attache.read.main_text import find, main_text, shown
from attache.read.model import MODEL, model_of
from attache.read.page import page
from attache.read.tree import LIMIT, parse
from attache.read.weights import INSIDE_WEIGHTS, LOCAL_WEIGHTS

TITLE = "以色列某公司寻求水处理膜技术合作伙伴"
BODY = [
    "以色列一家成立于2012年的水处理企业，研发出一种低能耗的反渗透膜，可将海水淡化的单位能耗降低三成左右。",
    "该技术已在地中海沿岸的两座试验站连续运行18个月，产水量稳定，膜的更换周期由两年延长到四年。",
    "企业希望在中国寻找具备规模化生产能力的合作伙伴，合作方式包括技术许可、合资建厂和共同研发，拟投入资金约500万美元。",
    "有意者请于2019年9月30日前提交合作意向书，并说明本单位在膜材料、装备制造或工程应用方面的基础。",
]
NAV = "".join(
    f'<li><a href="/c{n}/">{name}</a></li>'
    for n, name in enumerate(("首页", "机构概况", "新闻动态", "政策法规", "办事服务", "互动交流"))
)
LINKS = "".join(
    f'<li><a href="/art/{n}.html">第{n}届国际技术转移大会在某市举行，多国代表参会</a><span>07-{n:02}</span></li>'
    for n in range(1, 9)
)
FOOT = "<div class='footer'><p>版权所有：某省科学技术厅 主办单位：某省科学技术厅</p><p>网站标识码：0000000000 某ICP备00000000号 联系我们 网站地图</p></div>"
INFO = "<div class='info'>发布时间：2019-07-15　来源：某省科学技术厅　字体：【大 中 小】　<a href='#'>打印</a>　分享到：<a href='#'>微信</a></div>"


def whole(inner: str, *, title: str = f"{TITLE}_某省科学技术厅", head: str = "") -> str:
    return f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>{head}
    <style>p{{text-indent:2em}}</style><script>var a = "不是正文，不是正文。";</script></head><body>{inner}</body></html>"""


def paragraphs(lines: list[str], tag: str = "p") -> str:
    return "".join(f"\n  <{tag}>　　{line}</{tag}>" for line in lines)


def site(main: str) -> str:
    top = f"<div class='top'><ul>{NAV}</ul></div><div class='crumb'>您所在的位置：<a href='/'>首页</a> &gt; <a>新闻动态</a></div>"
    return whole(f"{top}{main}<div class='xgxw'><h3>相关新闻</h3><ul>{LINKS}</ul></div>{FOOT}")


TABLES = f"""<table width=980><tr><td width=200 valign=top><table>{"".join(f"<tr><td><a href='{n}'>科技合作栏目{n}</a></td></tr>" for n in range(9))}
</table></td><td><table><tr><td align=center><b><font size=4>{TITLE}</font></b></td></tr>
<tr><td align=center>2019-7-15 8:30:00　阅读次数：123</td></tr>
<tr><td><font size=3>　　{"<br><br>　　".join(BODY)}</font></td></tr><tr><td align=right><a href='javascript:close()'>关闭窗口</a></td></tr>
</table></td></tr></table><center>Copyright 2005 某市科学技术局 版权所有</center>"""
SPANS = "".join(
    f'<p class="MsoNormal"><span style="font-family:宋体"><span lang="EN-US">　　</span>{line[:20]}<b>{line[20:26]}</b><span>{line[26:]}</span></span></p>'
    for line in BODY
)
SECTIONS = "".join(f"<section><section><p><span>{line}</span></p></section></section>" for line in BODY)
COMMENTS = "".join(
    f"<div class='comment-item'><a>网友{n}</a><p>我觉得这个项目很好，希望能早日在国内落地，造福更多的人。</p></div>"
    for n in range(6)
)

LAYOUTS = {
    "trs editor": site(
        f"<div class='article'><h1>{TITLE}</h1>{INFO}<div class='TRS_Editor'>{paragraphs(BODY)}</div></div>"
    ),
    "no known class": site(
        f"<div class='k1'><div class='k2'>{TITLE}</div>{INFO}<div class='k3'>{paragraphs(BODY)}</div></div>"
    ),
    "line breaks in a div": site(f"<h1>{TITLE}</h1>{INFO}<div id='zoom'>　　{'<br/>　　'.join(BODY)}</div>"),
    "a div for each paragraph": site(f"<h2>{TITLE}</h2>{INFO}<div id='content'>{paragraphs(BODY, 'div')}</div>"),
    "spans of a word processor": site(f"<h1>{TITLE}</h1>{INFO}<div class='pages_content'>{SPANS}</div>"),
    "nested sections": whole(
        f"<h2 id='activity-name'>{TITLE}</h2><div id='js_content' style='visibility: hidden'>{SECTIONS}</div>"
    ),
    "tables for layout": whole(TABLES),
    "text in the body": whole(f"{TITLE}<br>{'<p>'.join(['', *BODY])}"),
    "with comments": site(
        f"<h1>{TITLE}</h1>{INFO}<article>{paragraphs(BODY)}</article><div id='comments'>{COMMENTS}</div>"
    ),
    "hidden until shown": whole(
        f"<ul>{NAV}</ul><h1>{TITLE}</h1><div id='app' style='display:none'>{paragraphs(BODY)}</div>{FOOT}"
    ),
    "for browsers without scripts": whole(
        f"<ul>{NAV}</ul><div id='root'></div><noscript>{paragraphs(BODY)}</noscript>{FOOT}"
    ),
    "in a text area": whole(f"<ul>{NAV}</ul><textarea id='c'>{paragraphs(BODY).replace('<', '&lt;')}</textarea>{FOOT}"),
    "in a template script": whole(f"<ul>{NAV}</ul><script type='text/html'>{paragraphs(BODY)}</script>{FOOT}"),
    "in JSON": whole(
        f"<ul>{NAV}</ul><script>window.D = {json.dumps({'id': 7, 'content': paragraphs(BODY)})}</script>{FOOT}"
    ),
    "in escaped JSON": whole(
        f"<ul>{NAV}</ul><script>D = {{articleInfo: {{content: '{paragraphs(BODY).replace('<', '&lt;').replace(chr(10), '')}'}}}}</script>"
    ),
    "in JSON-LD": whole(
        f"<ul>{NAV}</ul>{FOOT}",
        head=f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "articleBody": chr(10).join(BODY)})}</script>',
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_text_is_the_paragraphs_and_nothing_else(layout: str) -> None:
    assert main_text(LAYOUTS[layout]).split("\n") == BODY


@pytest.mark.parametrize("layout", LAYOUTS)
def test_title_goes_without_the_name_of_the_site(layout: str) -> None:
    assert page(LAYOUTS[layout]).title == TITLE


@pytest.mark.parametrize(
    "layout", ["trs editor", "no known class", "line breaks in a div", "spans of a word processor"]
)
def test_lead_holds_what_is_said_about_the_publication(layout: str) -> None:
    found = page(LAYOUTS[layout])
    assert "发布时间:2019-07-15" in found.lead.replace("：", ":")
    assert "您所在的位置" in found.lead
    assert "相关新闻" in found.tail
    assert BODY[0] not in found.lead
    assert BODY[-1] not in found.tail
    assert len(found.lead) < 2500
    assert len(found.tail) < 1000


def test_a_line_about_the_publication_inside_the_text_is_left_out_but_seen() -> None:
    found = page(
        site(f"<div class='con'><p>{TITLE}</p><p>2019-07-15 08:30 来源：某报 作者：某某</p>{paragraphs(BODY)}</div>")
    )
    assert found.text.split("\n") == BODY
    assert "2019-07-15" in found.lead


def test_a_decree_keeps_its_number_its_date_and_its_signature() -> None:
    lines = ["（2019年6月29日第三次会议通过）", *BODY, "某省科学技术厅", "2019年7月15日"]
    text = main_text(site(f"<h1>{TITLE}</h1><div id='UCAP-CONTENT'>{paragraphs(lines)}</div>"))
    assert text.split("\n") == lines


def test_a_short_notice_is_read() -> None:
    notice = "经研究，定于2019年7月20日上午9时在科技大厦召开国际技术合作对接会，请各单位派员参加。"
    text = main_text(
        site(f"<h1>会议通知</h1>{INFO}<div class='txt'><p>各有关单位：</p><p>{notice}</p><p>特此通知。</p></div>")
    )
    assert text.split("\n") == ["各有关单位：", notice, "特此通知。"]


def test_a_paragraph_that_names_the_title_stays() -> None:
    text = f"本企业长期从事膜材料的生产，{TITLE}是本年度的重点任务，拟出资60万元寻求技术合作伙伴。"
    assert main_text(site(f"<h1>{TITLE}</h1>{INFO}<div class='k'><p>{text}</p></div>")) == text


def test_a_short_text_is_found_beside_long_summaries_of_others() -> None:
    text = "需求内容：解决膜材料规模化生产中的均匀性难题，成品率达到95%以上。"
    item = "<li><a href='/{0}'>第{0}届国际技术转移大会</a><p>大会吸引了三十多个国家的代表，围绕水处理、能源、材料等领域开展了对接，达成意向{0}项。</p></li>"
    teasers = "".join(item.format(n) for n in range(2, 14))
    page = whole(
        f"<ul>{NAV}</ul><div><h1>{TITLE}</h1><div>{text}</div></div><div class='r'><h4>为你推荐</h4><ul>{teasers}</ul></div>{FOOT}"
    )
    assert main_text(page) == text


def test_a_text_of_a_few_short_items_is_found_below_its_title() -> None:
    items = ["需求内容：", "1、建立高速工业环网。", "2、数据实时传输。", "技术难题：", "1、提高传输速度。"]
    assert main_text(site(f"<h1>{TITLE}</h1>{INFO}<div class='k'>{paragraphs(items)}</div>")).split("\n") == items


def test_a_fragment_of_a_few_words_is_all_text() -> None:
    assert main_text("<p>合作通知</p><p>明天上午开会</p>") == "合作通知\n明天上午开会"


def test_rows_of_a_table_are_lines() -> None:
    rows = "".join(f"<tr><td>项目{n}</td><td>海水淡化膜第{n}代产品</td><td>{n}00万美元</td></tr>" for n in range(1, 5))
    text = main_text(
        site(f"<h1>{TITLE}</h1><div class='c'>{paragraphs(BODY)}<table>{rows}</table>{paragraphs(BODY[:1])}</div>")
    )
    assert "项目1 海水淡化膜第1代产品 100万美元\n项目2 海水淡化膜第2代产品 200万美元" in text


def test_rows_whose_cells_hold_paragraphs_are_lines_too() -> None:
    rows = "".join(f"<tr><td><p>项目{n}</p></td><td><p>海水淡化膜第{n}代产品</p></td></tr>" for n in range(1, 5))
    text = main_text(site(f"<h1>{TITLE}</h1><div class='c'>{paragraphs(BODY)}<table>{rows}</table></div>"))
    assert "项目1 海水淡化膜第1代产品\n项目2" in text


def test_lists_stay() -> None:
    items = ["膜材料的规模化制备；", "海水淡化装备的集成；", "工业废水的回收利用。"]
    listed = "".join(f"<li>{item}</li>" for item in items)
    text = main_text(
        site(f"<h1>{TITLE}</h1><div class='c'>{paragraphs(BODY[:2])}<ul>{listed}</ul>{paragraphs(BODY[2:])}</div>")
    )
    assert text.split("\n") == [*BODY[:2], *items, *BODY[2:]]


def test_captions_go() -> None:
    figure = "<figure><img src='a.jpg'><figcaption>图为试验站外景。某某摄</figcaption></figure>"
    text = main_text(site(f"<h1>{TITLE}</h1><div class='c'>{paragraphs(BODY[:2])}{figure}{paragraphs(BODY[2:])}</div>"))
    assert text.split("\n") == BODY


def test_inline_elements_neither_add_nor_lose_a_space() -> None:
    text = main_text(
        "<p>中<b>国</b>与\n<a href='x'>以色列</a>的Tel<i>Aviv</i> <em>University</em>\n合\n作，共<sup>2</sup>项。</p>"
    )
    assert text == "中国与以色列的TelAviv University 合作，共2项。".replace(" 合作", "\n合作").replace("\n", " ")


def test_pages_of_links_have_no_text() -> None:
    assert main_text(whole(f"<ul>{NAV}</ul><ul class='list'>{LINKS * 4}</ul>{FOOT}")) == ""


def test_english_press_release() -> None:
    lines = [
        "HAIFA – A water technology company announced on Monday that its new membrane cuts the energy use of desalination.",
        "The membrane, which was developed over six years, has been running at two plants on the coast since 2018.",
        "“We are looking for partners in Asia,” the chief executive said, adding that licences were open to talks.",
    ]
    banner = "<div id='cookie-consent'><p>We use cookies to improve your experience. By browsing, you agree to our policy.</p></div>"
    more = "<div class='related'><h3>Related stories</h3><ul><li><a href='/1'>Ten plants to watch this year in the region</a></li></ul></div>"
    share = "<div class='share'>Share this: <a href='#'>Facebook</a> <a href='#'>Twitter</a></div>"
    inner = f"<nav><a href='/'>Home</a></nav><h1>New membrane announced</h1>{share}{''.join(f'<p>{line}</p>' for line in lines)}"
    found = page(
        f"<title>New membrane announced | Example News</title>{banner}<main><article>{inner}{more}</article></main>"
    )
    assert found.text.split("\n") == lines
    assert found.title == "New membrane announced"


def test_what_the_page_says_of_itself() -> None:
    head = """<meta name="PubDate" content="2019-07-15"><meta property="og:site_name" content="某报"><meta name="PubDate" content="x">
    <link rel="canonical" href="https://example.com/a.html"><script type="application/ld+json">{"datePublished": "2019-07-14"}</script>"""
    found = page(whole(f"<h1>{TITLE}</h1>{paragraphs(BODY)}", head=head))
    assert found.meta["pubdate"] == "2019-07-15"
    assert found.meta["ld:datepublished"] == "2019-07-14"
    assert found.canonical_url == "https://example.com/a.html"
    assert found.language_declared == "zh-CN"
    assert found.worth > 0.5
    assert not found.truncated
    assert found.tree.css_first("h1").text() == TITLE


@pytest.mark.parametrize(
    ("window", "title"),
    [
        ("两国科技合作取得进展_要闻_某门户网", "两国科技合作取得进展"),
        ("两国科技合作取得进展-某日报", "两国科技合作取得进展"),
        ("两国科技合作取得进展 - 某市人民政府", "两国科技合作取得进展"),
        ("A–B cooperation: a survey | Example.com", "A–B cooperation: a survey"),
        ("COVID-19 与科技合作", "COVID-19 与科技合作"),
        ("", ""),
    ],
)
def test_names_of_sites_are_cut_off_titles(window: str, title: str) -> None:
    assert page(f"<title>{window}</title><p>正文。</p>").title == title


def test_weights_fit_the_columns() -> None:
    assert set(LOCAL_WEIGHTS) == set(LOCAL)
    assert set(INSIDE_WEIGHTS) == set(INSIDE)
    with pytest.raises(ValueError, match="differ"):
        model_of({**LOCAL_WEIGHTS, "more": 1.0}, INSIDE_WEIGHTS)


def test_measures_add_up() -> None:
    tree = parse(LAYOUTS["trs editor"])
    found = find(tree, TITLE)
    sums = measure(found.page)
    assert sums.count[0] == len(found.page.blocks)
    assert sums.all[0] == sum(sums.size) == sum(len(block.text.encode()) for block in found.page.blocks)
    assert local(found.page, sums, TITLE).shape == (len(found.page.blocks), len(LOCAL))
    assert choose(found.page, TITLE, MODEL) == found.choice
    assert shown(found.page, found.choice.blocks) == found.text


def test_scripts_without_writing_carry_nothing() -> None:
    code = "<script>var f = {a: 'function(x) { return x ? y : z; }; if (a && b) { c(); } else { d = [1, 2, 3]; }; g(); h(); i(); k();'};</script>"
    assert embedded(parse(code * 3)) == []


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<div>",
                "</div>",
                "<p>",
                "<br>",
                "<table><tr><td>",
                "</table>",
                "<a href=x>",
                "</a>",
                "<b x=1>",
                "<h1>",
                "<pre>",
            ]
        ),
        st.sampled_from(
            [
                "<script>",
                "</script>",
                "<!--",
                "-->",
                "<svg>",
                "<title>",
                "<noscript>",
                "&lt;",
                "&#0;",
                "<",
                ">",
                "\x00",
                "\ud800",
            ]
        ),
        st.text(max_size=30),
        st.sampled_from(BODY),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(MARKUP)
def test_any_markup_gives_a_page(markup: str) -> None:
    found = page(markup)
    for text in (found.title, found.text, found.lead, found.tail):
        assert text == normalise(text)
    assert "\n" not in found.title
    assert 0.0 <= found.worth <= 1.0


HOSTILE = {
    "deep": "<div>" * 100_000 + "x",
    "deep and closed": "<div><span>" * 50_000 + "正文。" + "</span></div>" * 50_000,
    "many attributes": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x",
    "attributes with ends": "<p " + " ".join(f'a{n}=">"' for n in range(100_000)) + ">x",
    "one huge attribute": f"<div class='{'a ' * 500_000}'>x</div>",
    "formatting that is never closed": "".join(f"<b a={n}>" for n in range(20_000)) + "<p>x" * 20_000,
    "open angles": "<" * 1_000_000,
    "open scripts": "<script<" * 100_000,
    "open comments": "<!--" * 300_000,
    "open strings": "<script>" + ':"\\' * 300_000 + "</script>",
    "tables in tables": "<table><tr><td>" * 30_000,
    "white space": "<p>" + " \n" * 1_000_000 + "x",
    "one long word": "<p>" + "x" * 3_000_000,
    "many short blocks": "<p>短。" * 100_000,
    "list of links": "<li><a href=x>链接</a>" * 50_000,
    "dashes": f"<title>{'- ' * 100_000}</title>",
    "unknown tags": "".join(f"<x-{n}>" for n in range(50_000)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_pages_do_not_hang(kind: str) -> None:
    start = time.process_time()
    page(HOSTILE[kind])
    assert time.process_time() - start < 10


@pytest.mark.slow
def test_fifty_megabytes_of_tags_do_not_hang() -> None:
    start = time.process_time()
    found = page("<div>" * 10_000_000)
    assert found.truncated
    assert found.text == ""
    assert time.process_time() - start < 20


def test_what_is_beyond_the_limit_is_not_read() -> None:
    found = page(f"<p>{BODY[0]}</p>{' ' * LIMIT}<p>{BODY[1]}</p>")
    assert found.truncated
    assert found.text == BODY[0]


def test_a_page_that_is_rewritten_for_safety_reads_the_same() -> None:
    plain = LAYOUTS["trs editor"]
    heavy = plain.replace("</body>", f"<div hidden {' '.join(f'a{n}=1' for n in range(60_000))}></div></body>")
    assert page(heavy).text == page(plain).text
    assert page(heavy).title == page(plain).title


def _rows(shared: Path, name: str) -> list[dict[str, str]]:
    path = shared / "data" / "docs" / f"{name}.jsonl.gz"
    if not path.is_file():
        pytest.skip(f"{path.name} is not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _f1(got: str, gold: str) -> float:
    texts = [re.sub(r"\s+", "", text) for text in (got, gold)]
    grams = [Counter(text[at : at + 4] for at in range(len(text) - 3)) for text in texts]
    found, wanted = (sum(counts.values()) for counts in grams)
    return 2 * sum((grams[0] & grams[1]).values()) / (found + wanted) if found + wanted else 1.0


@pytest.mark.accuracy
@pytest.mark.parametrize(
    ("name", "gold", "floor"), [("zh_html_main_content", "gold_text", 0.985), ("aeb_en_html", "gold", 0.98)]
)
def test_accuracy_on_real_pages(shared: Path, name: str, gold: str, floor: float) -> None:
    scores = [_f1(main_text(row["html"]), row[gold]) for row in _rows(shared, name) if row[gold]]
    assert statistics.mean(scores) >= floor


@pytest.mark.accuracy
def test_lists_and_pages_without_gold_are_read(shared: Path) -> None:
    for row in _rows(shared, "zh_html_no_gold_and_list_pages"):
        found = page(row["html"])
        assert found.title
        assert bool(found.text) or row["kind"] == "list" or found.worth < 0.5
