"""Charts of all measures: inert, legible, within their frame, the same each time; and what each says in words."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import fields
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from attache.measure.chapters import MEASURES
from attache.measure.charts import Chart, Language, charts, drawing
from attache.measure.charts.plans import PLANS
from attache.measure.charts.style import FONT, FONT_CJK
from attache.measure.charts.words import TITLES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.vocabulary.codebook import load_codebook
from attache.vocabulary.outlines import SOURCE
from tests.measure.charts.conftest import SVG, row, texts

HOSTILE = (
    "</svg><script>alert(1)</script>",
    '" onload="alert(1)',
    "<image href='https://example.invalid/x.png'/>",
    "labels[0] + datum.at",
    "'); alert(1); ('",
    "\x00\x1b[31m\u202eevil\ud83d",
    "=HYPERLINK(1)",
    "&lt;&amp;]]>",
)


def check(svg: str, width: int) -> None:
    """Assert that a picture is well-formed, inert and accessible and that no text leaves its frame."""
    root = ET.fromstring(svg)  # noqa: S314 -- our own picture
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert abs(float(root.get("width", "0")) - width) <= 1
    for node in root.iter():
        assert node.tag.removeprefix(SVG) in {"svg", "g", "path", "rect", "line", "text", "tspan", "title", "desc"}
        for name, value in node.attrib.items():
            assert not name.lower().startswith("on")
            assert name not in {"href", "src", "style", "id", "clip-path"}
            assert "url(" not in value
            assert "NaN" not in value
            assert name != "font-family" or value in {FONT, FONT_CJK}
    height = float(root.get("height", "0"))
    for one in texts(svg):
        assert one.turned or (one.left > -6 and one.right < width + 6), one
        assert -4 < one.y < height + 4, one


def run(frame: Frame, wanted: str = "") -> dict[str, list[Estimate]]:
    return {name: one.run(frame) for name, one in MEASURES.items() if name.startswith(wanted)}


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), [("en", 360), ("zh", 720)])
def test_every_measure_is_drawn_legibly(small_frame: Frame, language: Language, width: int) -> None:
    rows = run(small_frame)
    drawn = charts(rows, small_frame.codebook, language=language, width=width)
    assert len(drawn) > 30
    assert max(Counter(one.id for one in drawn).values()) == 1
    for one in drawn:
        check(one.svg(), width)
        assert set(one.rows) <= set(rows[one.rows[0].measure])
        assert not re.search(r"\bNaN\b|Infinity", json.dumps(one.spec))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_edition_without_any_opportunity_has_few_charts_and_no_error(empty_frame: Frame, language: Language) -> None:
    for one in charts(run(empty_frame), empty_frame.codebook, language=language):
        check(one.svg(), 720)


@pytest.mark.parametrize("measure", sorted(PLANS.keys() | TITLES.keys()))
def test_what_is_planned_or_titled_is_a_measure(measure: str) -> None:
    assert measure in MEASURES


def test_the_same_rows_give_the_same_bytes(small_frame: Frame) -> None:
    first, second = (charts(run(small_frame, "locations.country"), small_frame.codebook) for _ in range(2))
    assert [one.id for one in first] == ["locations.country-map", "locations.country-bars", "locations.country_year"]
    assert [one.svg() for one in first] == [one.svg() for one in second]
    assert first[1].png() == second[1].png()
    assert first[1].png().startswith(b"\x89PNG")


@pytest.mark.parametrize("by", ["target_type", "host_country", "mission_id", "year", "term"])
@pytest.mark.parametrize("second", [None, "other"])
def test_hostile_names_are_text(by: str, second: str | None) -> None:
    rows = [row(name, by, n=9, total=90) for name in HOSTILE]
    if second:
        rows += [row(name, by, n=3, total=90, by_2=second, group_2=other) for name in HOSTILE for other in HOSTILE]
    for one in charts({"test.measure": rows}, load_codebook()):
        check(one.svg(), 720)


def test_a_hostile_name_is_shown_as_it_is() -> None:
    (one,) = charts({"test.measure": [row(HOSTILE[0], n=3, total=9), row("university", n=2, total=9)]}, load_codebook())
    said = "".join(text.said for text in texts(one.svg()))
    assert "</svg><script>" in said
    assert HOSTILE[0] in one.alt


@pytest.mark.parametrize("url", ["https://example.invalid/x.json", "http://127.0.0.1:9/x.json"])
def test_nothing_is_fetched(url: str) -> None:
    spec = {"data": {"url": url}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "nominal"}}}
    with pytest.raises(ValueError, match="not allowed"):
        drawing.to_svg(spec, "t", "d")


def test_no_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    path.write_text('[{"a": "SECRET"}]', encoding="utf-8")
    spec = {"data": {"url": path.as_uri()}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "nominal"}}}
    assert "SECRET" not in drawing.to_svg(spec, "t", "d")


def map_and_bars(language: Language = "en") -> tuple[Chart, Chart]:
    counts = {"RU": 30, "US": 20, "SG": 2, "AX": 1, "unknown": 7, "ZZ": 1}
    rows = [row(code, "host_country", n=n, total=61) for code, n in counts.items()]
    first, second = charts({"locations.country": rows}, load_codebook(), language=language)
    return first, second


def test_a_caption_says_what_a_figure_is() -> None:
    _, bars = map_and_bars()
    for words in (
        MEASURES["locations.country"].definition, "n = 61 (all opportunities)", "Interval: Wilson score, 95%",
        "Coded by: machine only, not validated", "Window: all dates", "Edition edition-of-tests, codebook 2026.1",
        "Synthetic data",
    ):  # fmt: skip
        assert words in bars.caption
    assert bars.chapter == "locations"
    assert "6 figures; the largest: Russia 49.2% (30); United States 32.8% (20)" in bars.alt
    chinese = map_and_bars("zh")[1]
    assert "俄罗斯 49.2% (30)" in chinese.alt
    assert "仅机器编码，未经验证" in chinese.caption
    assert "合成数据" in chinese.caption


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_picture_says_itself_that_data_is_synthetic(language: Language) -> None:
    for one in map_and_bars(language):
        assert any(("SYNTHETIC DATA", "合成数据")[language == "zh"] in text.said for text in texts(one.svg()))


def test_a_map_says_whose_outlines_it_shows_and_takes_what_it_can_place() -> None:
    drawn, bars = map_and_bars()
    assert SOURCE[0] in [text.said for text in texts(drawn.svg())]
    assert [one.group_1 for one in drawn.rows] == ["RU", "US", "SG", "AX"]
    assert [one.group_1 for one in bars.rows] == ["RU", "US", "SG", "AX", "ZZ", "unknown"]
    assert "Drawn: 4 of 6 rows." in drawn.caption


def test_a_table_has_the_rows_that_are_drawn() -> None:
    drawn, _ = map_and_bars()
    heads, rows = drawn.table()
    assert heads == tuple(one.name for one in fields(Estimate))
    assert [dict(zip(heads, one, strict=True))["n"] for one in rows] == [30, 20, 2, 1]


def test_without_a_chinese_font_a_png_is_in_english_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    chinese, english = map_and_bars("zh")[1], map_and_bars("en")[1]
    monkeypatch.setattr("attache.measure.charts.chart.has_cjk_font", lambda: False)
    assert "fonts-noto-cjk" in chinese.notice
    assert english.notice == ""
    assert chinese.png() == drawing.to_png(drawing.to_svg(english.spec, "", ""))
    assert "俄罗斯" in chinese.svg()


def test_a_chinese_font_is_looked_for() -> None:
    drawing.has_cjk_font.cache_clear()
    assert drawing.has_cjk_font() in (True, False)
    one, other = (drawing.to_png(drawing._glyph(char), 1) for char in "\U0010fffd\U0010fffc")
    assert one == other, "characters without a glyph look alike"


def test_a_caption_names_the_variant_where_a_measure_has_several() -> None:
    rows = [row(one, "technology_field", variant="wide", n=n, total=9) for one, n in (("energy", 4), ("digital", 3))]
    (one,) = charts({"content.field": rows}, load_codebook())
    assert f"Variant: {MEASURES['content.field'].variants['wide']}." in one.caption
