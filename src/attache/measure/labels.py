"""Names of groups for people, in English and Chinese: `US` is United States, 美国."""

from __future__ import annotations

from attache.measure.where import UNKNOWN
from attache.vocabulary.codebook import Codebook
from attache.vocabulary.countries import countries
from attache.vocabulary.missions import missions

__all__ = ["DIMENSIONS", "NOTHING_APPLIES", "group_label", "name_of"]

NOTHING_APPLIES = "none"
"""What people code who have read the text and find that no value of the variable applies; `unknown` is no code."""

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
    if variable is not None and group == NOTHING_APPLIES:
        return "none of the values", "均不适用"
    if dimension and "country" in dimension and group in countries():
        return countries()[group].name_en, countries()[group].name_zh
    if dimension and "mission" in dimension and group in missions():
        return missions()[group].name_en, missions()[group].name_zh
    return _GROUPS.get(group, (group, group))
