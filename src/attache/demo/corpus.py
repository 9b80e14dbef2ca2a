"""The synthetic corpus: opportunities, reposts, notices, and what happened to them over time.

Everything is invented and follows from the seed alone: countries and missions are real words, the
organisations, figures, persons and events are not. Never compare it with published claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from attache.demo.dates import field_date, written_date
from attache.demo.dice import Dice
from attache.demo.history import Drafted, finish, repost
from attache.demo.names import organisation
from attache.demo.notices import notice
from attache.demo.posting import Posting
from attache.demo.prose import STYLES, Brief, write

__all__ = ["DAYS", "SEED", "corpus", "world"]

SEED = 20150101
DAYS = (date(2020, 6, 30), date(2020, 12, 31), date(2021, 3, 31))
"""The days on which the demo's crawl is replayed."""

_DATA = Path(__file__).parent / "data"
_CLOSED = date(2020, 7, 24)
_YEARS = {2015: 46, 2016: 55, 2017: 64, 2018: 66, 2019: 68, 2020: 50, 2021: 11}
_WHILE_PAGING = (DAYS[0],) * 10  # published while the first crawl turns the pages; ten fill a page
_NOTICE_DAYS = (date(2015, 1, 5), 2250)


@cache
def world() -> Mapping[str, Any]:
    """Return the data files of the demo by name, with all `technologies` and `countries` as lists."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    files = sorted(_DATA.glob("*.yaml"))
    parts = {path.stem: yaml.load(path.read_text("utf-8"), Loader=loader) for path in files}  # noqa: S506
    technologies = [tech for part in parts.values() for tech in part.get("technologies", ())]
    return MappingProxyType({**parts, "technologies": technologies, "countries": parts["countries"]["countries"]})


def corpus(seed: int = SEED, opportunities: int = 360) -> list[Posting]:
    """Return the synthetic postings, oldest first; the same arguments give the same postings for ever.

    `opportunities` are those of column 229 before reposts; the notices of the other columns come on top.
    """
    items = [_opportunity(Dice(seed, "opportunity", n), n) for n in range(opportunities)]
    items += [
        repost(Dice(seed, "repost", item.key), item) for item in items if Dice(seed, "again", item.key).chance(0.06)
    ]
    items += _notices(seed)
    items.sort(key=lambda item: item.published)
    number = dict(zip((item.key for item in items), _numbers(Dice(seed, "numbers")), strict=False))
    return [
        finish(Dice(seed, "history", item.key), item, number[item.key], number.get(item.original or ""), _CLOSED)
        for item in items
    ]


def _numbers(dice: Dice) -> Iterator[int]:
    """Yield item numbers that rise with gaps, as a site's database leaves them."""
    number = 76000
    while True:
        number += dice.between(*dice.weighted({(1, 1): 5, (2, 9): 4, (10, 60): 2}))
        yield number


def _opportunity(dice: Dice, n: int) -> Drafted:
    data = world()
    tech = dice.weighted_by(data["technologies"])
    country = dice.weighted_by(data["countries"])
    city = dice.pick(country["cities"])
    day = _day(dice, n)
    brief = Brief(
        technology=tech,
        country=country,
        city=city,
        organisation=organisation(dice, data["names"], country, city, tech),
        mission=_mission(dice, country, day),
        published=day,
        style=dice.weighted(STYLES),
        body_date=written_date(dice, day) if n >= len(_WHILE_PAGING) and dice.chance(0.05) else None,
    )
    undated = brief.body_date is not None and dice.chance(0.4)
    draft = write(dice, brief, data["prose"], data["names"], dated=not undated)
    return Drafted(f"opportunity {n}", 229, day, "" if brief.body_date else field_date(dice, day), draft, brief.style)


def _mission(dice: Dice, country: Mapping[str, Any], day: date) -> tuple[str, str] | None:
    missions = {key: value for key, value in country["missions"].items() if day <= _CLOSED or "houston" not in key}
    key = dice.weighted({key: weight for key, (weight, _) in missions.items()})
    return (key, dice.pick(missions[key][1])) if dice.chance(0.92) else None


def _day(dice: Dice, n: int) -> date:
    if n < len(_WHILE_PAGING):
        return _WHILE_PAGING[n]
    start = date(dice.weighted(_YEARS), 1, 1)
    day = start + timedelta(days=dice.below(80 if start.year == 2021 else 365))
    weekend = max(0, day.weekday() - 4)
    day -= timedelta(days=weekend if dice.chance(0.9) else 0)
    return day - timedelta(days=1) if day in DAYS else day


def _notices(seed: int) -> list[Drafted]:
    data = world()
    wanted = [
        (kind, column)
        for kind in data["notices"]["kinds"]
        for column, number in kind["columns"].items()
        for _ in range(number)
    ]
    return [_notice(Dice(seed, "notice", n), n, kind, column, data) for n, (kind, column) in enumerate(wanted)]


def _notice(dice: Dice, n: int, kind: Mapping[str, Any], column: int, data: Mapping[str, Any]) -> Drafted:
    day = _NOTICE_DAYS[0] + timedelta(days=dice.below(_NOTICE_DAYS[1]))
    draft = notice(dice, kind, day, data)
    return Drafted(f"notice {n}", column, day, field_date(dice, day), draft, kind["kind"])
