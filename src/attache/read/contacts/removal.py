"""Cut contacts out of a text.

This happens before a text is stored, so every span points into the text without them. Cut out are
e-mail addresses (also disguised ones), telephone and telefax numbers, messenger accounts, identity
numbers, labelled postal addresses, and the names of contact persons. What stays: web addresses and names
of organisations, amounts, dates, numbers of patents, standards and projects, postcodes that stand alone,
and persons who are named in running prose.
"""

from __future__ import annotations

import re

import ahocorasick_rs

from attache.read.contacts.persons import persons
from attache.read.contacts.reach import FREE_MAIL, MARK, NUMERIC, addresses, emails, phones, postcodes
from attache.read.numerals import half_width

__all__ = ["MARK", "cut"]

_ADJOINING = re.compile(rf"{MARK}(?:[ ，,;；、/|()（）]{{0,3}}{MARK})+")
_ROUNDS = 50
_BEFORE, _BEHIND = 130, 260  # characters around a hint; longer than what any pattern spans
_BREAK = re.compile(r"[\s，。；;]")
_LATIN = "skype whatsapp wechat telegram contact attn enquiries ansprechpartner kontakt adresse anschrift"
_WORDS = ahocorasick_rs.AhoCorasick(
    [variant for word in _LATIN.split() for variant in (word, word.capitalize(), word.upper())]
    + re.findall(
        r"\S+",
        f"@ ＠ # (at (a) [at [a] {{at <at （at _at_ (@ WhatsApp WeChat LINE PoC QQ {MARK} 微信 地址 联系人 联系方式 "
        "联络 聯 负责人 負責人 接洽人 经办人 收件人 邮编 郵 邮政编码 "
        "postcode Postcode zip ZIP Zip PLZ Box 一秘 二秘 "
        "三秘 等秘书 参赞 公参 随员 武官 领事 "
        "Dirección Indirizzo Адрес адрес Контакт контакт",
    )
    + ["微 信", "联 系", "联 络", "地 址", "邮 编", " dot ", "oint of contact"]
    + [f"{word}{colon}" for word in ("ddress", "DDRESS", "ttention", "TTENTION") for colon in (":", " :", "：")]
)


def cut(text: str) -> tuple[str, int, tuple[str, ...]]:
    """Return the text without contacts, how many were cut, and the domains of organisations' e-mail addresses.

    Each run of contacts on a line becomes one `MARK`. Idempotent: what comes out is returned unchanged.
    Domains are in lower case, in order, each once, without providers of mail for anybody.
    """
    count = 0
    domains: dict[str, None] = {}
    for _ in range(_ROUNDS):
        spans = _spans(text, domains)
        if not spans:
            break
        count += len(spans)
        text = _without(text, spans)
    return text, count, tuple(domains)


def _spans(text: str, domains: dict[str, None]) -> list[tuple[int, int]]:
    plain = half_width(text)
    spans = []
    for pos, end in _windows(plain):
        for start, stop, domain in emails(plain, pos, end):
            spans.append((start, stop))
            if domain not in FREE_MAIL:
                domains[domain] = None
        for finder in (phones, addresses, postcodes, persons):
            spans += finder(plain, pos, end)
    return _apart(spans)


def _windows(text: str) -> list[tuple[int, int]]:
    """Return the parts of lines around everything that may belong to a contact; the patterns look only there."""
    hints = [start for _, start, _ in _WORDS.find_matches_as_indexes(text)]
    hints += [number.start() for number in NUMERIC.finditer(text) if sum(map(str.isdigit, number[0])) >= 5]
    out: list[tuple[int, int]] = []
    for hint in sorted(hints):
        if out and hint + _BEHIND <= out[-1][1]:
            continue
        first, last = max(0, hint - _BEFORE), hint + _BEHIND
        line, stop = text.rfind("\n", first, hint) + 1, text.find("\n", hint, last + 100)
        first = max(first, line)
        last = stop if stop >= 0 else next((m.end() for m in _BREAK.finditer(text, last, last + 100)), last)
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(last, out[-1][1]))
        else:
            out.append((first, last))
    return out


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, overlapping ones joined."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif end > start:
            out.append((start, end))
    return out


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], MARK]
        at = end
    return _ADJOINING.sub(MARK, "".join([*pieces, text[at:]]))
