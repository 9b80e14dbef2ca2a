"""Names of groups of the chapters on process, withdrawals, drift and coverage, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from attache.vocabulary.casebook import load_casebook
from attache.vocabulary.chinese import in_chinese
from attache.vocabulary.lists import load_lists, needs_of
from attache.vocabulary.metrics import metric_names, named_metric

__all__ = ["named"]

_SPAN = re.compile(r"(\d+) days (before|after)")
_BY_DIMENSION: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "exactness": {
        "exact_chokepoint": ("the chokepoint itself", "即“卡脖子”技术本身"),
        "programme_need": ("the narrow field that a programme asks for", "计划所求的细分领域"),
        "plan_field_only": ("the sector of a plan alone", "仅属规划领域"),
        "same_field": ("the narrow field of a request", "与需求所述细分领域相同"),
        "none": ("no need", "不对应需求"),
    },
    "demand_list": {"request": ("requests read from pages", "页面所载需求")},
    "step": {
        "needs": ("needs stated", "提出的需求"),
        "needs_measured": ("needs that codes lead to", "编码可及的需求"),
        "needs_answered": ("needs answered", "已有对应机会的需求"),
        "opportunities": ("opportunities", "合作机会"),
        "answering": ("answers a need", "对应需求"),
        "organisation": ("its organisation is known", "机构已知"),
        "at_event": ("its organisation is named at an event", "机构见于活动通知"),
        "with_outcome": ("with a recorded outcome", "有后续结果记录"),
    },
    "event": {
        "houston_closed": ("closure of the consulate in Houston", "休斯敦总领馆关闭"),
        "report": ("the report of 2021-05", "2021年5月报告"),
    },
    "removed": {
        "organisation": ("name of an organisation", "机构名称"),
        "amount": ("amount of money", "金额"),
        "amount_changed": ("amount of money, another in its place", "金额（已改为另一金额）"),
        "contact": ("contact or address of a site", "联系方式或网址"),
        "technology": ("term of a technology", "技术术语"),
        "paragraph": ("whole lines", "整段文字"),
        "title": ("title changed", "标题（已改）"),
        "nothing": ("nothing, words were added", "无删除，仅有增补"),
        "other": ("other words", "其他文字"),
    },
    "stated": {
        "published_on": ("date of posting", "发布日期"),
        "day": ("date to the day", "精确到日的日期"),
        "host_country": ("country", "国别"),
        "mission_id": ("mission", "驻外使领馆"),
        "organisation_id": ("organisation offered", "外方机构"),
        "all_four": ("date, country, mission and organisation", "日期、国别、使领馆与机构"),
    },
    "quantile": {
        "q25": ("a quarter", "四分之一"),
        "median": ("half (median)", "半数（中位数）"),
        "q75": ("three quarters", "四分之三"),
    },
}


def named(dimension: str | None, group: str) -> tuple[str, str] | None:
    """Return the name of a group in English and Chinese; None for a group that is not of these chapters."""
    found = _BY_DIMENSION.get(dimension or "", {}).get(group)
    if found is None and dimension in ("demand_list", "need"):
        return _needs().get(group)
    if found is None and dimension in ("event", "programme"):
        return _happenings().get(group)
    if found is None and dimension in ("step", "target"):
        return metric_names().get(group)
    return found or _composed(dimension, group)


def _composed(dimension: str | None, group: str) -> tuple[str, str] | None:
    """Name a group whose id says what it is."""
    if dimension == "cohort":
        short = group.removeprefix("sample-")[:6]
        return f"cohort {short}", f"队列{short}"
    if dimension == "conversion":
        before, after = (named_metric(one) for one in group.split(" → "))
        return f"{before[0]} → {after[0]}", f"{before[1]} → {after[1]}"
    if dimension == "window" and (span := _SPAN.fullmatch(group)):
        return group, f"此{'前' if span[2] == 'before' else '后'}{span[1]}天"
    return None


@cache
def _happenings() -> Mapping[str, tuple[str, str]]:
    """Return the names of the events and programmes that come with Attaché, by their ids."""
    book = load_casebook()
    names = {one.event_id: one.name for one in book.events} | {one.programme_id: one.name for one in book.programmes}
    return {id_: (name, in_chinese(name)) for id_, name in names.items()}


@cache
def _needs() -> Mapping[str, tuple[str, str]]:
    """Return the names of demand lists and of their entries, by the ids of lists and needs."""
    known = load_lists()
    entries = {one.need_id: (f"{one.code} {one.name_en}", f"{one.code} {one.name_zh}") for one in needs_of(known)}
    return {**{item.list_id: (item.name_en, item.name_zh) for item in known}, **entries}
