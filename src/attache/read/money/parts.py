"""One number with its scale and the name of its currency, as it stands in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from attache.read.money.currencies import AFTER, BEFORE, BEFORE_ENDS, SIGN_HERE
from attache.read.numerals import fold, number, scale

__all__ = ["Part", "candidates", "part_at", "second_part"]

_HAN = "〇零○一二三四五六七八九十百千万亿两兩壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟萬億"
_BIG = "十百千万亿萬億佰仟拾"
_RUN = re.compile(f"[0-9{_HAN}]+")
_NUMBER = re.compile(
    r"(?P<arabic>[0-9][0-9,]{0,24}(?:\.[0-9]{1,8})?)(?P<rest> ?[亿億] ?[0-9]{1,4}(?= ?[万萬]))?"
    rf"|(?P<han>[{_HAN}]{{1,20}})"
)
_SCALE = re.compile(
    r" ?(?P<more>多|余|餘|几|來|来)? ?(?P<han>[十百千万亿萬億]{1,3})(?P<more2>多|余|餘)?"
    r"|[ -]?(?P<word>(?i:thousand|hundred thousand|millions?|mio\.?|mln\.?|mil\.?|mn|billions?|bln|bn|mrd\.?"
    r"|milliarden?|trillions?|tn|тыс\.?|млн\.?|млрд\.?)(?![A-Za-zа-я])|[kKmMbB](?![A-Za-z]))"
)
_WORDS = {"thousand": 10**3, "hundred thousand": 10**5, "тыс": 10**3, "k": 10**3}
_WORDS |= dict.fromkeys(("million", "mio", "mln", "mil", "mn", "млн", "m"), 10**6)
_WORDS |= dict.fromkeys(("billion", "bln", "bn", "mrd", "milliarde", "milliarden", "млрд", "b"), 10**9)
_WORDS |= dict.fromkeys(("trillion", "tn"), 10**12)
_MAY_FOLLOW = frozenset(
    "0123456789,.- –—―~～至到多余餘几來来"
    + _BIG
    + "人美欧歐英日円瑞港新台臺澳加纽韩韓俄卢盧白印巴以谢舍挪丹冰捷克波兹匈福罗保列土里南兰巴雷"
    "墨比泰林令马越菲乌格哈坚阿迪沙第德法盾镑元圆圓块$€£₽₩₹₪¥￥hmbktHMBKTтмUuEeGgJjCcRrNnPpAaSsKkWwDdFfYyBbZzVvTtIiрдеюф"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A number at `[start, end)` with its currency's names; `value` is None for a vague one such as 数百万."""

    start: int
    end: int
    value: Decimal | None
    factor: Decimal  # of the scale that a number before it may share
    scaled: bool
    more: bool  # 300多万, 上千万
    round: bool  # 百万, 近亿: a scale without a number
    before: str
    after: str
    big: bool  # counted in 万 or 亿


def candidates(text: str) -> list[int]:
    """Return the starts of numbers beside which a currency, a scale or a second number may stand."""
    out = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        following = text[end : end + 1]
        if following == " ":
            following = text[end + 1 : end + 2]
        before = text[start - 1 : start] if start else ""
        if before in (",", ".") and start > 1 and text[start - 2] in "0123456789":
            continue
        if following in _MAY_FOLLOW or before in BEFORE_ENDS or run[0][-1] in _BIG:
            out.append(start)
    return out


def part_at(text: str, at: int, *, floor: int = 0, named: bool = False) -> Part | None:
    """Return the number that starts at `at`, with what belongs to it from `floor` on; None where none does.

    A letter is a scale (5m, 300k) only beside a currency, or where one is `named` before it.
    """
    found = _NUMBER.match(text, at)
    if not found:
        return None
    opens = text[at - 1] if at > floor else ""
    before = BEFORE.search(text, max(floor, at - 12), at) if opens and opens in BEFORE_ENDS else None
    return _han(text, found, before) if found["han"] else _arabic(text, found, before, named)


def second_part(text: str, at: int, *, named: bool) -> Part | None:
    """Return the number at `at`, which a sign of its currency may open."""
    sign = SIGN_HERE.match(text, at)
    return part_at(text, sign.end() if sign else at, floor=at, named=named)


def _arabic(text: str, found: re.Match[str], before: re.Match[str] | None, named: bool) -> Part:
    end, words = found.end(), found[0].replace(" ", "")
    scaled = _SCALE.match(text, end)
    after = _after(text, scaled.end() if scaled else end)
    if scaled and scaled["word"] and len(scaled["word"]) == 1 and not (before or after or named):
        scaled, after = None, _after(text, end)
    factor, more = Decimal(1), False
    value = number(found["arabic"])
    if scaled and scaled["han"]:
        factor, more = Decimal(scale(scaled["han"])), bool(scaled["more"] or scaled["more2"])
        value = number(words + scaled["han"])
    elif scaled:
        factor = Decimal(_WORDS[fold(scaled["word"]).rstrip(".").removesuffix("s")])
        value = None if value is None else value * factor
    return Part(
        start=before.start() if before else found.start(),
        end=after.end() if after else scaled.end() if scaled else end,
        value=value,
        factor=factor,
        scaled=scaled is not None,
        more=more,
        round=False,
        before=before[0] if before else "",
        after=after[0] if after else "",
        big=bool(scaled and scaled["han"] and set(scaled["han"]) & set("万亿萬億")),
    )


def _han(text: str, found: re.Match[str], before: re.Match[str] | None) -> Part | None:
    words, start, end = found["han"], found.start(), found.end()
    scaled = _SCALE.match(text, end)
    more = bool(scaled and scaled["more"] and scaled["han"])
    if scaled and more:
        words, end = words + scaled["han"], scaled.end()
    elif text[end : end + 1] in ("多", "余", "餘"):
        more, end = True, end + 1
    after = _after(text, end)
    only_scale = not set(words) - set(_BIG)
    opens = text[start - 1] if start else ""
    vague = only_scale and opens in tuple("数數几幾")
    if not set(words) & set(_BIG) or (
        only_scale and len(words) == 1 and opens not in tuple("数數几幾近超过過逾上约約")
    ):
        return None
    lifted = only_scale and opens == "上"
    tail = words[len(words.rstrip(_BIG)) :]
    return Part(
        start=before.start() if before else start - (vague or lifted),
        end=after.end() if after else end,
        value=None if vague else number(words),
        factor=Decimal(scale(tail)),
        scaled=True,
        more=more or lifted,
        round=only_scale,
        before=before[0] if before else "",
        after=after[0] if after else "",
        big=bool(set(words) & set("万亿萬億")),
    )


def _after(text: str, end: int) -> re.Match[str] | None:
    return AFTER.match(text, end + 1 if text[end : end + 1] == " " else end)
