from __future__ import annotations

import random
import time
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.collect.adapter import vanished
from attache.collect.exchange import Sweep
from attache.collect.observe import Life, observe
from attache.core.records import Capture

GOOD, CHANGED, MISSING, SAME, BROKEN, GONE_SOFT = "good", "changed", "404", "304", "broken", "vanished"


def day(number: float) -> str:
    whole, part = divmod(round(number * 24), 24)
    return f"2024-{1 + whole // 28:02d}-{1 + whole % 28:02d}T{part:02d}:00:00.000Z"


def capture(what: str, at: float, key: str = "k", source: str = "s", role: str = "detail") -> Capture:
    status = {GOOD: 200, CHANGED: 200, GONE_SOFT: 200, MISSING: 404, SAME: 304, BROKEN: None}[what]
    failure = {BROKEN: "timeout", GONE_SOFT: vanished("empty")}.get(what)
    sha = "b" if what == CHANGED else "a" if what == GOOD else "-"
    return Capture(
        f"c{at}{key}", source, f"http://x/{key}", day(at), role, key, status, failure, None, None, 1, sha, "w", 0
    )


def sweep(at: float, *seen: str, complete: bool = True, source: str = "s") -> Sweep:
    return Sweep(source, day(at), day(at + 0.2), complete, seen, 0)


def one(captures: Iterable[Capture], sweeps: Iterable[Sweep] = (), gone_after: int = 2) -> Life:
    (life,) = observe(captures, sweeps, gone_after)
    return life


def told(life: Life) -> tuple[str, str]:
    return life.status, life.status_since


def test_live() -> None:
    life = one([capture(GOOD, 1), capture(GOOD, 3)], [sweep(0.9, "k"), sweep(5, "k")])
    assert told(life) == ("live", day(1))
    assert (life.first_seen, life.last_seen) == (day(1), day(5))
    assert [c.captured_at for c in life.captures] == [day(1), day(3)]


def test_changed_since_the_first_other_version() -> None:
    assert told(one([capture(GOOD, 1), capture(CHANGED, 2), capture(GOOD, 3)])) == ("changed", day(2))


@pytest.mark.parametrize("answer", [MISSING, GONE_SOFT])
def test_gone_by_its_own_address(answer: str) -> None:
    life = one([capture(GOOD, 1), capture(answer, 2), capture(answer, 3)])
    assert told(life) == ("gone", day(2))
    assert life.last_seen == day(1)
    assert len(life.captures) == 1


def test_returned_to_its_own_address() -> None:
    assert told(one([capture(GOOD, 1), capture(MISSING, 2), capture(GOOD, 3)])) == ("returned", day(3))
    assert told(one([capture(GOOD, 1), capture(MISSING, 2), capture(SAME, 3)])) == ("returned", day(3))
    assert told(one([capture(GOOD, 1), capture(MISSING, 2), capture(CHANGED, 3)])) == ("returned", day(3))


def test_a_failed_attempt_proves_nothing() -> None:
    life = one([capture(GOOD, 1), capture(BROKEN, 2)])
    assert (told(life), life.last_seen) == (("live", day(1)), day(1))
    assert told(one([capture(GOOD, 1), capture(MISSING, 2), capture(BROKEN, 3)])) == ("gone", day(2))


def test_seen_unchanged_is_seen() -> None:
    life = one([capture(GOOD, 1), capture(SAME, 4)])
    assert (life.last_seen, len(life.captures)) == (day(4), 1)


def test_gone_from_the_lists_after_so_many_complete_sweeps() -> None:
    captures = [capture(GOOD, 1)]
    sweeps = [sweep(0.9, "k"), sweep(2), sweep(3), sweep(4)]
    assert told(one(captures, sweeps[:2])) == ("live", day(1))
    assert told(one(captures, sweeps[:3])) == ("gone", day(3))
    assert told(one(captures, sweeps)) == ("gone", day(3))
    assert told(one(captures, sweeps, gone_after=3)) == ("gone", day(4))
    assert told(one(captures, sweeps, gone_after=1)) == ("gone", day(2))


def test_an_incomplete_sweep_proves_nothing() -> None:
    sweeps = [sweep(0.9, "k"), sweep(2), sweep(3, complete=False), sweep(4, complete=False)]
    assert told(one([capture(GOOD, 1)], sweeps)) == ("live", day(1))
    assert told(one([capture(GOOD, 1)], [*sweeps, sweep(5)])) == ("gone", day(5))


def test_what_an_incomplete_sweep_lists_was_there() -> None:
    sweeps = [sweep(0.9, "k"), sweep(2), sweep(3, "k", complete=False), sweep(4)]
    life = one([capture(GOOD, 1)], sweeps)
    assert (told(life), life.last_seen) == (("live", day(1)), day(3))
    assert told(one([capture(GOOD, 1)], [*sweeps, sweep(5)])) == ("gone", day(5))


def test_returned_to_the_lists() -> None:
    sweeps = [sweep(0.9, "k"), sweep(2), sweep(3), sweep(4, "k")]
    assert told(one([capture(GOOD, 1)], sweeps)) == ("returned", day(4))
    assert told(one([capture(GOOD, 1)], [*sweeps, sweep(5), sweep(6)])) == ("gone", day(6))


def test_an_answering_page_is_gone_while_the_lists_leave_it_out() -> None:
    sweeps = [sweep(0.9, "k"), sweep(2), sweep(3), sweep(4)]
    life = one([capture(GOOD, 1), capture(GOOD, 3.5)], sweeps)
    assert (told(life), life.last_seen) == (("gone", day(3)), day(3.5))


