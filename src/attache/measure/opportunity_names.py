"""Names of dimensions and groups of the chapters on methods, content and locations, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from attache.vocabulary.countries import countries

__all__ = ["DIMENSIONS", "named"]

Names = Mapping[str, tuple[str, str]]

DIMENSIONS: Names = {
    "body_kind": ("kind of body named", "所提及机构的类型"),
    "body": ("body named", "所提及的机构"),
    "amount_kind": ("what the amount is for", "金额用途"),
    "amount_currency": ("currency", "币种"),
    "amount": ("amount and currency", "金额与币种"),
    "exchange": ("conversion of the amount", "金额折算"),
    "part": ("part", "部分"),
    "figure": ("figure", "数字"),
    "postings": ("postings of the organisation", "该机构的发布条数"),
    "technologies": ("technologies of the organisation", "该机构的技术项数"),
    "organisation_id": ("organisation", "机构"),
    "first_of_group": ("first or repeated", "首发或重复"),
    "host": ("host country", "所在国"),
    "host_countries": ("countries together", "多国合计"),
    "in_country": ("in the mission's country", "是否在驻在国内"),
    "in_district": ("in the mission's consular district", "是否在领区内"),
    "closed_mission": ("closed mission", "已关闭的使领馆"),
    "closure": ("before or after the closure", "关闭前后"),
}

_PLACED = {
    "inside": ("inside", "在内"),
    "outside": ("outside", "在外"),
    "no_district": ("delegation without a district", "无领区的代表团"),
}
_KINDS: Names = {
    "investment_sought": ("investment sought", "寻求投资"),
    "project_cost": ("cost of the project", "项目造价"),
    "funding_received": ("funding received", "已获资金"),
    "price": ("price", "价格"),
    "revenue": ("revenue", "营业收入"),
    "valuation": ("valuation", "估值"),
    "registered_capital": ("registered capital", "注册资本"),
    "equity_share": ("share of equity", "股权比例"),
    "unspecified": ("not said for what", "用途未说明"),
}
_GROUPS: Mapping[str, Names] = {
    "body_kind": {
        "association": ("association", "协会"),
        "fund": ("fund", "基金"),
        "park": ("park", "园区"),
    },
    "organisation_kind": {
        "company": ("company", "公司"),
        "university": ("university", "高校"),
        "institute": ("institute", "研究所"),
        "laboratory": ("laboratory", "实验室"),
        "hospital": ("hospital", "医院"),
        "government": ("government", "政府部门"),
        "mission": ("mission", "驻外使领馆"),
        "association": ("association", "协会"),
        "fund": ("fund", "基金"),
        "park": ("park", "园区"),
    },
    "amount_kind": {**_KINDS, "unknown": ("no amount", "无金额")},
    "amount_currency": {
        "currency_not_stated": ("money without a currency", "未说明币种"),
        "unknown": ("no amount of money", "无金额"),
    },
    "exchange": {
        "converted": ("converted", "已折算"),
        "a share, not money": ("a share, not money", "为比例，非金额"),
        "currency not stated": ("currency not stated", "币种未说明"),
        "no lower end": ("no lower end", "无下限"),
        "year not stated": ("year not stated", "年份未说明"),
        "no rate for that currency and year": ("no rate for that currency and year", "无该币种该年汇率"),
    },
    "part": {
        "biotechnology": ("biotechnology", "生物技术"),
        "ai": ("artificial intelligence", "人工智能"),
        "either": ("either", "二者之一"),
        "both": ("both", "二者兼有"),
        "neither": ("neither", "二者皆非"),
        "sum": ("sum, both counted twice", "相加（兼有者计两次）"),
        "it": ("information technology", "信息技术"),
        "ai_keyword": ("with keywords of AI", "含人工智能关键词"),
        "it_with_ai_keyword": ("information technology with keywords of AI", "含人工智能关键词的信息技术"),
        "ai_keyword_without_it": ("keywords of AI, another sector", "含人工智能关键词的其他领域"),
        "ai_field": ("field of artificial intelligence", "人工智能领域"),
    },
    "technology_field": {"wide_field_alone": ("wide field alone", "仅有大类")},
    "gov_funding": {
        "laboratory": ("laboratory of a government", "政府所属实验室"),
        "funded": ("laboratory or grant of a government", "政府实验室或资助"),
    },
    "figure": {
        "mean": ("mean", "平均"),
        "technologies": ("technologies, reposts counted once", "技术项数（重复只计一次）"),
    },
    "first_of_group": {"true": ("first posting", "首次发布"), "false": ("repeated", "重复发布")},
    "host": {"allied": ("allied", "盟国")},
    "in_country": {**_PLACED, "unknown": ("cannot be placed", "无法判断")},
    "in_district": {**_PLACED, "unknown": ("cannot be placed", "无法判断")},
    "closure": {
        "before": ("before the closure", "关闭前"),
        "after": ("after the closure", "关闭后"),
        "unknown": ("date does not say", "日期不明"),
    },
}
_STATED, _OR_MORE = ("any stated", "有说明"), " or more"


def named(dimension: str | None, group: str) -> tuple[str, str] | None:
    """Return the name of a group in English and Chinese; None for a group that is not of these chapters."""
    found = _GROUPS.get(dimension or "", {}).get(group)
    if found is not None:
        return found
    if dimension == "host_countries":
        known = [countries()[code] for code in group.split("+") if code in countries()]
        return (", ".join(one.name_en for one in known), "、".join(one.name_zh for one in known)) if known else None
    if dimension == "amount":
        kind, _, currency = group.partition(" ")
        return f"{_KINDS.get(kind, (kind,))[0]}, {currency}", f"{_KINDS.get(kind, (kind, kind))[1]}（{currency}）"
    if group.endswith(_OR_MORE):
        return group, f"{group.removesuffix(_OR_MORE)}及以上"
    return _STATED if group == "stated" else None
