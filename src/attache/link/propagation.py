"""Hints that a rule may reach an organisation that is not listed itself: what the names or an entry say of a parent.

A hint is no finding. Ownership stands in no register; who owns what has to be found elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from attache.link.entries import Entry
from attache.link.names import Name, parse
from attache.link.organisations.containing import own_core, parents
from attache.link.score import compare
from attache.vocabulary.registers import Rule

__all__ = ["Hint", "hints"]

_LEAST_WORDS, _LEAST_HAN = 2, 3


@dataclass(frozen=True, slots=True)
class Hint:
    """A rule that speaks of the register of a hit, and what makes one think of it.

    `applies` is False where the rule says that it is not for that register. `status` is the rule's on the day asked
    for: `in_force`, `suspended`, `unknown` or `not in force`; `valid_from` and `valid_to` bound that status. Where the
    catalogue has no rule for the register, `rule` is None and `status` `no rule`.
    """

    rule: str | None
    applies: bool
    because: str
    status: str
    valid_from: str | None
    valid_to: str | None


def hints(asked: str, alias: str, entry: Entry, rules: tuple[Rule, ...], day: str) -> tuple[Hint, ...]:
    """Return the hints of one hit, none where neither the name nor the entry says anything of a parent.

    `alias` is the name of the entry that was compared with `asked`; `day` is ISO 8601.
    """
    named = _named(parse(asked), parse(alias), entry)
    if not rules:
        return tuple(Hint(None, False, because, "no rule", None, None) for because in named)
    return tuple(_hint(rule, because, entry, day) for because in (*_stated(entry), *named) for rule in rules)


def _stated(entry: Entry) -> Iterator[str]:
    if entry.parents:
        yield f"the entry states the parent {', '.join(entry.parents[:3])}"


def _named(asked: Name, listed: Name, entry: Entry) -> Iterator[str]:
    """Yield what the asked name says: it is the listed name with a part, a place or other words beside."""
    own = own_core(listed)
    said = next((reason for core, _, reason in parents(asked) if own and _same(core, own, listed)), None)
    if said:
        yield f"the name asked for may be of a part of {entry.name}: {said}"
    elif _contains(asked, listed):
        yield f"the name asked for contains the listed name {listed.raw}"


def _same(core: str, own: str, listed: Name) -> bool:
    return core == own or (parse(core).script != listed.script and compare(core, own).match)


def _contains(asked: Name, listed: Name) -> bool:
    if asked.script != listed.script or asked.core == listed.core:
        return False
    if asked.script == "han":
        return len(listed.core) >= _LEAST_HAN and listed.core in asked.core
    few, many = listed.words, asked.words
    if not _LEAST_WORDS <= len(few) < len(many):
        return False
    return any(many[at : at + len(few)] == few for at in range(len(many) - len(few) + 1))


def _hint(rule: Rule, because: str, entry: Entry, day: str) -> Hint:
    applies = entry.register not in rule.not_for
    period = rule.on(day)
    if period is None:
        return Hint(rule.id, applies, because, "not in force", None, None)
    return Hint(rule.id, applies, because, period.status, period.valid_from, period.valid_to)
