from __future__ import annotations

from typing import Any

import pytest

from attache.core.facts import Figure, Programme, Target
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate
from attache.measure.intervals import wilson
from attache.measure.stated import bounds, met
from attache.vocabulary.casebook import load_casebook
from tests.measure.editions import frame_of, made


def rows(measure: str, **tables: Any) -> dict[tuple[str, str | None, str | None], Estimate]:
    return {(row.variant, row.group_1, row.group_2): row for row in MEASURES[measure].run(frame_of(tables))}


def casebook(measure: str) -> dict[tuple[str, str | None, str | None], Estimate]:
    book = load_casebook()
    return rows(measure, events=book.events, figures=book.figures, programmes=book.programmes, targets=book.targets)


def figure(metric: str, comparator: str, low: float | None, high: float | None, source: str = "s") -> Figure:
    return Figure("event-1", metric, comparator, low, high, "projects", None, source, None)


def test_exact_figures_of_the_casebook_are_shares_with_intervals() -> None:
    found = casebook("process.stated_conversion")
    first = found["step", "service-action-2008", "needs_sent_to_missions → needs_with_foreign_feedback"]
    assert first.share == pytest.approx(46 / 133)
    assert (first.low, first.high) == pytest.approx(wilson(46, 133))
    assert first.note is not None
    assert "46 needs of 133 needs" in first.note
    last = found["start", "service-action-2008", "needs_sent_to_missions → needs_in_negotiation"]
    assert last.share == pytest.approx(33 / 133)
    fair = found["start", "fujian-618-2007", "projects_collected → intents"]
    assert fair.share == pytest.approx(8 / 515)


def test_inexact_figures_give_bounds_and_no_share() -> None:
    found = casebook("process.stated_conversion")
    contest = found["step", "innostars-2017", "projects_selected → finalists"]
    assert contest.share is None
    assert (contest.low, contest.high) == pytest.approx((10 / 60, 10 / 50))
    assert "bounds" in contest.method
    russia = found["step", "tianjin-russia-2019", "projects_shown → agreements"]
    assert (russia.share, russia.high) == (None, None)
    assert russia.low == pytest.approx(20 / 250)
    assert russia.note is not None
    assert "at least 0.08 for each" in russia.note
    experts = found["step", "xuzhou-2013", "foreign_experts → signings"]
    assert (experts.low, experts.high) == (None, pytest.approx(138 / 130))


def test_steps_show_the_exact_figure_or_its_bounds() -> None:
    found = casebook("process.stated_funnel")
    assert found["default", "service-action-2008", "needs_sent_to_missions"].value == 133
    shown = found["default", "tianjin-russia-2019", "projects_shown"]
    assert (shown.value, shown.low, shown.high) == (None, 150, 250)


def test_sources_that_conflict_are_shown_and_make_bounds() -> None:
    both = (figure("projects_collected", "=", 100, 100), figure("projects_collected", "=", 120, 120, "other"))
    found = rows("process.stated_conversion", figures=(*both, figure("projects_shown", "=", 60, 60)))
    row = found["step", "event-1", "projects_collected → projects_shown"]
    assert row.share is None
    assert (row.low, row.high) == pytest.approx((0.5, 0.6))
    step = rows("process.stated_funnel", figures=(*both, figure("projects_shown", "=", 60, 60)))
    one = step["default", "event-1", "projects_collected"]
    assert one.n == 2
    assert one.note is not None
    assert "sources conflict: 120 (other); 100 (s)" in one.note


def test_more_than_there_were_is_no_share() -> None:
    found = rows(
        "process.stated_conversion",
        figures=(figure("foreign_experts", "=", 100, 100), figure("signings", "=", 138, 138)),
    )
    row = found["step", "event-1", "foreign_experts → signings"]
    assert row.share is None
    assert (row.low, row.high) == pytest.approx((1.38, 1.38))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (("~", 200, 200), (150, 250)),
        (("~", 50, 50), (45, 55)),
        (("~", 145_000, 145_000), (144_500, 145_500)),
        (("~", 0, 0), (0, 0)),
        (("~", 2.5, 2.5), (2.5, 2.5)),
        (("=", 7, 7), (7, 7)),
        ((">=", 20, None), (20, None)),
        (("<", None, 9), (None, 9)),
        (("range", 50, 60), (50, 60)),
    ],
)
def test_bounds_of_stated_figures(stated: tuple[str, float | None, float | None], expected: tuple[Any, Any]) -> None:
    assert bounds(*stated) == expected


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ((">=", 50, None), None, None),
        ((">=", 50, None), 50, True),
        ((">", 50, None), 50, False),
        (("=", 3, 3), 4, True),
        (("range", 60, 80), 59, False),
        (("range", 60, 80), 61, True),
        (("<=", None, 5), 5, True),
        (("<", None, 5), 5, False),
    ],
)
def test_targets_met(
    target: tuple[str, float | None, float | None], actual: float | None, expected: bool | None
) -> None:
    assert met(*target, actual) is expected


def test_targets_stand_beside_what_was_reached() -> None:
    programme = made(Programme, programme_id="p", name="Plan", source="s", grade="leak")
    targets = (
        Target("p", "events", ">=", 4, None, "events", None, 3, None),
        Target("p", "experts", ">=", 60, None, "persons", None, None, None),
    )
    found = rows("process.targets", programmes=(programme,), targets=targets)
    assert found["target", "p", "events"].value == 4
    assert found["actual", "p", "events"].value == 3
    assert found["actual", "p", "events"].note == "target >=4: not met"
    assert found["actual", "p", "experts"].value is None
    assert found["actual", "p", "experts"].note == "target >=60: not recorded"
