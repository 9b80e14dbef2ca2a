"""Files of all kinds: what they hold, and the sentence with which they are refused."""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.read.formats import Part, documents
from attache.read.formats.pdf import paragraphs
from tests.read import office_files as files

TITLE = "某国激光雷达公司寻求合作"
BODY = "该公司成立于2016年，研制用于汽车和无人机的固态激光雷达，产品已经量产，现寻求在华合作伙伴共同建立生产线。"
SHARED = Path(__file__).parents[2].parent / "shared"


def read(body: bytes, name: str, media_type: str | None = None, charset: str | None = None) -> list[Part]:
    return documents(body, name=name, media_type=media_type, charset=charset)


def one(body: bytes, name: str, media_type: str | None = None) -> Part:
    (part,) = read(body, name, media_type)
    return part


def refusal(body: bytes, name: str, media_type: str | None = None, **more: Any) -> str:
    with pytest.raises(InputError) as caught:
        documents(body, name=name, media_type=media_type, charset=None, **more)
    assert caught.value.sentence.startswith(name)
    assert "\n" not in caught.value.sentence
    return caught.value.sentence


PAGE = f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><p>{BODY}</p></body></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("name", ["a.html", "a.htm", "a", "page.php?id=1"])
def test_html(encoding: str, name: str) -> None:
    part = one(PAGE.encode(encoding), name, "text/html")
    assert (part.kind, part.html and part.html.lstrip("\ufeff")) == ("html", PAGE)


def test_html_is_known_by_its_content() -> None:
    assert one(PAGE.encode(), "a.pdf", "application/pdf").kind == "html"
    assert one(b"<div><p>text</p></div>", "a", None).kind == "html"
    assert one(b"a < b and c > d", "a.txt", "text/plain").kind == "text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_plain_text(encoding: str) -> None:
    title, body = ("激光雷達公司尋求合作", "該公司研製激光雷達，現尋求合作。") if encoding == "big5" else (TITLE, BODY)
    part = one(f"{title}\n\n{body * 4}\n".encode(encoding), "a.txt", "text/plain")
    assert (part.kind, part.title, part.text) == ("text", title, body * 4)


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        (f"{TITLE}\n{BODY}", TITLE, BODY),
        (f"Pages\n\n28 May 2022\n\n{TITLE}\n\n{BODY}", TITLE, f"28 May 2022\n\n{BODY}"),
        (f"首页\n2019年7月15日\n{TITLE}\n{BODY}", TITLE, f"2019年7月15日\n{BODY}"),
        (f"Home News {TITLE}\n\n{TITLE}\n\n{BODY}", TITLE, BODY),
        (f"标题：{TITLE}\n{BODY}", TITLE, BODY),
        (f"{TITLE}\n国别：以色列\n阶段：样机", TITLE, "国别：以色列\n阶段：样机"),
        (f"{BODY}\n{BODY}", None, f"{BODY}\n{BODY}"),
        (f"{BODY * 5}\n\n{BODY}", None, f"{BODY * 5}\n\n{BODY}"),
        (TITLE, None, TITLE),
        (
            f"The firm makes sensors.\n{'It sells them. ' * 20}",
            None,
            f"The firm makes sensors.\n{'It sells them. ' * 20}",
        ),
    ],
)
def test_titles_of_plain_text(text: str, title: str | None, rest: str) -> None:
    part = one(text.encode(), "a.txt")
    assert (part.title, part.text) == (title, rest)


def test_markdown() -> None:
    text = f"---\ntitle: {TITLE}\ndate: 2019-07-15\nlayout: post\n---\n\n{BODY}\n"
    part = one(text.encode(), "a.md")
    assert (part.kind, part.title, part.text) == ("markdown", TITLE, BODY)
    assert part.fields
    assert (part.fields["date"], part.fields["unread"]) == ("2019-07-15", ("layout",))
    assert one(f"# {TITLE}\n\n{BODY}".encode(), "a.md").title == TITLE


