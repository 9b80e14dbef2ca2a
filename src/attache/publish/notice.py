"""Sentences that every export carries, in English and Chinese."""

from __future__ import annotations

__all__ = ["LICENCE", "NOTICE", "SYNTHETIC"]

NOTICE = {
    "en": (
        "Being sought is not wrongdoing: a posting says what a mission offered or asked for, not what an organisation "
        "did. An organisation that is not found here is not thereby safe: this speaks of the sources and the day named "
        "here alone. Organisations are studied, not persons; persons' names, telephone numbers and addresses are "
        "removed, and no one is scored."
    ),
    "zh": (
        "被列为引进或合作对象并不等于有不当行为：条目只说明驻外机构发布了什么，不说明有关机构做了什么。"
        "未在此查到并不表示安全：本文只涉及文中所列的来源和日期。"
        "研究对象是机构而非个人；个人的姓名、电话和地址均已删除，不对任何人评分。"
    ),
}
"""The notice, by language: being sought is not wrongdoing, "not found" is not "safe", no person is studied."""

SYNTHETIC = {
    "en": (
        "Synthetic: made for demonstration or tests, not published by anyone. It must not be compared with published "
        "figures."
    ),
    "zh": "合成数据：为演示或测试而编造，从未由任何人发布，不得与已公布的数字比较。",
}
"""What stands wherever synthetic data is shown, by language."""

LICENCE = {
    "en": (
        "The tables, figures and wording of this document are licensed under CC BY 4.0 "
        "(https://creativecommons.org/licenses/by/4.0/). Quoted and archived texts remain those of their publishers "
        "and are shown as evidence."
    ),
    "zh": (
        "本文的表格、图和说明文字依 CC BY 4.0 许可使用（https://creativecommons.org/licenses/by/4.0/deed.zh-hans）。"
        "引用和存档的原文归其发布者所有，仅作为证据展示。"
    ),
}
"""Terms under which our part of an export may be used, by language; collected texts are not ours to license."""
