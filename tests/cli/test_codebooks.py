"""The commands for the codebook."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from attache.vocabulary.codebook import SHIPPED, load_codebook
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


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A codebook in which no word stands for LiDAR any more, and one more for robots."""
    shutil.copytree(SHIPPED, tmp_path / "book")
    path = tmp_path / "book" / "fields" / "sensing_photonics.yaml"
    text = path.read_text(encoding="utf-8")
    removed = text.replace("zh: [激光雷达, 固态激光雷达, 车载激光雷达, ", "zh: [")
    assert removed != text
    path.write_text(removed, encoding="utf-8")
    return tmp_path / "book" / "codebook.yaml"


def test_show(run: Run) -> None:
    assert run("codebook", "show").out.startswith("Codebook 2026.1")
    assert "激光雷达" in run("codebook", "show", "technology_field").out
    (whole,) = run("codebook", "show", "--json").lines
    assert set(whole["variables"]) == set(load_codebook().variables)
    (one,) = run("codebook", "show", "direction", "--json").lines
    assert one["variable"] == "direction"


def test_the_same_codebook_changes_nothing(run: Run, built: Path) -> None:
    ran = run("codebook", "diff", "shipped", SHIPPED / "codebook.yaml", "-w", built, "--check")
    assert ran.status == 0
    assert "The codebooks say the same." in ran.out
    assert "No code of any opportunity flips." in ran.out
    assert "No figure moves." in ran.out


def test_the_codebook_of_the_edition_is_compared_with(run: Run, built: Path, changed: Path) -> None:
    (built / "attache.toml").write_text(f'jobs = 1\ncodebook = "{changed}"\n', encoding="utf-8")
    assert run("build", "-w", built).status == 0
    assert run("codebook", "diff", "edition", changed, "-w", built, "--check").status == 0
    assert run("codebook", "diff", "edition", "shipped", "-w", built, "--check").status == 1


def test_terms_that_go_flip_codes_with_the_words_that_made_them(run: Run, built: Path, changed: Path) -> None:
    ran = run("codebook", "diff", "shipped", changed, "-w", built, "--json", "--check")
    assert ran.status == 1
    about: dict[str, list[dict[str, object]]] = {}
    for line in ran.lines:
        about.setdefault(str(line["about"]), []).append(line)
    assert {(c["kind"], c["before"]) for c in about["codebook"]} == {
        ("removed", term) for term in ("激光雷达", "固态激光雷达", "车载激光雷达")
    }
    lost = [o for o in about["opportunity"] if (o["variable"], o["value"]) == ("technology_field", "lidar_sensing")]
    assert [o["change"] for o in lost] == ["lost"] * len(lost)
    assert len(lost) >= 2
    assert all("激光雷达" in str(o["words"]) for o in lost)
    (total,) = about["total"]
    assert total["flips"] == len(about["opportunity"])
    assert total["synthetic"] is True
    back = run("codebook", "diff", changed, "shipped", "-w", built, "--json").lines
    turned = {(o["opportunity"], o["value"], o["change"]) for o in back if o["about"] == "opportunity"}
    swap = {"lost": "gained", "gained": "lost"}
    assert turned == {(o["opportunity"], o["value"], swap[str(o["change"])]) for o in about["opportunity"]}


def test_it_is_shown_for_people_and_ends_well(run: Run, built: Path, changed: Path) -> None:
    ran = run("codebook", "diff", "shipped", changed, "-w", built)
    assert ran.status == 0
    for words in ("The codebooks differ", "opportunities flip", "lidar_sensing", "固态激光雷达", "Synthetic data"):
        assert words in ran.out


def test_a_document_that_ceases_to_be_an_opportunity(run: Run, built: Path, changed: Path) -> None:
    path = changed.parent / "variables" / "direction.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value: inbound_offer", "value: offered"), encoding="utf-8")
    for file in sorted(changed.parent.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("value: [inbound_offer", "value: [offered"), encoding="utf-8")
    lines = run("codebook", "diff", "shipped", changed, "-w", built, "--json").lines
    flips = [line for line in lines if line["about"] == "opportunity"]
    assert {(f["variable"], f["value"], f["change"]) for f in flips} == {("direction", "inbound_offer", "lost")}
    rows = {line["row"]: line for line in lines if line["about"] == "figure"}
    assert rows["locations.country/default/host_country/DE"]["after"] is None
    assert rows["locations.country/default/host_country/DE"]["before"]["n"] == 4


def test_refusals(run: Run, built: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("version: [", encoding="utf-8")
    run("codebook", "diff", "shipped", bad, "-w", built).refused(3, "bad.yaml")
    run("codebook", "diff", "none.yaml", "shipped", "-w", built).refused(3, "none.yaml")
    run("codebook", "diff", "shipped", "shipped", "-w", "nowhere").refused(6, "no workspace here")
    run("codebook", "diff", "shipped", "shipped", "-w", built, "--edition", 9).refused(4, "no edition 9")
    run("init", "empty")
    run("codebook", "diff", "shipped", "shipped", "-w", "empty").refused(4, "no edition yet")