def test_mhtml() -> None:
    text = (
        "From: <Saved by a browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/html; charset=gb18030\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    body = text.encode() + base64.encodebytes(PAGE.encode("gb18030")) + b"\r\n--B--\r\n"
    for name, media_type in (("a.mhtml", None), ("a", "multipart/related"), ("a", None)):
        assert one(body, name, media_type) == Part("", "mhtml", html=PAGE)
    assert "without a page" in refusal(b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "a.mht")


def test_pdf() -> None:
    lines = [
        "The firm makes lidar sensors for cars and for unmanned air-",
        "craft and wants to find partners in China, who know the",
        "market.",
        "15 July 2019",
    ]
    part = one(files.pdf([["Example firm seeks partner", *lines]], title="Example firm seeks partner"), "a.pdf")
    assert (part.kind, part.title) == ("pdf", "Example firm seeks partner")
    assert part.text == (
        "The firm makes lidar sensors for cars and for unmanned aircraft and wants to find partners in China, "
        "who know the market.\n15 July 2019"
    )


def test_pdf_in_chinese() -> None:
    lines = [
        TITLE,
        "该公司成立于二〇一六年，研制用于汽车和无人机的固态激光雷达，现",
        "寻求在华合作伙伴。",
        "2019年7月15日",
    ]
    part = one(files.pdf([lines], chinese=True, title="Microsoft Word - 1.doc"), "a.pdf")
    assert (part.title, part.text) == (TITLE, f"{lines[1]}{lines[2]}\n2019年7月15日")


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        f"Example report 2019\nThis is page text number {word}, long enough.\n{n}" for n, word in enumerate("abcd", 1)
    ]
    assert paragraphs(pages).count("Example report") == 0
    assert "\n1" not in paragraphs(pages)


def test_docx() -> None:
    table = [["国别", "以色列"], ["联系方式", "见附件"]]
    part = one(files.docx(title=TITLE, lines=[BODY, "欢迎合作。"], table=table), "a.docx")
    assert (part.kind, part.title) == ("docx", TITLE)
    assert part.text == f"{BODY}\n欢迎合作。\n国别：以色列\n联系方式：见附件"
    assert one(files.docx(lines=[TITLE, BODY]), "a").title == TITLE


ROWS: list[list[object]] = [
    ["编号", "项目名称", "项目简介", "发布日期", "国别", "hits"],
    [7, "激光雷达", BODY, "2019-07-15", "以色列", 12],
    [8, "固态电池", "一种电池", "2019/7/16", "", ""],
]


def expected(kind: str, number: str) -> list[tuple[str, str, str | None, str | None, object, object]]:
    return [
        (number.format(2), kind, "激光雷达", f"{BODY}\n国别：以色列", "2019-07-15", ("hits",)),
        (number.format(3), kind, "固态电池", "一种电池", "2019/7/16", ()),
    ]


def brief(parts: list[Part]) -> list[tuple[str, str, str | None, str | None, object, object]]:
    return [(p.key, p.kind, p.title, p.text, (p.fields or {})["date"], (p.fields or {})["unread"]) for p in parts]


def test_xlsx() -> None:
    assert brief(read(files.xlsx(ROWS), "a.xlsx")) == expected("xlsx", "{}")
    both = read(files.xlsx(ROWS, ROWS), "a")
    assert brief(both) == expected("xlsx", "S1!{}") + expected("xlsx", "S2!{}")


def test_a_title_above_the_headings_is_no_heading() -> None:
    parts = read(files.xlsx([["2019年推荐项目一览"], *ROWS]), "a.xlsx")
    assert [p.title for p in parts] == ["激光雷达", "固态电池"]


def test_ods() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(f"<table:table-row>{''.join(cell.format(c) for c in row)}</table:table-row>" for row in ROWS)
    assert [p.title for p in read(files.ods(rows), "a.ods")] == ["激光雷达", "固态电池"]


@pytest.mark.parametrize(("sign", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("\t", "a.csv")])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_csv(sign: str, name: str, encoding: str) -> None:
    text = "\n".join(sign.join(f'"{cell}"' if cell else "" for cell in row) for row in ROWS)
    kind = "tsv" if name.endswith("tsv") else "csv"
    assert brief(read(text.encode(encoding), name)) == expected(kind, "{}")


RECORD = {
    "id": "p-1",
    "title": TITLE,
    "text": BODY,
    "date": "2019-07-15",
    "url": "https://example.com/1",
    "isTop": False,
    "hits": 3,
}


