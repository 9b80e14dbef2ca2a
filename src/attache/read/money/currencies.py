"""Names of currencies, with the ISO 4217 code, or why a name has none.

A name that several states use for their money (克朗, 卢比, ¥, pesos) has no code. `元` alone is the yuan
where the text is in simplified characters. A bare dollar sign is the dollar of the United States, as in
the press; A$, C$, HK$ … are their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from attache.read.numerals import fold

__all__ = ["AFTER", "ANY", "BEFORE", "BEFORE_ENDS", "GENERIC", "SIGN_HERE", "code_of"]

_CODES = tuple(
    re.findall(
        "[A-Z]{3}",
        "USD EUR GBP JPY CHF CNY RMB HKD TWD NTD MOP SGD AUD CAD NZD KRW RUB INR ILS NIS SEK NOK DKK PLN CZK HUF "
        "RON BGN TRY ZAR BRL MXN THB MYR IDR VND PHP UAH BYN KZT AED SAR QAR EGP CLP ARS COP PKR BDT ISK NGN KES",
    )
)
_HAN = {
    "CNY": "人民币元 元人民币 人民币 人民幣",
    "USD": "美元 美金 美圆",
    "EUR": "欧元 歐元",
    "GBP": "英镑 英鎊",
    "JPY": "日元 日圆 日圓 日币 日幣 万円 億円 円",
    "CHF": "瑞士法郎 瑞郎",
    "HKD": "港元 港币 港幣 港圆",
    "TWD": "新台币 新臺幣 新台幣 台币 臺幣 台幣",
    "MOP": "澳门元 澳門元 澳门币",
    "SGD": "新加坡元 新加坡币 新元 坡币",
    "AUD": "澳大利亚元 澳元 澳币 澳幣",
    "CAD": "加拿大元 加元 加币 加幣",
    "NZD": "新西兰元 纽元 纽币",
    "KRW": "韩元 韩圆 韓元 韩币 韩国元",
    "RUB": "俄罗斯卢布 卢布 盧布",
    "BYN": "白俄罗斯卢布",
    "INR": "印度卢比",
    "PKR": "巴基斯坦卢比",
    "IDR": "印尼卢比 印尼盾 印度尼西亚盾",
    "ILS": "以色列新谢克尔 以色列谢克尔 新谢克尔 谢克尔 新舍客勒 舍客勒",
    "SEK": "瑞典克朗",
    "NOK": "挪威克朗",
    "DKK": "丹麦克朗",
    "ISK": "冰岛克朗",
    "CZK": "捷克克朗",
    "PLN": "波兰兹罗提 兹罗提",
    "HUF": "匈牙利福林 福林",
    "RON": "罗马尼亚列伊",
    "BGN": "保加利亚列弗 列弗",
    "TRY": "土耳其里拉",
    "ZAR": "南非兰特 兰特",
    "BRL": "巴西雷亚尔 雷亚尔",
    "MXN": "墨西哥比索",
    "THB": "泰铢 泰銖",
    "MYR": "林吉特 令吉 马币",
    "VND": "越南盾",
    "PHP": "菲律宾比索",
    "UAH": "格里夫纳",
    "KZT": "哈萨克斯坦坚戈 坚戈",
    "AED": "阿联酋迪拉姆",
    "SAR": "沙特里亚尔",
    "DEM": "德国马克",
    "FRF": "法国法郎",
}
_SHARED = "克朗 卢比 盧比 比索 法郎 里亚尔 第纳尔 迪拉姆 里拉 盾 列伊 马克"
_SYMBOLS: dict[str, str | None] = {
    "US$": "USD", "U.S.$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "₩": "KRW", "₹": "INR",
    "₪": "ILS", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD",
    "S$": "SGD", "R$": "BRL", "CN¥": "CNY", "JP¥": "JPY", "SFr.": "CHF", "Fr.": "CHF", "zł": "PLN",
    "¥": None, "￥": None, "Rs.": None,
}  # fmt: skip
_WORDS: dict[str, str | None] = {
    "u.s. dollars": "USD", "u.s. dollar": "USD", "us dollars": "USD", "us dollar": "USD", "dollars": "USD",
    "american dollars": "USD", "canadian dollars": "CAD", "australian dollars": "AUD", "hong kong dollars": "HKD",
    "singapore dollars": "SGD", "new zealand dollars": "NZD", "new taiwan dollars": "TWD", "euros": "EUR",
    "euro": "EUR", "pounds sterling": "GBP", "swiss francs": "CHF", "franken": "CHF", "yen": "JPY",
    "japanese yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "rubles": "RUB", "roubles": "RUB", "shekels": "ILS",
    "new shekels": "ILS", "korean won": "KRW", "indian rupees": "INR", "swedish kronor": "SEK",
    "swedish krona": "SEK", "kronor": "SEK", "norwegian kroner": "NOK", "danish kroner": "DKK", "zloty": "PLN",
    "baht": "THB", "ringgit": "MYR", "tenge": "KZT", "hryvnia": "UAH", "kroner": None, "francs": None,
    "rupees": None, "pesos": None, "рублей": "RUB", "рубля": "RUB", "руб.": "RUB", "руб": "RUB",
    "долларов сша": "USD", "долларов": "USD", "долл. сша": "USD", "долл.": "USD", "евро": "EUR", "юаней": "CNY",
    "фунтов стерлингов": "GBP",
}  # fmt: skip
_NAMES: dict[str, str | None] = {
    code.lower(): {"RMB": "CNY", "NTD": "TWD", "NIS": "ILS"}.get(code, code) for code in _CODES
}
_NAMES |= {name: code for code, names in _HAN.items() for name in names.split()}
_NAMES |= dict.fromkeys(_SHARED.split())
_NAMES |= {name.lower(): code for name, code in _SYMBOLS.items()} | _WORDS
_HAN_NAMES = [name for names in _HAN.values() for name in names.split()] + _SHARED.split()


def _han(names: Iterable[str]) -> str:
    """Return a pattern for Chinese names, in which a space may stand between the characters."""
    return "|".join(" ?".join(name) for name in sorted(names, key=len, reverse=True))


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_ELEMENT = "素件器组組化论論法系材锂鋰合金催共体體模结結正年旦月老首帅勋朝代宇"
AFTER = re.compile(
    rf"(?P<han>{_han(_HAN_NAMES)})|(?P<euro>欧(?![洲盟姆美亚式])|歐(?![洲盟姆美亞式]))|(?P<pound>镑)"
    rf"|(?P<yuan>元(?:[（(]人民币[）)]|人民币|[（(]RMB[）)])?(?![{_ELEMENT}])|圆整?|圓整?|块钱)"
    rf"|(?P<sign>{_any([s for s in _SYMBOLS if s not in ('Fr.', 'Rs.')])})(?![0-9])"
    rf"|(?P<word>(?i:{_any(_WORDS)}|{_any(_CODES)})(?![A-Za-zА-я]))"
)
"""What may follow a number (and its scale) as the name of its currency."""

_BEFORE_HAN = re.findall(r"\S+", "人民币 人民幣 美元 美金 欧元 英镑 日元 港币 港元 新台币 澳元 加元 瑞士法郎 卢布 韩元")
BEFORE = re.compile(
    rf"(?:(?P<han>{_any(_BEFORE_HAN)})[约：: ]{{0,2}}|(?P<sign>{_any(_SYMBOLS)}) ?"
    rf"|(?<![A-Za-z])(?P<word>{_any(_CODES)}|Euro) ?)\Z"
)
"""What may stand before a number as the name of its currency; searched in the 10 characters before it."""

SIGN_HERE = re.compile(rf"(?:{_any(_BEFORE_HAN)}|{_any(_SYMBOLS)}|{_any(_CODES)}) ?")
"""The same names, where a number follows them."""

ANY = re.compile(
    "[万萬亿億元圆圓镑鎊$€£₽₩₹₪¥￥円铢銖盾欧歐卢盧克法比令里币幣]"
    "|(?i:dollar|euro|pound|franc|yen|yuan|renminbi|r[ou]+ble|shekel|won|rupee|kron|peso|zl|baht|ringgit|tenge|hryv|руб|долл|евро)"
    rf"|{_any(_CODES)}"
)
"""Something without which a text states no amount."""

GENERIC = frozenset(("元", "圆", "圆整", "圓", "圓整", "块钱", "$", "¥", "￥", "dollars", "Dollars"))
"""Names that a fuller name beside the same number explains."""

BEFORE_ENDS = frozenset("币幣元金镑布郎约：: $€£₽₩₹₪¥￥." + "".join(code[-1] for code in _CODES) + "o")


def code_of(name: str) -> tuple[str | None, str]:
    """Return the ISO 4217 code of a currency's name, and the reason where there is none."""
    plain = fold(name.strip(" ：:约約"))
    if not plain.isascii():
        plain = plain if plain in _NAMES else plain.replace(" ", "")
    code = _NAMES.get(plain)
    if code is None and plain in ("欧", "歐", "镑"):
        code = {"镑": "GBP"}.get(plain, "EUR")
    return code, "" if code else f"{name.strip()} is the money of several states"
