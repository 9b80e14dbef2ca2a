"""Invented organisations and contacts. Nobody here exists: names are coined, numbers are zeros."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from attache.demo.dice import Dice

__all__ = ["Organisation", "contact", "organisation"]


@dataclass(frozen=True, slots=True)
class Organisation:
    """An invented organisation; `written` is the name as it is first written in a text, `it` a second mention."""

    kind: str
    kind_zh: str
    zh: str
    latin: str
    short: str
    short_zh: str
    domain: str
    written: str
    it: str


_KINDS = {
    "company": ("company", ["公司", "企业", "高新技术企业", "初创企业", "中小企业"]),
    "university": ("university", ["高校", "研究型高校"]),
    "institute": ("institute", ["研究机构", "研究所", "科研机构"]),
    "hospital": ("hospital", ["医疗机构", "临床中心"]),
}
_IT = {
    "company": ["该公司", "公司", "外方", "该企业"],
    "university": ["该校", "校方", "该课题组", "研究团队"],
    "institute": ["该所", "该机构", "外方", "研究团队"],
    "hospital": ["该院", "院方", "该中心"],
}


def organisation(
    dice: Dice, data: Mapping[str, Any], country: Mapping[str, Any], city: list[str], tech: Mapping[str, Any]
) -> Organisation:
    """Coin an organisation of a country and city that could offer `tech`."""
    kind = dice.pick(tech["orgs"])
    latin, zh = _coined(dice, data, country["code"])
    if kind == "company":
        field_zh, field_latin = tech["sector"]
        legal_zh, legal_latin = dice.pick(country["legal"])
        full, full_zh = f"{latin} {field_latin} {legal_latin}", f"{zh}{field_zh}{legal_zh}"
        short, short_zh = dice.pick([latin, f"{latin} {field_latin}"]), f"{zh}公司"
    else:
        tail_zh, tail_latin = dice.pick(data[{"university": "universities"}.get(kind, f"{kind}s")])
        full, full_zh = f"{latin} {tail_latin}", f"{city[0]}{zh}{tail_zh}"
        short, short_zh = f"{latin} {tail_latin}", f"{zh}{tail_zh}"
    domain = f"{latin.lower()}.example.com"
    plain = Organisation(kind, dice.pick(_KINDS[kind][1]), full_zh, full, short, short_zh, domain, "", "")
    return replace(
        plain, written=_written(dice, plain), it=dice.pick([*_IT[kind], short_zh if kind != "company" else short])
    )


def _coined(dice: Dice, data: Mapping[str, Any], code: str) -> tuple[str, str]:
    if code == "JP" and dice.chance(0.7):
        latin, zh = dice.pick(data["japanese"])
        return str(latin), str(zh)
    head, tail = dice.pick(data["heads"]), dice.pick(data["tails"])
    return head[0] + tail[0], head[1] + tail[1]


def _written(dice: Dice, org: Organisation) -> str:
    forms = {
        f"{org.zh}（{org.latin}）": 5,
        f"{org.zh}({org.latin})": 2,
        f"{org.latin}（{org.zh}）": 2,
        f"{org.zh}（{org.latin}，以下简称{org.latin.split()[0]}）": 1,
        org.zh: 2,
    }
    if org.kind == "company":
        forms |= {f"{org.short}公司": 4, f"{org.latin}": 1}
    return dice.weighted(forms)


def contact(dice: Dice, data: Mapping[str, Any], org: Organisation) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """Return an invented contact as (label, value) pairs, and the strings that must not survive reading."""
    name = dice.pick(data["contacts_zh"] if dice.chance(0.4) else data["contacts_latin"])
    first = name.split()[0].lower() if name.isascii() else "contact"
    mail, phone = f"{first}@{org.domain}", dice.pick(data["phones"])
    title = dice.pick(["", "", "先生", "女士", " (CEO)", "博士", "（商务经理）"])
    pairs = [(dice.pick(["联系人", "联络人", "Contact"]), name + title)]
    if dice.chance(0.8):
        pairs.append((dice.pick(["电话", "联系电话", "Tel", "传真及电话"]), phone))
    if dice.chance(0.85):
        pairs.append((dice.pick(["邮箱", "电子邮件", "E-mail", "Email"]), mail))
    secret = tuple(value for value in (name, phone, mail) if any(value in shown for _, shown in pairs))
    if dice.chance(0.4):
        pairs.append((dice.pick(["网址", "官网"]), f"http://www.{org.domain}"))
    return pairs, secret
