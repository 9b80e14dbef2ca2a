"""Writing what the site publishes beside opportunities: events, calls, demand lists, visits, policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from attache.demo.dates import written_date
from attache.demo.dice import Dice, fill
from attache.demo.markup import Block
from attache.demo.posting import Proof, Truth
from attache.demo.prose import Draft

__all__ = ["notice"]


def notice(dice: Dice, kind: Mapping[str, Any], day: date, world: Mapping[str, Any]) -> Draft:
    """Write a notice of a kind, published on a day; `world` has all the demo's data."""
    data = world["notices"]
    province, place = dice.pick(data["places"])
    country = dice.weighted({c["zh"]: c["weight"] for c in world["countries"]})
    starts, held = day + timedelta(days=dice.between(9, 60)), day - timedelta(days=dice.between(1, 12))
    values = {
        "province": province,
        "place": place,
        "country": country,
        "theme": dice.pick(data["themes"]),
        "year": str(day.year),
        "month": f"{starts.month}月",
        "starts": f"{starts.year}年{starts.month}月{starts.day}日",
        "deadline": written_date(dice, starts - timedelta(days=dice.between(2, 8)))[0],
        "held": f"{held.month}月{held.day}日",
    }
    title = fill(dice.spin(dice.pick(kind["titles"])), values)
    texts = [fill(dice.spin(dice.pick(options)), values) for options in kind["paragraphs"]]
    if kind["direction"] == "outbound_demand":
        texts += _demands(dice, world, country)
    words = next((word for word in kind["words"] if word in f"{title}{texts[0]}"), title)
    truth = Truth(direction=kind["direction"], proofs=(Proof("direction", kind["direction"], words),))
    return Draft(title, tuple(Block(text) for text in texts), truth)


def _demands(dice: Dice, world: Mapping[str, Any], country: str) -> list[str]:
    data, lines = world["notices"], []
    for number, tech in enumerate(dice.sample(world["technologies"], dice.between(4, 8)), 1):
        values = {"firm": dice.pick(data["firms"]), "need": dice.pick(tech["need"]), "country": country}
        lines.append(f"{number}、" + fill(dice.spin(dice.pick(data["demand_lines"])), values))
    return lines