def test_json() -> None:
    part = one(json.dumps(RECORD).encode(), "a.json")
    assert (part.key, part.kind, part.title, part.text) == ("", "json", TITLE, BODY)
    assert part.fields
    assert [part.fields[name] for name in ("id", "date", "url", "unread")] == [
        "p-1", "2019-07-15", "https://example.com/1", ("isTop", "hits"),
    ]  # fmt: skip
    assert part.fields["row"] == RECORD


def test_json_lists_and_wrappers() -> None:
    second = RECORD | {"id": "p-2"}
    for value in ([RECORD, second], {"code": 0, "data": {"total": 2, "list": [RECORD, second]}}):
        parts = read(json.dumps(value).encode("utf-16"), "a", "application/json")
        assert [(p.key, p.title) for p in parts] == [("p-1", TITLE), ("p-2", TITLE)]
    assert [p.key for p in read(json.dumps([RECORD, RECORD]).encode(), "a.json")] == ["1", "2"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a"])
def test_json_lines(name: str) -> None:
    body = "\n".join(json.dumps(RECORD | {"id": n}, ensure_ascii=False) for n in (5, 6)) + "\n\n"
    assert [(p.key, p.title) for p in read(body.encode(), name)] == [("5", TITLE), ("6", TITLE)]


def test_fields_by_other_names() -> None:
    row = {"ProjectTitle": TITLE, "ProjectContent": f"<p>{BODY}&nbsp;</p><p>欢迎合作。</p>", "ProjectPublicDate": "2012/4/18",
           "国别": "以色列", "Column": 229, "pubUser": "x"}  # fmt: skip
    part = one(json.dumps(row).encode(), "a.json")
    assert (part.title, part.html) == (TITLE, None)
    assert part.text
    assert [line.strip() for line in part.text.split("\n")] == [BODY, "欢迎合作。", "国别：以色列", "Column：229"]
    assert part.fields
    assert (part.fields["date"], part.fields["unread"]) == ("2012/4/18", ("pubUser",))


def test_the_longest_prose_is_the_text_of_a_record_without_one() -> None:
    part = one(json.dumps({"title": TITLE, "remark": BODY, "hits": 3}).encode(), "a.json")
    assert (part.text, (part.fields or {})["unread"]) == (BODY, ("hits",))


def test_gzip_is_transparent() -> None:
    assert one(gzip.compress(PAGE.encode()), "a.html.gz").html == PAGE
    assert one(gzip.compress(TITLE.encode()) + gzip.compress(b"\n\n" + BODY.encode()), "a.txt.gz").title == TITLE
    assert [p.title for p in read(gzip.compress(files.xlsx(ROWS)), "a.xlsx.gz")] == ["激光雷达", "固态电池"]


BOMB = "<row r='1'><c r='A1'><v>1</v></c></row>" + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
REPEATED = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
    'office:value="1" table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row>'
)


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (b"", "a.html", "is empty"),
        (b"  \n\t ", "a.txt", "white space"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a.html", "PNG picture"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "JPEG"),
        (b"{\\rtf1 text}", "a.doc", "RTF"),
        (b"MZ\x90\x00\x03" + b"\x00" * 90, "a.exe", "a program"),
        (bytes(range(256)) * 20, "a.txt", "binary"),
        (b"\x01\x02\x03\x04" * 100, "a.txt", "binary"),
        (b"%PDF-1.4\nnothing", "a.pdf", "damaged PDF"),
        (BODY.encode(), "a.pdf", "says that it is PDF but holds plain text"),
        (BODY.encode(), "a.docx", "says that it is DOCX but holds plain text"),
        (b"PK\x03\x04 damaged", "a.xlsx", "damaged archive"),
        (files.zipped({"a.txt": "x"}), "a.docx", "says that it is DOCX"),
        (files.zipped({"a.txt": "x"}), "a.zip", "is an archive"),
        (files.zipped({"word/document.xml": "<broken"}), "a.docx", "damaged Word document"),
        (files.zipped({"xl/workbook.xml": "<broken"}), "a.xlsx", "spreadsheet"),
        (files.zipped({"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": "0" * 60_000_000}), "a.xlsx", "far more"),
        (files.xlsx([["a"]], cells=BOMB), "a.xlsx", "cells"),
        (files.ods(REPEATED), "a.ods", "cells"),
        (files.xlsx([["标题", "内容"]]), "a.xlsx", "without a row"),
        (files.docx(), "a.docx", "without text"),
        (files.pdf([[]]), "a.pdf", "without text, perhaps a scan"),
        (files.ole("WordDocument"), "a.doc", "Word 97"),
        (files.ole("EncryptedPackage"), "a.docx", "password"),
        (files.ole("Workbook"), "a.xls", "damaged spreadsheet"),
        (b'{"title": "x"\n"text": "y"}', "a.json", "line 2"),
        (b'{"title": "x"}\n{"title": }\n', "a.jsonl", "line 2"),
        (b'{"title": "x"}\n[1]\n', "a.jsonl", "line 2 is no JSON object"),
        (b"[" * 100_000, "a.json", "JSON"),
        (b'{"n": ' + b"9" * 5000 + b"}", "a.json", "JSON"),
        (b'{"a": 1}', "a.json", "without an object"),
        (b"[]", "a.json", "without an object"),
        ("标题,内容\n".encode(), "a.csv", "without a row"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "a.xml", "XML of a kind that is not read (root element rss)"),
        (gzip.compress(PAGE.encode())[:-20], "a.html.gz", "damaged gzip"),
    ],
)  # fmt: skip
def test_refusals(body: bytes, name: str, words: str) -> None:
    assert words in refusal(body, name)


