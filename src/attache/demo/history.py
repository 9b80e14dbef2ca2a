"""What happens to a posting after it is written: reposts, edits, withdrawals, returns, another script."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from attache.demo.dates import field_date
from attache.demo.dice import Dice
from attache.demo.markup import Block, to_html
from attache.demo.posting import Posting, Text, TrueAmount
from attache.demo.prose import Draft, without_contacts

__all__ = ["Drafted", "finish", "repost"]

_WINDOWS = ((date(2020, 7, 2), date(2020, 12, 30)), (date(2021, 1, 5), date(2021, 3, 30)))
_LAST = date(2021, 3, 26)
_PLAIN = re.compile(r"(\D*)([1-9]\d*)( ?)万(\D+)")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft with its place: column, day, date field; `key` is its own name, `original` that of what it repeats."""

    key: str
    column: int
    published: date
    field: str
    draft: Draft
    style: str
    original: str | None = None


def repost(dice: Dice, item: Drafted) -> Drafted:
    """Return the item once more: later, elsewhere, perhaps with another title or a sentence added."""
    day = min(item.published + timedelta(days=dice.between(6, 220)), _LAST)
    change = dice.weighted({_same: 5, _retitled: 3, _extended: 3})
    draft = change(dice, item.draft)
    column = dice.weighted({229: 6, 224: 4})
    return Drafted(f"repost of {item.key}", column, day, field_date(dice, day), draft, item.style, item.key)


def finish(dice: Dice, item: Drafted, number: int, original: int | None, closed: date) -> Posting:
    """Return the posting with all that happens to it until the end of the demo's time."""
    offer = item.draft.truth.direction == "inbound_offer"
    hant = offer and item.draft.truth.language == "zh" and dice.chance(0.045)
    markup = dice.bits()
    texts = [_text(item, item.draft, item.published, markup, hant)]
    gone = _gone(dice, item, closed) if offer else ()
    if offer and dice.chance(0.14):
        day = _later(dice, item.published)
        changed = _edited(dice, item.draft) if day else None
        if day and changed:
            texts.append(_text(item, changed, day, dice.bits() if changed is item.draft else markup, hant))
    return Posting(item.column, number, item.published, tuple(texts), item.style, gone, original)


def _text(item: Drafted, draft: Draft, since: date, markup: int, hant: bool) -> Text:
    title, html = draft.title, to_html(Dice(markup), draft.blocks)
    truth = draft.truth
    if item.field:
        truth = replace(truth, published_on=item.published.isoformat(), published_precision="day")
    if hant:
        title, html = (_traditional().convert(text) for text in (title, html))
        truth = replace(truth, script="Hant")
    return Text(since, title, html, item.field, truth)


@cache
def _traditional() -> Any:
    import opencc  # noqa: PLC0415 -- the dictionary takes time to load

    return opencc.OpenCC("s2t")


def _later(dice: Dice, after: date) -> date | None:
    start, end = dice.pick(_WINDOWS)
    start = max(start, after + timedelta(days=1))
    return start + timedelta(days=dice.below((end - start).days + 1)) if start <= end else None


def _gone(dice: Dice, item: Drafted, closed: date) -> tuple[tuple[date, date | None], ...]:
    houston = item.draft.truth.mission == "us-houston-consulate" and item.published.year >= 2018
    if not dice.chance(0.35 if houston else 0.045):
        return ()
    day = _later(dice, item.published)
    if houston and day:
        day = max(closed + timedelta(days=dice.between(1, 40)), item.published + timedelta(days=1))
    if day is None:
        return ()
    back = date(2021, 1, 6) + timedelta(days=dice.below(70))
    returned = day < date(2020, 12, 31) and dice.chance(0.3)
    return ((day, back if returned else None),)


# Changes to a text; None where there is nothing to change


def _same(dice: Dice, draft: Draft) -> Draft:
    return draft


def _retitled(dice: Dice, draft: Draft) -> Draft:
    marks = (
        ["【推荐】{}", "{}（更新）", "{}（续）", "关于{}的补充"] if draft.truth.language == "zh" else ["{} (update)"]
    )
    return replace(draft, title=dice.pick(marks).format(draft.title))


def _extended(dice: Dice, draft: Draft) -> Draft:
    lines = ["该项目信息长期有效。", "（本条信息已核对。）", "已有数家单位来函，仍可报名。", "外方近期可安排视频交流。"]
    line = dice.pick(lines) if draft.truth.language == "zh" else "The offer is still open."
    return replace(draft, blocks=(*draft.blocks, Block(line, "备注" if draft.blocks[-1].label else "")))


def _repriced(dice: Dice, draft: Draft) -> Draft | None:
    for index, old in enumerate(draft.truth.amounts):
        match = _PLAIN.fullmatch(old.as_stated)
        if not match or old.kind == "equity_share" or old.high != old.low:
            continue
        n = int(match[2])
        more = n + max(1, n // 4)
        new = f"{match[1]}{more}{match[3]}万{match[4]}"
        for raw, put in ((old.as_stated, new), (old.as_stated.replace(" ", "&nbsp;"), new.replace(" ", "&nbsp;"))):
            hit = next((b for b in draft.blocks if b.text.count(raw) == 1), None)
            if hit:
                blocks = tuple(replace(b, text=b.text.replace(raw, put)) if b is hit else b for b in draft.blocks)
                amount = TrueAmount(new, old.kind, old.currency, more * 1e4, more * 1e4, old.approximate)
                amounts = (*draft.truth.amounts[:index], amount, *draft.truth.amounts[index + 1 :])
                return Draft(draft.title, blocks, replace(draft.truth, amounts=amounts))
    return None


def _anonymous(dice: Dice, draft: Draft) -> Draft | None:
    return without_contacts(draft) if draft.truth.contacts else None


_CHANGES: Mapping[Callable[[Dice, Draft], Draft | None], float] = {
    _repriced: 4,
    _anonymous: 4,
    _retitled: 2,
    _extended: 3,
    _same: 1,
}


def _edited(dice: Dice, draft: Draft) -> Draft | None:
    """Return a changed draft; the same object where only the markup changes."""
    for change in dict.fromkeys(dice.weighted(_CHANGES) for _ in range(8)):
        changed = change(dice, draft)
        if changed is not None:
            return changed
    return None
