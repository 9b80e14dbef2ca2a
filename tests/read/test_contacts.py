"""Contacts: the table of lines, recall and precision on it, idempotence, hostile text."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from attache.core.text import normalise
from attache.read.contacts import MARK, cut

LINES = list(csv.DictReader(Path(__file__).with_name("contact_lines.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", LINES, ids=[row["line"] for row in LINES])
def test_lines(row: dict[str, str]) -> None:
    text, removed, _ = cut(row["line"])
    assert (text, removed) == (row["expected"], int(row["removed"]))


def test_the_table_is_written_out() -> None:
    assert len(LINES) >= 60
    assert sum(row["removed"] == "0" for row in LINES) >= 25


ABOUT = "某国激光雷达公司寻求合作\n示例公司（Example Ltd.）成立于2016年，拥有专利12项，拟融资500万美元。\n"
SIGNED = "驻某国大使馆科技处\n2019年7月15日"


def test_a_page() -> None:
    text = normalise(
        f"{ABOUT}联系人：张某某 女士\n电话：010-00001234 传真：010-00001235\nE-mail：zhang@example.co.il\n"
        f"网址：www.example.co.il\n地址：某国某市某街1号，邮编 100000\n{SIGNED}"
    )
    left, removed, domains = cut(text)
    assert left == f"{ABOUT}{MARK}\n{MARK}\n{MARK}\n网址：www.example.co.il\n{MARK}\n{SIGNED}"
    assert (removed, domains) == (6, ("example.co.il",))


def test_domains_of_organisations_only_once_each_in_order() -> None:
    text = "b@Example.org a@example.com c@example.org d@gmail.com e@163.com f (at) example (dot) net"
    assert cut(text) == (MARK, 6, ("example.org", "example.com", "example.net"))


def test_text_without_contacts_is_returned_as_it_was() -> None:
    text = "该公司研发激光雷达。" * 1000
    assert cut(text) == (text, 0, ())


def test_a_value_across_two_hints_is_found() -> None:
    filler = "该技术已经成熟" * 30
    text = f"@{filler}联系人：张某某，{filler}电话：010-00001234，{filler}a@example.com"
    assert cut(text) == (f"@{filler}{MARK}，{filler}{MARK}，{filler}{MARK}", 3, ("example.com",))


PIECES = ["联系人：", "张某某", "女士 ", "电话：", "010-00001234", "+1 713 555 0100", "@", "a", "example.com", " at ", " dot ",
          "地址：", "某路1号", "邮编：100000", "\n", "，", " ", "Contact: ", "Dr. Jane Roe", "QQ", "1", "0", "-", "(", MARK, "。"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60))
@example("电话：1010-00001234")
def test_idempotent(text: str) -> None:
    once, removed, _ = cut(text)
    assert cut(once) == (once, 0, ())
    assert (once == text) == (removed == 0)


@given(
    st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8})?@[a-z]{2,10}\.(com|org|co\.il)", fullmatch=True),
    st.sampled_from("，。 \n（"),
)
def test_no_mail_address_survives(address: str, around: str) -> None:
    left, removed, _ = cut(f"请联系{around}{address}{around}谢谢")
    assert "@" not in left
    assert removed >= 1


PLAIN = ("1", "1,", "一")


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "一",
        "1-",
        "+1 ",
        "(0",
        "@",
        "a@",
        "a.",
        "电话：",
        "联系人：",
        "联系人：张",
        "地址：",
        "Contact: A ",
        "〔…〕",
        "x at ",
        "0 0",
    ],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * ((1_000_000 if piece in PLAIN else 200_000) // len(piece))
    began = time.perf_counter()
    cut(text)
    assert time.perf_counter() - began < 20


def test_recall_and_precision_of_the_table() -> None:
    """Figures as a whole, beside the single lines: what should go goes, what should stay stays."""
    tp = fp = fn = 0
    for row in LINES:
        want, got = int(row["removed"]), cut(row["line"])[1]
        tp, fp, fn = tp + min(want, got), fp + max(0, got - want), fn + max(0, want - got)
    assert tp / (tp + fn) >= 0.99
    assert tp / (tp + fp) >= 0.99
