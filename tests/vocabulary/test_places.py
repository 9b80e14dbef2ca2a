"""Places: coverage, names that several places share, errors that name the row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.vocabulary.places import load_place_words, load_places, place_country, place_words, places

HEADER = "name_zh,name_en,country,kind,aliases_zh,aliases_en,minor\n"


def test_coverage() -> None:
    kinds = Counter((p.country, p.kind) for p in places())
    assert kinds["US", "state"] == 50
    assert kinds["DE", "state"] == 16
    assert kinds["JP", "prefecture"] == 47
    assert kinds["GB", "nation"] == 4
    assert kinds["CN", "municipality"] + kinds["CN", "province"] == 4 + 27
    assert kinds["CN", "city"] >= 290
    assert sum(n for (country, kind), n in kinds.items() if kind == "city" and country != "CN") >= 600


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("特拉维夫", "IL"),
        ("Houston", "US"),
        ("休斯顿", "US"),
        ("慕尼黑", "DE"),
        ("新西伯利亚", "RU"),
        ("深圳", "CN"),
        ("加州", "US"),
    ],
)
def test_one_country(name: str, code: str) -> None:
    assert place_country(name) == code


@pytest.mark.parametrize("name", ["剑桥", "圣地亚哥", "Cambridge", "科尔多瓦", "不存在市"])
def test_shared_and_unknown_names_have_none(name: str) -> None:
    assert place_country(name) is None


def test_the_lesser_namesake_does_not_count() -> None:
    assert place_country("曼彻斯特") == "GB"
    assert {p.country for p in places() if p.name_zh == "曼彻斯特"} == {"GB", "US"}


def test_words_are_listed() -> None:
    words = place_words()
    assert "印度洋" in words.not_places
    assert "Reading" in words.english


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + "海法,Haifa,IX,city,,,\n", r":2: no country has the code 'IX'"),
        (HEADER + "海法,Haifa,IL,town,,,\n", r":2: `kind` is 'town'"),
        (HEADER + "海法,,IL,city,,,\n", r":2: `name_en` is ''"),
        (HEADER + "海法,Haifa,IL,city,,,\n海法,Haifa,IL,city,,,\n", "two places are called"),
        (HEADER + "海法,Haifa,IL\n", "3 cells"),
    ],
)
def test_errors_name_file_and_row(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        load_places(path)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("english: Reading\n", "utf-8")
    with pytest.raises(InputError, match="no words under `english_countries`"):
        load_place_words(path)
