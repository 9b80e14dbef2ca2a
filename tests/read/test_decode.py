"""Bytes to text: every character set that Chinese pages come in, declared rightly, wrongly or not at all."""

from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.read.decode import decode

SIMPLIFIED = "关于举办2019年国际技术合作对接会的通知"
TRADITIONAL = "關於中國與以色列科技合作的通知，請各單位查收"
TEXTS = [
    *[(SIMPLIFIED, name) for name in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")],
    *[("国际技术合作", name) for name in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")],
    *[(TRADITIONAL, name) for name in ("utf-8", "gb18030", "big5")],
    *[("技術", name) for name in ("utf-8", "gb18030", "big5")],
    *[("日本の技術協力について、お知らせします", name) for name in ("utf-8", "shift_jis", "euc-jp", "iso-2022-jp")],
    *[("기술 협력 기회 안내 드립니다", name) for name in ("utf-8", "euc-kr")],
    *[("Технологическое сотрудничество с Китаем", name) for name in ("utf-8", "windows-1251", "koi8-r")],
    *[("Société française cherche partenaire à Pékin", name) for name in ("utf-8", "windows-1252")],
    *[("Für die Zusammenarbeit möchten wir größere Schritte", name) for name in ("utf-8", "windows-1252")],
    *[("It’s a “smart” deal – £5m", name) for name in ("utf-8", "windows-1252")],
    ("plain words", "ascii"),
]
LABELS = [None, "iso-8859-1", "utf-8", "no-such-set", "", "base64"]


@pytest.mark.parametrize(("text", "name"), TEXTS)
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("form", ["{}", "<html><head><title>{0}</title></head><body><p>{0}</p></body></html>"])
def test_text_is_found_whatever_is_declared(text: str, name: str, label: str | None, form: str) -> None:
    whole = form.format(text)
    assert decode(whole.encode(name), label)[0] == whole


@pytest.mark.parametrize(("text", "name"), TEXTS)
def test_the_right_label_never_harms(text: str, name: str) -> None:
    assert decode(text.encode(name), name)[0] == text


@pytest.mark.parametrize("label", ["gb2312", "GB2312", "gbk", "cp936", "x-gbk", "gb18030", None])
def test_gb2312_means_gb18030(label: str | None) -> None:
    text = "国务院总理朱镕基会见外宾，昇阳科技㐂参加了会见。" + SIMPLIFIED
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={label}"><p>{text}' if label else f"<p>{text}"
    assert decode(page.encode("gb18030")) == (page, "gb18030")
    assert decode(text.encode("gb18030"), label) == (text, "gb18030")


@pytest.mark.parametrize(
    ("inside", "outside"), [("utf-8", "gb2312"), ("gb2312", "utf-8"), ("big5", None), ("utf-8", None)]
)
def test_a_page_that_lies_about_its_set(inside: str, outside: str | None) -> None:
    page = f"<html><head><meta charset='{inside}'></head><body>{SIMPLIFIED}</body></html>"
    assert decode(page.encode("gb18030"), outside) == (page, "gb18030")
    assert decode(page.encode("utf-8"), outside) == (page, "utf-8")


def test_words_that_are_valid_in_two_sets() -> None:
    assert "通知".encode("gb18030").decode("utf-8") != "通知"
    assert decode("通知".encode("gb18030")) == ("通知", "gb18030")
    assert decode("café".encode()) == ("café", "utf-8")


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        ("\ufeff".encode("gb18030"), "gb18030"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, name: str) -> None:
    assert decode(mark + SIMPLIFIED.encode(name), "big5") == (SIMPLIFIED, name)


def test_a_cut_character_at_the_end_does_not_spoil_the_rest() -> None:
    for name in ("utf-8", "gb18030"):
        text, found = decode((SIMPLIFIED * 3).encode(name)[:-1])
        assert found == name
        assert text.startswith(SIMPLIFIED * 2)


def test_few_broken_bytes_are_replaced() -> None:
    for name in ("utf-8", "gb18030"):
        raw = (SIMPLIFIED * 10).encode(name)
        text, found = decode(raw[:200] + b"\xff" + raw[200:])
        assert found == name
        assert text.startswith(SIMPLIFIED * 2)
        assert text.endswith(SIMPLIFIED * 2)
        assert "\ufffd" in text


def test_hz_that_says_so() -> None:
    page = f"<meta charset=hz-gb-2312><p>{SIMPLIFIED}"
    assert decode(page.encode("hz")) == (page, "hz")
    assert decode(b"a ~{ b") == ("a ~{ b", "utf-8")


def test_a_name_inside_counts_only_where_it_can_stand() -> None:
    raw = b'x = "charset=big5"; ' + "é".encode("cp1252")
    assert decode(raw, None, "text/plain")[0] == 'x = "charset=big5"; é'


def test_nothing_is_nothing() -> None:
    assert decode(b"") == ("", "utf-8")
    assert decode(b"", "gb2312", "text/html") == ("", "utf-8")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "gb2312", "big5", "utf-16", "rot13", "unicode_escape", "\x00"]))
def test_any_bytes_give_text(body: bytes, label: str | None) -> None:
    text, name = decode(body, label)
    text.encode("utf-8")
    assert name


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_what_is_written_in_utf8_is_read_as_written(text: str) -> None:
    found, name = decode(text.encode())
    assert found == text.removeprefix("\ufeff") or (name == "gb18030" and max(text) < "\u0800")


NONSENSE = {
    "no character": b"\xff" * 5_000_000,
    "half a character": b"\x81" * 4_999_999,
    "escapes": b"\x1b$B" * 1_000_000,
    "shifts": b"~{" * 2_000_000,
    "zeros": b"\x00" * 5_000_000,
    "labels": b"charset=" * 500_000,
    "all bytes": bytes(range(256)) * 20_000,
    "one character": "中".encode("gb18030") * 2_000_000,
    "two thirds of a character": b"\xe4\xb8" * 2_000_000,
}


@pytest.mark.parametrize("kind", NONSENSE)
def test_large_nonsense_does_not_hang(kind: str) -> None:
    start = time.process_time()
    decode(NONSENSE[kind])
    assert time.process_time() - start < 5
