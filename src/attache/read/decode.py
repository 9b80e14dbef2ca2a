"""Bytes to text, when the declared character set may be missing or wrong.

Order: a byte order mark; UTF-8 if the bytes are valid UTF-8 (text in another set hardly ever is); else the set, among
those declared, those common in East Asia and the detector's guess, whose decoding looks most like writing.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

__all__ = ["decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_INNER = re.compile(rb"""(?:charset|encoding)\s{0,5}=\s{0,5}["']?\s{0,5}([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_ALIASES = {"cp936": "gb18030", "ms936": "gb18030", "gb_2312-80": "gb18030", "hz-gb-2312": "hz", "hz": "hz"}
_ALIASES |= {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "chinese": "gb18030",
    "big5-hkscs": "big5hkscs",
    "big5": "big5hkscs",
}
_WIDER = {"gbk": "gb18030", "gb2312": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949"}
_NAMES = {"big5hkscs": "big5", "cp932": "shift_jis", "euc_jp": "euc-jp", "cp949": "euc-kr", "iso2022_jp": "iso-2022-jp"}
_WIDE = ("utf-16-le", "utf-16-be")
_EAST = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_TRAILING = bytes(range(0x80, 0xC0))
_SAMPLE = 40_000
_ENOUGH = 8_000
_CLEAR = 0.5
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三"
    "之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全"
    "表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料"
    "象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任"
    "取据处理世界技术合作机会信息项目企业中心科技研究国际服务创新发布时间来源单位联系地址网站首页新闻通知关于附件版权所有"
    "這個們來時國會對為學發經過說後業現還無動產種長開關應體點問實與從機當進東車書電話頁網際術務創佈聯繫單雲議處員題"
    "，。、：；！？（）《》“”‘’—…·「」『』【】〔〕　"
    "のにはをたがでてとしれさいるなかこらっまものりうあきくそれけめせどよわスントルイラリックアコマシレテムグロジタプドサフィーデメ・"
    "이다는의가에을지고하한로를사기자도리서인어나시일그대아수해정보스전부있라들원주제국장업협력술회"
)
_WRONG = re.compile("[\ufffd\x80-\x9f\ue000-\uf8ff\uff61-\uff9f\x00-\x08\x0e-\x1f]")
_PIECE = re.compile(rb"[A-Za-z]?[\x80-\xff][^\x00-\x1f<>]{0,2000}")
_BEYOND = re.compile("[^\x00-\x7f]")
_KANA = re.compile("[\u3041-\u30fe]")
_LATIN = re.compile("(?<=[A-Za-z])[\u00c0-\u024f](?![\u0080-\u024f])|[\u00c0-\u024f](?=[a-z])(?<![\u0080-\u024f].)")
_SCRIPT = re.compile("[\u0370-\u07ff\u0e00-\u0e7f]")
_LOWER = re.compile("[\u03ac-\u03ce\u0430-\u045f\u0530-\u07ff\u0e00-\u0e7f]")
_MARKS = re.compile("[“”‘’–—…£€©®°·«»\u00a0]")


def decode(body: bytes, charset: str | None = None, media_type: str | None = None) -> tuple[str, str]:
    """Return the text of `body`, without a byte order mark, and the character set that it was read in.

    `charset` is the one declared from outside (HTTP), `media_type` the type without parameters. Broken bytes become
    U+FFFD. Never raises; time grows linearly. A set that was declared narrower than it is meant (gb2312 for
    gb18030) is read as the wider one.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    if found := _sixteen(body) or _utf8(body):
        return found
    name = _best(body, list(_declared(body, charset, media_type)))
    text = body.decode(name, "replace").removeprefix("\ufeff")
    return text, _NAMES.get(name, name.replace("cp125", "windows-125"))


def _sixteen(body: bytes) -> tuple[str, str] | None:
    """Read UTF-16 without a mark: every other byte of its ASCII characters is zero."""
    head = body[:4096]
    if head.count(0) < len(head) * 0.1 or len(head) < 4:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd):
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    return body.decode(name, "replace"), name


def _utf8(body: bytes) -> tuple[str, str] | None:
    """Read UTF-8 that is valid, was cut in the middle of a character, or is broken in few places."""
    if body.isascii():
        return _seven(body)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        start = max(0, error.start - _ENOUGH)
        part = body[start : error.start + _ENOUGH]
        around = (part.lstrip(_TRAILING) if start else part).decode("utf-8", "replace")
        broken = around.count("\ufffd")
        right = len(_BEYOND.findall(around)) - broken
        fits = right >= (1 if error.reason == "unexpected end of data" else max(1, 10 * broken))
        return (body.decode("utf-8", "replace"), "utf-8") if fits else None
    return None if _looks_chinese(body, text) else (text, "utf-8")


def _looks_chinese(body: bytes, text: str) -> bool:
    """Tell whether valid UTF-8 is nonsense but good Chinese: a few short words, such as 通知, are both."""
    if len(body) > _SAMPLE or max(text) >= "\u0800" or _score(text) > _CLEAR:
        return False
    try:
        return _score(body.decode("gb18030")) > 0.8
    except UnicodeDecodeError:
        return False


def _seven(body: bytes) -> tuple[str, str]:
    """Read ASCII, or Japanese or Chinese in seven bits that says so."""
    inner = _INNER.search(body[:4096])
    if b"\x1b$" in body[:_SAMPLE]:
        return body.decode("iso2022_jp", "replace"), "iso-2022-jp"
    if inner and inner[1].lower().startswith(b"hz") and b"~{" in body:
        return body.decode("hz", "replace"), "hz"
    return body.decode("ascii"), "utf-8"


def _declared(body: bytes, charset: str | None, media_type: str | None) -> Iterator[str]:
    """Yield the codecs that are declared, the one from outside first."""
    labels = [charset or ""]
    kind = (media_type or "").lower()
    if not kind.startswith(("text/plain", "text/csv", "application/json")):
        labels += [match[1].decode("ascii") for match in _INNER.finditer(body[:4096])][:3]
    for label in labels:
        if name := _codec(label):
            yield name


def _codec(label: str) -> str:
    """Return the codec for a label, widened; empty for none that makes text of bytes."""
    label = label.strip().strip("\"'").lower()
    name = _ALIASES.get(label) or str(map_encoding_to_html5(label, fallback_utf8=False) or "")
    name = _WIDER.get(name, name)
    try:
        return name if name and isinstance(b"".decode(name), str) else ""
    except (LookupError, ValueError):
        return ""


def _best(body: bytes, declared: list[str]) -> str:
    """Return the codec whose decoding looks most like writing; a declared one has a start."""
    sample = _sample(body)
    likely = [name for name in declared if name in _EAST] or ["gb18030"]
    text = sample.decode(likely[0], "replace")
    if _score(text) > _CLEAR and not _KANA.search(text):  # kana stand in all East Asian sets, the rest tells them apart
        return likely[0]
    guess = _codec(detect_encoding(body[:200_000]) or "")
    names = dict.fromkeys([*declared, *_EAST, guess or "utf-8", "cp1252"])
    bonus = {name: 0.05 if name in ("cp1252", "latin-1") else 0.3 for name in reversed(declared)}
    scores = {name: _score(sample.decode(name, "replace")) + bonus.get(name, 0.02 * (name == guess)) for name in names}
    if not len(body) % 2:
        scores |= {name: _score(body[:_ENOUGH].decode(name, "replace")) for name in _WIDE}
    return max(scores, key=lambda name: scores[name])


def _sample(body: bytes) -> bytes:
    """Return up to 8 kB of what is not ASCII, each piece from the start of a character on."""
    parts, size = list[bytes](), 0
    for match in _PIECE.finditer(body):
        parts.append(match[0])
        size += len(match[0])
        if size >= _ENOUGH:
            break
    return b"\n".join(parts)[: 2 * _ENOUGH]


def _score(text: str) -> float:
    """Return how much the characters beyond ASCII look like writing, about −3 to 1."""
    text = text.removesuffix("\ufffd")
    beyond = _BEYOND.findall(text)
    if not beyond:
        return 0.0
    good = sum(map(_COMMON.__contains__, beyond)) * 1.3 + len(_LATIN.findall(text)) + len(_MARKS.findall(text)) * 0.5
    good += len(_SCRIPT.findall(text)) * 0.3 + len(_LOWER.findall(text)) * 0.5
    return min(1.0, good / len(beyond)) - 3 * len(_WRONG.findall(text)) / len(beyond)