def test_a_listed_item_without_a_page_is_gone() -> None:
    life = one([capture(GOOD, 1), capture(MISSING, 2.1)], [sweep(0.9, "k"), sweep(2, "k"), sweep(3, "k")])
    assert told(life) == ("gone", day(2.1))


def test_back_only_when_page_and_lists_agree() -> None:
    sweeps = [sweep(0.9, "k"), sweep(2), sweep(3), sweep(5, "k")]
    captures = [capture(GOOD, 1), capture(MISSING, 4)]
    assert told(one(captures, sweeps)) == ("gone", day(3))
    assert told(one([*captures, capture(GOOD, 6)], sweeps)) == ("returned", day(6))


def test_captured_by_a_sweep_that_was_killed() -> None:
    """There is no record of the sweep that found it; the sweeps that started later count."""
    assert told(one([capture(GOOD, 1)], [sweep(0.5), sweep(2)])) == ("live", day(1))
    assert told(one([capture(GOOD, 1)], [sweep(0.5), sweep(2), sweep(3)])) == ("gone", day(3))


def test_files_without_sweeps_are_live() -> None:
    assert told(one([capture(GOOD, 1, role="item")])) == ("live", day(1))


def test_other_captures_are_no_items() -> None:
    others = [capture(GOOD, 1, role=role) for role in ("list", "nav", "robots", "container", "sitemap", "feed")]
    assert not list(observe(others, [], 2))
    assert not list(observe([capture(MISSING, 1), capture(BROKEN, 2)], [sweep(0.5, "k")], 2))


def test_sources_do_not_mix() -> None:
    captures = [capture(GOOD, 1, source="a"), capture(GOOD, 1, source="b")]
    lives = list(observe(captures, [sweep(2, source="a"), sweep(3, source="a"), sweep(2, "k", source="b")], 2))
    assert [(life.source_id, life.status) for life in lives] == [("a", "gone"), ("b", "live")]


def test_times_with_and_without_fractions_compare_right() -> None:
    first = capture(GOOD, 1)
    early = Capture(
        *[getattr(first, name) for name in ("capture_id", "source_id", "url")],
        "2024-01-02T00:00:00Z",
        *(getattr(first, name) for name in Capture.__slots__[4:]),
    )
    late = Capture(
        *[getattr(first, name) for name in ("capture_id", "source_id", "url")],
        "2024-01-02T00:00:00.5Z",
        *("detail", "k", 404, None, None, None, 0, "-", "w", 1),
    )
    assert one([late, early]).status == "gone"


EVENTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("capture"),
            st.sampled_from([GOOD, CHANGED, MISSING, SAME, BROKEN, GONE_SOFT]),
            st.sampled_from("kl"),
        ),
        st.tuples(st.just("sweep"), st.booleans(), st.sampled_from(["", "k", "l", "kl"])),
    ),
    max_size=30,
)


def history(events: list[tuple[str, object, str]]) -> tuple[list[Capture], list[Sweep]]:
    captures = [capture(str(e[1]), n, e[2]) for n, e in enumerate(events) if e[0] == "capture"]
    sweeps = [sweep(n, *e[2], complete=bool(e[1])) for n, e in enumerate(events) if e[0] == "sweep"]
    return captures, sweeps


def told_simply(events: list[tuple[str, object, str]], key: str, gone_after: int) -> str | None:
    """The rule of the docstring, followed event by event for one item."""
    page_gone = was_gone = False
    missing = 0
    versions = set()
    for kind, what, who in events:
        if kind == "capture" and who == key:
            if what in (GOOD, CHANGED):
                versions.add(what)
            if what in (GOOD, CHANGED, SAME):
                page_gone = False
            elif what in (MISSING, GONE_SOFT) and versions:
                page_gone = True
        elif kind == "sweep" and (versions or key in who):
            missing = 0 if key in who else missing + bool(what and versions)
        was_gone = was_gone or page_gone or missing >= gone_after
    if not versions:
        return None
    if page_gone or missing >= gone_after:
        return "gone"
    return "returned" if was_gone else "changed" if len(versions) > 1 else "live"


@given(EVENTS, st.integers(1, 3), st.randoms(use_true_random=False))
@settings(max_examples=400)
def test_any_history_in_any_order(
    events: list[tuple[str, object, str]], gone_after: int, chance: random.Random
) -> None:
    captures, sweeps = history(events)
    lives = list(observe(captures, sweeps, gone_after))
    shuffled = chance.sample(captures, len(captures)), chance.sample(sweeps, len(sweeps))
    assert list(observe(*shuffled, gone_after)) == lives
    found = {life.item_key: life.status for life in lives}
    assert found == {key: status for key in "kl" if (status := told_simply(events, key, gone_after))}
    for life in lives:
        assert life.captures
        assert life.first_seen == life.captures[0].captured_at <= life.last_seen
        assert life.first_seen <= life.status_since
        assert [c.captured_at for c in life.captures] == sorted(c.captured_at for c in life.captures)


def test_a_hundred_thousand_items() -> None:
    """Quadratic work would take hours; measured at 1.1 s on one core, 20 sweeps."""
    count = 100_000
    first = capture(GOOD, 1)
    rest = [getattr(first, name) for name in Capture.__slots__[6:]]
    captures = [Capture(f"c{n}", "s", "u", first.captured_at, "detail", str(n), *rest) for n in range(count)]
    sweeps = [sweep(n + 2, *(str(k) for k in range(count) if (k + n) % 50)) for n in range(8)]
    start = time.process_time()
    lives = list(observe(captures, sweeps, 2))
    assert len(lives) == count
    assert time.process_time() - start < 8