def test_size_limits() -> None:
    assert "more than 50 MB" in refusal(b"x" * 50_000_001, "a.txt")
    assert "more than 1 MB" in refusal(b"x" * 1_000_001, "a.txt", limit=1_000_000)
    assert "unpacks to more than 1 MB" in refusal(gzip.compress(b"x" * 2_000_000), "a.txt.gz", limit=1_000_000)


def test_a_truncated_pdf_is_refused_or_read() -> None:
    whole = files.pdf([[TITLE, BODY[:30]]], chinese=True)
    assert "damaged PDF" in refusal(whole[:200], "a.pdf")


WHOLE = {
    "a.docx": files.docx(title=TITLE, lines=[BODY]),
    "a.xlsx": files.xlsx(ROWS),
    "a.pdf": files.pdf([[TITLE, BODY[:30]]], chinese=True),
    "a.ods": files.ods('<table:table-row><table:table-cell office:value-type="string"/></table:table-row>'),
    "a.html": PAGE.encode(),
    "a.json": json.dumps(RECORD).encode(),
}


def read_or_refused(body: bytes, name: str) -> list[Part] | str:
    try:
        return read(body, name)
    except InputError as error:
        return error.sentence


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 40_000), st.integers(0, 40_000), st.integers(0, 255))
def test_damaged_files_are_read_or_refused(name: str, cut: int, place: int, value: int) -> None:
    body = bytearray(WHOLE[name])
    body[place % len(body)] = value
    got = read_or_refused(bytes(body[: cut % len(body) + 1]), name)
    assert got
    assert not isinstance(got, str) or got.startswith(name)


NAMES = ["a", "a.html", "a.pdf", "a.csv", "a.json", "a.jsonl", "a.txt", "a.md", "a.mht", "a.xls"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(NAMES))
def test_any_bytes_are_read_or_refused(body: bytes, name: str) -> None:
    got = read_or_refused(body, name)
    assert got
    assert isinstance(got, str) or all(part.html is not None or part.text is not None for part in got)


@pytest.mark.accuracy
def test_titles_of_the_seed_articles() -> None:
    if not (SHARED / "seeds").is_dir():
        pytest.skip(f"{SHARED}/seeds is not here")
    titles = [one(path.read_bytes(), path.name).title or "" for path in sorted((SHARED / "seeds").glob("*.txt"))]
    assert [title.split()[-1] for title in titles] == ["Acquisition", "List", "Finds", "Infrastructure", "Technology"]


def test_opening_a_page_does_not_load_the_large_libraries() -> None:
    code = (
        "import sys, attache.read.formats as f\n"
        "f.documents(b'<html><body><p>x</p></body></html>', name='a', media_type=None, charset=None)\n"
        "print(sorted({'docx', 'pypdfium2', 'python_calamine'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
