"""The command that draws charts."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from attache.publish.csvs import read_csv
from tests.cli.conftest import Run

POSTING = "德国激光雷达项目{n}\n\n据驻德国使馆科技处消息，德国Lidarex公司总部位于慕尼黑，从事{what}研发，希望在中国寻找合作伙伴。\n2019年7月{n}日\n"


@pytest.fixture
def built(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    for n, what in enumerate(("固态激光雷达", "激光雷达", "污水处理", "机器人"), 1):
        (folder / f"{n}.txt").write_text(POSTING.format(n=n, what=what), encoding="utf-8")
    for args in (("init", "w"), ("import", folder, "-w", "w", "--synthetic"), ("build", "-w", "w")):
        assert run(*args).status == 0
    return tmp_path / "w"


def test_a_chart_is_written_with_its_data(run: Run, built: Path, tmp_path: Path) -> None:
    ran = run("chart", "locations.country-map", "-o", "map.svg", "-w", built)
    assert ran.status == 0
    assert "Synthetic data is among these." in ran.out
    root = ET.fromstring((tmp_path / "map.svg").read_text(encoding="utf-8"))  # noqa: S314 -- our own picture
    assert root.get("width") == "720"
    (line,) = read_csv(io.StringIO((tmp_path / "map.csv").read_text(encoding="utf-8-sig")))
    assert (line["group_1"], line["n"], line["records"]) == ("DE", "4", "opportunities?host_country=DE")


def test_charts_go_to_a_folder(run: Run, built: Path, tmp_path: Path) -> None:
    told = run("chart", "content", "--language", "zh", "--format", "png", "-o", "out", "-w", built, "--json").lines
    assert {"content.field-fields", "content.field-subfields"} <= {one["chart"] for one in told}
    for one in told:
        assert (tmp_path / one["file"]).read_bytes().startswith(b"\x89PNG")
        assert (tmp_path / one["file"]).with_suffix(".csv").is_file()
        assert "合成数据" in one["caption"]


def test_what_can_be_drawn_is_listed_and_nothing_written(run: Run, built: Path, tmp_path: Path) -> None:
    listed = run("chart", "--list", "-w", built, "--json").lines
    one = next(one for one in listed if one["chart"] == "locations.country-map")
    assert (one["measure"], one["rows"]) == ("locations.country", 1)
    assert "locations.country-map" in run("chart", "locations", "--list", "-w", built).out
    assert not (tmp_path / "charts").exists()


def test_wrong_use_is_refused_in_one_sentence(run: Run, built: Path) -> None:
    run("chart", "-w", built).refused(3, "no measure is named")
    run("chart", "nosuch", "-w", built).refused(4, "there is no measure `nosuch`")
    run("chart", "all", "--width", 10, "-w", built).refused(3, "320 to 4000 pixels")
    run("chart", "content", "-o", "one.png", "-w", built).refused(3, "one.png", "give a folder")
    run("chart", "locations.country-map", "-o", "no/one.svg", "-w", built).refused(3, "the folder is not there")
    run("chart", "locations.country", "--country", "US", "-w", built).refused(4, "there is nothing to draw")
    run("chart", "locations.country", "--where", "nonsense", "-w", built).refused(3, "`nonsense` is no condition")


def test_an_edition_is_needed(run: Run, tmp_path: Path) -> None:
    assert run("init", "w").status == 0
    run("chart", "all", "-w", tmp_path / "w").refused(4, "edition")
