"""What an amount is an amount of, by the words around it in its sentence."""

from __future__ import annotations

import re

from attache.core.text import simplify

__all__ = ["kind_of"]

_HERE = "¤"
_BEFORE, _AFTER = 48, 28  # characters
_STOP = re.compile(r"[。；;！？!?\n]|\.(?= )")
_HINT = re.compile(
    "资|投|估|市值|额|收入|营收|产值|销售|价|费|预算|造价|经费|股本|拨款|每|/|补助|奖|风投|轮"
    "|capital|valu|rais|fund|seek|grant|revenue|turnover|sale|price|cost|budget|invest|series|loan"
    "|require|need|per |each",
    re.I,
)
_N = "[^，。,;；¤]"  # stays in the clause
_M = "[^。;；¤]"
_MONEY = "(?:融资|投资|资助|拨款|资金|基金|经费|补助|赞助|风投|风险投资|支持|奖励|贷款)"
_WISH = "(?:拟|计划|预计|希望|期望|欲|寻求|寻找|谋求|征集|打算|准备|急需|亟需|尚需|还需|所需|需要?|力争|目标|将)"
_SEEK = "(?:寻求|寻找|谋求|征集|急需|亟需|尚需|还需|所需|需要?)"
_RAISE = "(?:融资|募集|募资|引资|筹集|筹资|吸引|获得?|引进|引入|得到)"
_SALES = "(?:销售额|销售收入|销售总额|营业额|营业收入|营收|收入|产值|销售(?!利润))"
_PRICE = "(?:(?<!出)售价|单价|价格|报价|标价|定价|市场价|零售价|市价|均价|总价(?!值))"
_FEE = "(?:转让费|许可费|使用费|转让价|入门费|专利费)"
_PIECE = "(?:[台套件吨只支盒瓶剂升米度亩桶]|公斤|千克|平方米|立方米|千瓦时?|公里)"
_PIECE_EN = "(?:kwh?|kg|ton|unit|piece|m[²2]|w\\b)"
_ROUND = r"(?:[天种][使子]轮|[A-DPa-d]\+?轮|股权|风险)"
_ASK = "(?:seek|looking for|look for|in search of|to raise|hopes? to|aims? to|wants?|require|needs?\\b)"
_GOT = "(?:raised(?! by)|raising|secured|received|obtained|won|closed|awarded|attracted|granted|funding of|grants? of)"
_RULES: tuple[tuple[str, str], ...] = (
    (
        "registered_capital",
        f"(?:注册资[本金]|注册资产|实收资本|实缴资本|总股本){_N}{{0,10}}¤|¤{_N}{{0,3}}的?注册资[本金]",
    ),
    ("valuation", f"(?:估值|市值|估价|作价){_N}{{0,12}}¤|¤{_N}{{0,3}}的?(?:投前|投后)?(?:估值|市值)"),
    ("investment_sought", f"{_WISH}{_M}{{0,10}}{_RAISE}{_M}{{0,16}}¤"),
    ("investment_sought", f"{_SEEK}{_M}{{0,12}}{_MONEY}?{_N}{{0,6}}¤{_N}{{0,8}}{_MONEY}"),
    ("investment_sought", f"{_SEEK}(?:启动|流动|外部|项目|风险|战略|股权|的)*(?:投资|资金|融资){_N}{{0,8}}¤"),
    ("investment_sought", f"(?:融资|资金|引资|投资)(?:需求|缺口|目标|计划|意向){_N}{{0,8}}¤"),
    ("investment_sought", f"¤{_N}{{0,4}}的?(?:融资|资金|投资)(?:需求|缺口)"),
    (
        "investment_sought",
        rf"(?:^|\s)(?:拟|所需|需要|希望)?(?:投资|融资|引资)(?:金额|额|额度|规模|总额)? ?[:：]{_N}{{0,6}}¤",
    ),
    ("funding_received", f"(?:获|得到|募集|筹集|筹得|完成|吸引|赢得|争取到){_M}{{0,22}}¤{_N}{{0,12}}{_MONEY}"),
    (
        "funding_received",
        f"(?:已经?|曾|累计|先后|成功|共|完成){_N}{{0,10}}(?:融资|获投|募集|募资|筹集|筹得){_N}{{0,10}}¤",
    ),
    ("funding_received", f"(?:获得?|得到|赢得|争取到|吸引){_N}{{0,14}}{_MONEY}{_N}{{0,8}}¤"),
    (
        "funding_received",
        f"(?:融资|募资|获投|获资助|拨款|资助)(?:了|到|额?已?达到?|总额达){_N}{{0,8}}¤|获投{_N}{{0,6}}¤",
    ),
    ("revenue", f"{_SALES}{_N}{{0,14}}¤|¤{_N}{{0,4}}的?年?(?:销售额|销售收入|收入|营业额|营收|产值)"),
    (
        "price",
        f"(?:{_PRICE}|{_FEE}){_N}{{0,12}}¤|每{_PIECE}{_N}{{0,6}}¤|¤ ?(?:[/／每]|per |一) ?(?:{_PIECE}|{_PIECE_EN})",
    ),
    ("project_cost", f"(?:投资|预算|造价|经费|耗资|斥资|投入|出资|耗费){_N}{{0,14}}¤"),
    ("project_cost", f"¤{_N}{{0,4}}的?(?:项目|研发|建设|总)?(?:预算|经费|造价|研发投入)"),
    ("investment_sought", f"(?:融资|募资|引资){_N}{{0,10}}¤|¤的?{_ROUND}?(?:融资|募资)"),
    ("project_cost", f"¤{_N}{{0,6}}(?:建设|兴建|投资)"),
    ("registered_capital", f"(?:registered|share|paid[- ]in) capital{_M}{{0,24}}¤|¤{_M}{{0,8}}registered capital"),
    ("valuation", f"(?:valued at|valuation|market cap){_M}{{0,24}}¤|¤{_M}{{0,12}}(?:valuation|market cap)"),
    ("investment_sought", f"{_ASK}{_M}{{0,34}}¤"),
    ("funding_received", f"{_GOT}{_M}{{0,30}}¤|¤{_M}{{0,14}}(?:funding|grant|series [a-d]|seed round|venture capital)"),
    ("revenue", f"(?:revenues?|turnover|sales){_M}{{0,26}}¤|¤{_M}{{0,10}}(?:revenues?|turnover|sales)"),
    ("price", rf"(?:priced?|costs?|sells? for|selling at){_M}{{0,16}}¤|¤ ?(?:each\b|apiece)"),
    ("project_cost", f"(?:budget|total investment|project cost|total cost|invest(?:ed|ing|ment|s)?){_M}{{0,24}}¤"),
    ("project_cost", f"¤{_M}{{0,8}}(?:budget|project|investment)"),
)
"""Kind and pattern around `¤`, the amount; the first that fits decides."""

_COMPILED = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _RULES)


def kind_of(text: str, start: int, end: int) -> str:
    """Return the kind of the amount at `[start, end)` of `text`; `unspecified` where its sentence does not say."""
    before = simplify(_STOP.split(text[max(0, start - _BEFORE) : start])[-1])
    after = simplify(_STOP.split(text[end : end + _AFTER], maxsplit=1)[0])
    if not _HINT.search(before) and not _HINT.search(after):
        return "unspecified"
    around = before + _HERE + after
    return next((kind for kind, rule in _COMPILED if rule.search(around)), "unspecified")
