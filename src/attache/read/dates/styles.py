"""The written styles of a date.

Every style but the eras of Taiwan and Japan holds a year of four digits, so the years are found first,
and what stands directly after and before each decides. Patterns look at 48 characters at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from attache.core.spans import Span
from attache.core.text import normalise
from attache.read.dates.names import MONTH, WEEKDAY, month_of
from attache.read.dates.partial import FoundDate, Hit, PartialDate, partial
from attache.read.numerals import digits, half_width, number

__all__ = ["find", "parse", "parse_stated", "scan"]

_CN = "〇零○◯一壹二贰貳两三叁參叄四肆五伍六陆陸七柒八捌九玖"
_SMALL = "一二三四五六七八九十廿卅壹贰貳叁叄肆伍陆陸柒捌玖拾"
_N = f"(?:[0-9]{{1,2}}|[{_SMALL}元](?: ?[{_SMALL}]){{0,2}})"
_TO = "(?: ?(?:[-–—―~～]{1,2}|至|到) ?)"
_S = " {0,2}"
_YEAR = re.compile(f"[12][0-9]{{3}}(?![0-9])|[一二壹贰貳1-2](?: ?[{_CN}Oo0-9]){{3}}(?={_S}年)")
_AFTER_ZH = re.compile(
    f"{_S}[年년](?:{_S}(?P<m>{_N})(?:{_TO}(?P<m2>{_N}))?{_S}(?:月份?|월)"
    f"(?:{_S}(?P<d>{_N})(?:{_TO}(?P<d2>{_N}))?(?:{_S}[日号號일]|(?=[）)\\]\n]|\\Z))|{_S}[上中下]旬|[初底末])?"
    "|初|底(?!特律)|末|度(?!假)|[上下]半年|第?[一二三四1-4]季度)?"
    f"(?:{_TO}(?=[0-9一二三四五六七八九十]{{1,4}}{_S}[年月日号號])(?:(?P<y3>[0-9]{{4}}){_S}年{_S})?"
    f"(?:(?P<m3>{_N}){_S}月份?{_S})?(?:(?P<d3>{_N}){_S}[日号號])?)?"
)
_AFTER_NUMERIC = re.compile(
    r" ?(?P<sep>[-/.．／])(?: ?)(?P<m>[0-9]{1,2}) ?(?P=sep) ?(?P<d>[0-9]{1,2})(?![0-9])(?![./][0-9])"
)
_AFTER_MONTH = re.compile(r"(?P<sep>[-/.．／])(?P<m>[0-9]{1,2})(?![0-9./-])")
_AFTER_NAME = re.compile(rf"[ ,-]{{1,2}}(?P<m>{MONTH})\b\.?[ -](?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:])", re.I)
_BEFORE_YEAR = re.compile(rf"([12][0-9]{{3}}){_TO}\Z")
_BEFORE_DAY_MONTH = re.compile(
    rf"(?<![\w.,:/-])(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?"
    rf"(?:(?:{_TO}|,? and |,? to |bis |au |al | и )(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th|er|\.)?)?"
    rf"(?: |-|\.| of | de |d'| day of )?(?P<m>{MONTH})\b\.?(?: de| of)?[ ,-]{{0,2}}\Z",
    re.I,
)
_BEFORE_MONTH_DAY = re.compile(
    rf"(?<!\w)(?P<m>{MONTH})\b\.? ?(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:(?:{_TO}|,? and )(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?)?(?:,| ,)? ?\Z",
    re.I,
)
_BEFORE_MONTH = re.compile(rf"(?<!\w)(?P<m>{MONTH})\b\.?(?:,? (?:de |of )?|-)\Z", re.I)
_BEFORE_NUMERIC = re.compile(
    r"(?<![0-9])(?<![0-9][./-])(?P<a>[0-9]{1,2}) ?(?P<sep>[./-]) ?(?P<b>[0-9]{1,2}) ?(?P=sep) ?\Z"
)
_ROC = re.compile(
    f"(?:中[华華])?民[国國] ?(?P<y>[0-9]{{1,3}}|[{_CN}十百]{{1,5}}|元)"
    f"(?: ?年(?:{_S}(?P<m>{_N}){_S}月(?:{_S}(?P<d>{_N}){_S}[日号號])?)?"
    r"|(?P<sep>[-/.])(?P<mm>[0-9]{1,2})(?P=sep)(?P<dd>[0-9]{1,2})(?![0-9]))"
)
_ERA = re.compile(
    f"(?P<era>明治|大正|昭和|平成|令和) ?(?P<y>元|[0-9]{{1,2}}|[{_CN}十]{{1,3}}) ?年"
    f"(?:{_S}(?P<m>{_N}){_S}月(?:{_S}(?P<d>{_N}){_S}日)?)?"
)
_ERAS = {"明治": (1868, 1912), "大正": (1912, 1926), "昭和": (1926, 1989), "平成": (1989, 2019), "令和": (2019, 9999)}
_COMPACT = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?:[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)?(?![0-9A-Za-z])"
)
_MONTH_YEAR = re.compile(r"(?<![0-9./-])(?P<m>[0-9]{1,2})[/.-]\Z")
_SPELL = re.compile(r"\s?(?:多|的?历史|的?歷史|之久|长河)")
_LETTER = re.compile(r"[^\W\d_]")
_LUNAR = re.compile(r"(?:农历|農曆|阴历|陰曆|旧历|舊曆|佛历|佛曆) ?\Z")
_ABOUT = re.compile(r"(?:近|约|超|逾|超过|长达|历经|上下|有着?)\Z")
_CLOCK = (
    r"(?:[T ,-]{0,2}(?:上午|下午|晚上?|凌晨|中午)? ?[0-2]?[0-9](?::[0-5][0-9]){1,2}"
    r"(?:[.,][0-9]{1,9})?(?: ?[AaPp]\.?[Mm]\.?)?)"
)
_ZONE = (
    r"(?: ?(?:Z|UTC|GMT|CST|EST|EDT|PST|PDT|CET|CEST|MSK|北京时间)?(?: ?[+-][0-9]{2}:?[0-9]{2})?(?: \([A-Z]{3,4}\))?)"
)
AROUND_BEFORE = re.compile(
    rf"[\s\[\]【】（）()〔〕「」<>|·•,，.:：'\"-]*(?:[0-2]?[0-9]:[0-5][0-9][ ,]+)?"
    rf"(?:{WEEKDAY})?(?:公元|西元)?[\s\[\]【】（）(),，.]*",
    re.I,
)
AROUND_AFTER = re.compile(
    rf"日?[\s,，]*[（(\[]?(?:{WEEKDAY})?[）)\]]?(?:{_CLOCK}|[ ,]*[0-2]?[0-9][时點点][0-5]?[0-9]?分?)?{_ZONE}"
    rf"(?:\s?г(?:\.|ода?)?)?[\s\[\]【】（）()〔〕「」<>|·•,，.。;；:：'\"-]*",
    re.I,
)
_EPOCH = re.compile(r"(?:/?Date\()?(-?[0-9]{9,13})(?P<zone>[+-][0-9]{4})?(?:\)/?)?")
_BEIJING = timezone(timedelta(hours=8))


def find(text: str) -> list[FoundDate]:
    """Return the dates of `text` in order, each at its longest; spans are into `text`.

    Left out: days without a year, impossible dates, numeric dates that could be read two ways, and
    bare digits such as 20190715 or 2019.07, which are as likely numbers.
    """
    return [
        FoundDate(hit.date, Span(hit.start, hit.end), hit.style, hit.until)
        for hit in scan(text)
        if hit.date is not None
    ]


def parse(text: str) -> PartialDate | None:
    """Read `text` if all of it is one date (with a week day or clock time, maybe); None otherwise."""
    hit = whole(text)
    return None if hit is None or hit.until else hit.date


def parse_stated(value: object) -> tuple[PartialDate | None, str]:
    """Read a field that a source calls its date: any style, or seconds or milliseconds since 1970.

    Returns the date and, where there is none, why. Instants are read at Beijing time, so that midnight
    in Beijing and midnight UTC both give the day that was meant.
    """
    text = normalise(str(value))[:200]
    epoch = _EPOCH.fullmatch(text)
    if epoch and not _COMPACT.fullmatch(text):
        return _instant(int(epoch[1]), epoch["zone"]), "not a time since 1970"
    hit = whole(text)
    if hit is None:
        return None, "unreadable"
    return (None, "a range") if hit.until else (hit.date, hit.why)


def whole(text: str, day_first: bool = False) -> Hit | None:
    """Return the one date that `text` consists of, in the looser styles too."""
    text = normalise(text[:400])
    if len(text) > 80:
        return None
    hits = scan(text, loose=True, day_first=day_first)
    if len(hits) != 1:
        return None
    before, after = text[: hits[0].start], text[hits[0].end :]
    return hits[0] if AROUND_BEFORE.fullmatch(before) and AROUND_AFTER.fullmatch(after) else None


def scan(text: str, *, loose: bool = False, day_first: bool = False) -> list[Hit]:
    """Return everything written like a date, in order, without overlaps.

    `loose` adds the styles that only a label or a field of its own makes dates: 20190715, 2019.07, 2019.
    `day_first` reads 03.04.2019 as the third of April.
    """
    text = half_width(text)
    hits = [hit for hit in _all(text, loose, day_first) if hit is not None]
    hits.sort(key=lambda h: (h.start, -h.end))
    out: list[Hit] = []
    for hit in hits:
        if not out or hit.start >= out[-1].end:
            out.append(hit)
        elif hit.end - hit.start > out[-1].end - out[-1].start:
            out[-1] = hit
    return out


def _all(text: str, loose: bool, day_first: bool) -> Iterator[Hit | None]:
    for year in _YEAR.finditer(text):
        if not (year.start() and text[year.start() - 1] in "0123456789"):
            yield _at_year(text, year, loose, day_first)
    if "民" in text:
        yield from map(_roc, _ROC.finditer(text))
    if "年" in text:
        yield from map(_era, _ERA.finditer(text))
    if loose:
        for m in _COMPACT.finditer(text):
            yield _hit(m.start(), m.end(), partial(int(m[1]), int(m[2]), int(m[3])), "compact")


def _at_year(text: str, year: re.Match[str], loose: bool, day_first: bool) -> Hit | None:
    start, end = year.span()
    value = digits(year[0])
    if _LUNAR.search(text, max(0, start - 4), start):
        return None
    found = _AFTER_ZH.match(text, end)
    if found:
        return _zh(text, start, value, found)
    found = _AFTER_NUMERIC.match(text, end)
    if found:
        style = "iso" if found["sep"] == "-" else "slash" if found["sep"] in "/／" else "dot"
        return _hit(start, found.end(), partial(value, int(found["m"]), int(found["d"])), style)
    found = _AFTER_NAME.match(text, end)
    if found:
        return _hit(start, found.end(), partial(value, month_of(found["m"]), int(found["d"])), "named")
    return _before(text, start, end, day_first) or (_loose_year(text, start, end) if loose else None)


def _zh(text: str, start: int, year: int | None, found: re.Match[str]) -> Hit | None:
    month, day = _small(found["m"]), _small(found["d"])
    until_day = _small(found["d3"] or found["d2"])
    until_month = _small(found["m3"]) or _small(found["m2"]) or month
    style = "zh" if text[start : start + 4].isascii() and text[start : start + 4].isdigit() else "zh-numerals"
    if any(found[g] for g in ("m2", "d2", "y3", "m3", "d3")):
        until_year = int(found["y3"]) if found["y3"] else year
        until = partial(until_year, until_month, until_day)
        date = partial(year, month, day) if until else None
        return _hit(start, found.end(), date, "range", until)
    if month is None:
        earlier = _BEFORE_YEAR.search(text, max(0, start - 8), start)
        if earlier:
            return _hit(earlier.start(), found.end(), partial(int(earlier[1])), "range", partial(year))
        if _SPELL.match(text, found.end()) or _ABOUT.search(text, max(0, start - 2), start):
            return None
    return _hit(start, found.end(), partial(year, month, day), style)


def _before(text: str, start: int, end: int, day_first: bool) -> Hit | None:
    window = max(0, start - 44)
    named = _LETTER.search(text, max(0, start - 20), start)
    for pattern in (_BEFORE_DAY_MONTH, _BEFORE_MONTH_DAY, _BEFORE_MONTH) if named else ():
        found = pattern.search(text, window, start)
        if found:
            groups = found.groupdict()
            year, month = int(text[start:end]), month_of(found["m"])
            date = partial(year, month, int(groups["d"]) if groups.get("d") else None)
            until = partial(year, month, int(groups["d2"])) if groups.get("d2") else None
            return _hit(found.start(), end, date, "range" if until else "named", until)
    found = _BEFORE_NUMERIC.search(text, window, start)
    return _two_ways(found, int(text[start:end]), end, day_first) if found else None


def _two_ways(found: re.Match[str], year: int, end: int, day_first: bool) -> Hit:
    """Read a date whose year stands last: the day is the part that cannot be a month."""
    a, b = int(found["a"]), int(found["b"])
    if a > 12 or a == b or (day_first and found["sep"] == "."):
        return _hit(found.start(), end, partial(year, b, a), "day-first")
    if b > 12:
        return _hit(found.start(), end, partial(year, a, b), "month-first")
    return Hit(found.start(), end, None, "ambiguous", "ambiguous: it could be the day or the month that stands first")


def _loose_year(text: str, start: int, end: int) -> Hit | None:
    year = int(text[start:end])
    found = _AFTER_MONTH.match(text, end)
    if found:
        return _hit(start, found.end(), partial(year, int(found["m"])), "year-month")
    before = _MONTH_YEAR.search(text, max(0, start - 3), start)
    if before and 1900 <= year < 2100:
        return _hit(before.start(), end, partial(year, int(before["m"])), "month-year")
    alone = not text[:start].strip() and not text[end:].strip()
    return _hit(start, end, partial(year), "year") if alone and 1800 <= year < 2200 else None


def _roc(found: re.Match[str]) -> Hit:
    spelt = _small(found["y"]) or digits(found["y"])
    year = None if not spelt else spelt + 1911
    month, day = _small(found["m"] or found["mm"]), _small(found["d"] or found["dd"])
    return _hit(found.start(), found.end(), partial(year, month, day), "roc")


def _era(found: re.Match[str]) -> Hit:
    first, last = _ERAS[found["era"]]
    ordinal = 1 if found["y"] == "元" else _small(found["y"])
    year = first + ordinal - 1 if ordinal and first + ordinal - 1 <= last else None
    return _hit(found.start(), found.end(), partial(year, _small(found["m"]), _small(found["d"])), "era")


def _small(text: str | None) -> int | None:
    if not text:
        return None
    value = number(text) if text != "元" else 1
    return None if value is None else int(value)


def _hit(start: int, end: int, date: PartialDate | None, style: str, until: PartialDate | None = None) -> Hit:
    return Hit(start, end, date, style, "" if date else "no such day", until)


def _instant(value: int, zone: str | None) -> PartialDate | None:
    seconds = value / 1000 if abs(value) >= 10**11 else value
    if not 0 < seconds < 2**33:
        return None
    shift = _BEIJING
    if zone:
        minutes = (int(zone[1:3]) * 60 + int(zone[3:])) * (-1 if zone[0] == "-" else 1)
        shift = timezone(timedelta(minutes=minutes)) if abs(minutes) < 1440 else _BEIJING
    day = datetime.fromtimestamp(seconds, UTC).astimezone(shift)
    return partial(day.year, day.month, day.day)
