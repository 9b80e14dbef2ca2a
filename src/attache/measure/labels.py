"""Names of groups for people, in English and Chinese: `US` is United States, 美国."""

from __future__ import annotations

from attache.measure import opportunity_names
from attache.measure.group_names import named
from attache.measure.where import UNKNOWN
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.countries import countries
from attache.vocabulary.missions import missions

__all__ = ["DIMENSIONS", "group_label", "name_of"]

DIMENSIONS = {
    "host_country": ("country", "国别"),
    "mission_id": ("mission", "驻外使领馆"),
    "year": ("year", "年份"),
    "quarter": ("quarter", "季度"),
    "status": ("life of the posting", "条目状态"),
    "organisation_kind": ("kind of organisation", "机构类型"),
    "alliance_post": ("alliance at the time of posting", "发布时的盟友关系"),
    "alliance_report": ("alliance at the time of the report", "报告发布时的盟友关系"),
    "alliance_today": ("alliance as of the edition", "数据集日期的盟友关系"),
    "cohort": ("cohort", "队列"),
    "searched": ("searched", "是否检索"),
    "months": ("months after the first posting", "首次发布后月数"),
    "lag_months": ("months from posting to deal", "发布至成交月数"),
    "demand_list": ("demand list", "需求清单"),
    "need": ("need", "需求"),
    "exactness": ("how exactly a need is answered", "需求对应程度"),
    "event": ("event", "活动"),
    "step": ("step", "环节"),
    "conversion": ("from step to step", "环节转化"),
    "programme": ("programme", "计划项目"),
    "target": ("target", "目标"),
    "quantile": ("quantile", "分位数"),
    "days": ("days since it was first seen", "首次采集后天数"),
    "window": ("window", "时间窗"),
    "observed_year": ("year in which it was seen to be gone", "发现撤下的年份"),
    "observed_quarter": ("quarter in which it was seen to be gone", "发现撤下的季度"),
    "observed_month": ("month in which it was seen to be gone", "发现撤下的月份"),
    "removed": ("what was removed", "删去的内容"),
    "name": ("name", "名称"),
    "term": ("term", "术语"),
    "source": ("source", "来源"),
    "other_source": ("other source", "另一来源"),
    "stated": ("what is stated", "已说明的内容"),
    "captured_year": ("year of capture", "采集年份"),
    "captured_month": ("month of capture", "采集月份"),
    "notice": ("notice", "提示"),
    **opportunity_names.DIMENSIONS,
}
"""Dimensions that are read, with their names in English and Chinese; chapters name theirs here too."""

_GROUPS = {
    UNKNOWN: ("not stated", "未说明"),
    "nato": ("NATO member", "北约成员国"),
    "mnna": ("major non-NATO ally", "主要非北约盟国"),
    "mnna_treated": ("treated as a major non-NATO ally", "被视同主要非北约盟国"),
    "none": ("neither", "两者皆非"),
    "live": ("live", "在线"),
    "changed": ("edited", "已修改"),
    "gone": ("withdrawn", "已撤下"),
    "returned": ("returned", "重新上线"),
    "searched": ("searched", "已检索"),
    "waiting": ("not searched yet", "尚未检索"),
}


def name_of(dimension: str, codebook: Codebook) -> tuple[str, str]:
    """Return the name of a dimension or variable in English and Chinese; its own id where it has none."""
    if dimension in codebook.variables:
        variable = codebook.variables[dimension]
        return variable.en, variable.zh
    return DIMENSIONS.get(dimension, (dimension.replace("_", " "), dimension))


def group_label(dimension: str | None, group: str | None, codebook: Codebook) -> tuple[str, str]:
    """Return the name of a group in English and Chinese; the group as it stands where it has none."""
    if group is None:
        return "", ""
    variable = codebook.variables.get(dimension or "")
    if variable is not None and group in variable.values:
        return variable.values[group].en, variable.values[group].zh
    if dimension and "country" in dimension and group in countries():
        return countries()[group].name_en, countries()[group].name_zh
    if dimension and "mission" in dimension and group in missions():
        mission = missions()[group]
        return next(iter(mission.aliases_en), mission.name_en), next(iter(mission.aliases_zh), mission.name_zh)
    found = named(dimension, group) or opportunity_names.named(dimension, group)
    return found or _GROUPS.get(group, (group, group))
