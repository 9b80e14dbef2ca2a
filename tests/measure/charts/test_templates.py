"""Each template: what it draws of which rows, where, and what it leaves out."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.measure.charts import charts
from attache.measure.charts.bars import bars, dots, funnel
from attache.measure.charts.canvas import Canvas, Drawn
from attache.measure.charts.curves import curve
from attache.measure.charts.drawing import to_svg
from attache.measure.charts.grids import grid
from attache.measure.charts.maps import countries_map, missions_map
from attache.measure.charts.naming import Naming, said_figure
from attache.measure.charts.placing import place
from attache.measure.charts.projection import frame
from attache.measure.charts.style import AMOUNTS, broken, classes, text_width, ticks
from attache.measure.charts.times import series
from attache.vocabulary.codebook import load_codebook
from tests.measure.charts.conftest import row, texts


def canvas(width: int = 720, **options: Any) -> Canvas:
    return Canvas(Naming(load_codebook(), "en"), width, "Title", options=options)


def values(drawn: Drawn | None) -> list[dict[str, Any]]:
    assert drawn is not None
    found: list[dict[str, Any]] = drawn.spec["data"]["values"]
    return found


def lines(drawn: Drawn | None) -> list[str]:
    assert drawn is not None
    return [" ".join(one) for one in drawn.spec["params"][0]["value"]]


def test_bars_are_by_size_and_what_is_not_stated_stands_last() -> None:
    rows = [row("unknown", n=50, total=90), row("hospital", n=4, total=90), row("university", n=30, total=90)]
    drawn = bars(rows, canvas())
    assert lines(drawn) == ["University", "Hospital", "not stated"]
    assert [value["said"] for value in values(drawn)] == ["33.3% (30)", "4.4% (4)", "55.6% (50)"]
    assert [value["kind"] for value in values(drawn)] == ["known", "known", "unknown"]


def test_ordered_bars_follow_the_codebook() -> None:
    rows = [row(level, "military_relevance", n=n, total=90) for level, n in (("M2", 1), ("unknown", 8), ("M0", 3))]
    drawn = bars(rows, canvas(ordered=True))
    assert drawn is not None
    assert [one.group_1 for one in drawn.rows] == ["M0", "M2", "unknown"]


def test_one_figure_is_no_chart() -> None:
    assert bars([row("university", n=3, total=9)], canvas()) is None
    assert bars([], canvas()) is None
    assert bars([row("university", n=0, total=0), row("hospital")], canvas()) is None


def test_a_narrow_picture_has_fewer_bars() -> None:
    rows = [row(f"group {at:02}", "term", n=90 - at, total=90) for at in range(40)]
    assert [len(values(bars(rows, canvas(width)))) for width in (720, 360)] == [20, 15]


def test_names_that_are_alike_are_told_apart() -> None:
    rows = [row(group, "part", n=1, total=9) for group in ("a_b", "a b")]
    assert lines(bars(rows, canvas())) == ["a b (a b)", "a b (a_b)"]


def test_first_groups_are_headings() -> None:
    rows = [
        row(event, "event", by_2="step", group_2=step, n=n, total=90)
        for event, step, n in (("e1", "one", 9), ("e1", "two", 4), ("e2", "one", 8))
    ]
    assert lines(bars(rows, canvas())) == ["e1", "one", "two", "e2", "one"]


def test_shares_and_other_values_do_not_share_an_axis() -> None:
    rows = [row("a", "part", n=3, total=9), row("b", "part", n=2, total=9), row("sum", "part", n=None, value=164.0)]
    assert [value["figure"] for value in values(bars(rows, canvas()))] == pytest.approx([1 / 3, 2 / 9])


def test_bounds_without_a_value_are_said_as_bounds() -> None:
    bounds: dict[str, Any] = {"method": "bounds that follow from inexact figures", "n": 1}
    rows = [row("a", "step", low=50.0, high=60.0, **bounds), row("b", "step", low=40.0, **bounds)]
    assert [said_figure(one) for one in rows] == ["50–60", "≥40"]
    assert [value.get("figure") for value in values(dots(rows, canvas()))] == [None, None]


def test_differences_lie_on_both_sides_of_zero() -> None:
    rows = [
        row(group, "part", n=3, value=value, low=value - 0.1, high=value + 0.1, unit="difference of shares")
        for group, value in (("a", -0.05), ("b", 0.2))
    ]
    drawn = dots(rows, canvas())
    assert [value["said"] for value in values(drawn)] == ["+20.0", "-5.0"]
    assert drawn is not None
    domain = drawn.spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert domain == pytest.approx([-0.15, 0.3])


def test_a_funnel_is_in_proportion_to_its_first_step() -> None:
    rows = [
        row("needs", "step", n=200, method="count"),
        row("measured", "step", n=100, total=200),
        row("answered", "step", n=20, total=100),
    ]
    drawn = funnel(rows, canvas(as_given=True))
    assert [value["figure"] for value in values(drawn)] == [1.0, 0.5, 0.1]
    assert [value["said"] for value in values(drawn)] == ["200", "100 / 200 = 50.0%", "20 / 100 = 20.0%"]
    assert values(drawn)[2]["low"] == pytest.approx(0.15 * 100 / 200)


def test_a_series_marks_closures_and_the_report() -> None:
    drawn = series([row(f"{year}Q{q}", "quarter", n=5) for year in range(2018, 2023) for q in range(1, 5)], canvas())
    assert drawn is not None
    said = [text.said for text in texts(to_svg(drawn.spec, "", ""))]
    assert "Houston closed 2020-07" in said
    assert "report published 2021-05" in said
    assert [value["start"] for value in values(drawn)][:3] == [2018.0, 2018.25, 2018.5]


def test_labels_of_marks_do_not_lie_on_each_other() -> None:
    drawn = series([row(str(year), "year", n=year - 2009) for year in range(2010, 2026)], canvas(360))
    assert drawn is not None
    marks = [text for text in texts(to_svg(drawn.spec, "", "")) if "20" in text.said and "-" in text.said]
    assert len(marks) == 2
    for one, other in combinations(marks, 2):
        assert one.right < other.left or other.right < one.left or abs(one.y - other.y) > 10


def test_a_series_without_a_date_is_not_drawn() -> None:
    assert series([row("unknown", "quarter", n=5), row("20x1", "quarter", n=2)], canvas()) is None


def test_a_grid_turns_times_to_columns_and_leaves_out_what_says_nothing() -> None:
    rows = [
        row(year, "year", by_2="technology_field", group_2=field, n=n)
        for year, field, n in (("2020", "energy", 3), ("2019", "energy", 2), ("2019", "unknown", 9), ("2019", "uav", 4))
    ]
    drawn = grid(rows, canvas())
    assert drawn is not None
    assert [one["value"] for one in drawn.spec["params"] if one["name"] == "tops"] == [[["2019"], ["2020"]]]
    assert {(value["across"], value["n"]) for value in values(drawn)} == {(0, 2), (1, 3)}
    assert len(drawn.rows) == 2


def test_a_curve_starts_at_nothing() -> None:
    rows = [
        row("c1", "cohort", by_2="months", group_2=str(months), n=None, total=30, share=share, low=share / 2, high=0.5)
        for months, share in ((3, 0.1), (6, 0.2), (12, 0.2))
    ]
    assert [value["time"] for value in values(curve(rows, canvas()))] == [0, 3, 6, 12]
    assert curve(rows[:1], canvas()) is None


def test_points_of_a_mission_map_are_in_proportion_and_closed_ones_are_marked() -> None:
    counts = {"us-houston-consulate": 40, "ru-embassy": 10, "gb-embassy": 5, "unknown": 9, "xx-embassy": 4}
    drawn = missions_map([row(one, "mission_id", n=n) for one, n in counts.items()], canvas())
    assert drawn is not None
    assert [one.n for one in drawn.rows] == [40, 10, 5]
    discs = drawn.spec["layer"][1]["data"]["values"]
    assert discs[0]["size"] / discs[1]["size"] == pytest.approx(4)
    said = [text.said for text in texts(to_svg(drawn.spec, "", ""))]
    assert "Houston 40 (closed 2020)" in said
    assert "Moscow 10" in said


def test_maps_without_a_count_are_not_drawn() -> None:
    assert countries_map([row("unknown", "host_country", n=3), row("DE", "host_country", n=0)], canvas()) is None
    assert missions_map([row("unknown", "mission_id", n=3)], canvas()) is None


def test_points_stand_where_the_renderer_draws_the_land() -> None:
    world = frame(700)
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-95.37, 29.76]}}
    spec = {
        "width": 700, "height": world.height, "padding": 0, "autosize": "none", "view": {"stroke": None},
        "data": {"values": [point]}, "projection": world.projection, "mark": {"type": "geoshape", "fill": "red"},
    }  # fmt: skip
    x, y = world.at(-95.37, 29.76)
    drawn = to_svg(spec, "", "")
    start = drawn.rpartition('d="M')[2].split('"')[0]
    left, top = (float(part) for part in start.split("m")[0].split("A")[0].split(","))
    assert abs(left - x) <= 5
    assert abs(top - y) <= 5


@given(
    st.lists(
        st.tuples(
            st.floats(0, 700), st.floats(0, 350), st.floats(2, 15), st.text("abcé国技 ", min_size=1, max_size=12)
        ),
        max_size=30,
    )
)
def test_labels_on_a_map_never_meet(points: list[tuple[float, float, float, str]]) -> None:
    given_points = [{"x": x, "y": y, "radius": radius, "label": label} for x, y, radius, label in points]
    placed = place(given_points, 700, 350, 14)
    boxes = [(one["x"], one["y"], one["x"] + text_width(one["label"], 10.5)) for one in placed]
    for (left, y, right), (other_left, other_y, other_right) in combinations(boxes, 2):
        assert right <= other_left or other_right <= left or abs(y - other_y) >= 13
    assert all(left >= 0 and right <= 700 for left, _, right in boxes)


@given(st.lists(st.integers(0, 10**7), max_size=40))
def test_classes_hold_every_count_once(counts: list[int]) -> None:
    found = classes(counts)
    assert len(found) <= len(AMOUNTS)
    for n in counts:
        assert sum(low <= n <= high for low, high in found) == (1 if n else 0)


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.integers(2, 9))
def test_ticks_are_few_round_and_within(top: float, below: float, most: int) -> None:
    found = ticks(top, most, low=-below)
    assert found == sorted(set(found))
    assert len(found) <= most + 1
    slack = 1e-6 * (top + below + 1)
    assert all(-below - slack <= value <= top + slack for value in found) or found == [0.0]


@given(st.text(max_size=200), st.floats(60, 400))
def test_broken_lines_fit(text: str, pixels: float) -> None:
    found = broken(text, pixels).split("\n")
    assert len(found) <= 3
    assert all(text_width(line) <= pixels * 1.06 for line in found)


@pytest.mark.parametrize("width", [320, 360, 720, 1200])
def test_charts_are_as_wide_as_asked(width: int) -> None:
    rows = [row(group, n=n, total=90) for group, n in (("university", 40), ("hospital", 9))]
    (one,) = charts({"test.measure": rows}, load_codebook(), width=width)
    assert f'width="{width}"' in one.svg()[:200]
