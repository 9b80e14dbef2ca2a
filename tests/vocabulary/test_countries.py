"""Countries: codes, names, errors that name the row."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.core.errors import InputError, NotFoundError
from attache.vocabulary.countries import countries, country, find_country, load_countries

HEADER = "iso2,iso3,name_en,name_zh,aliases_zh,aliases_en,demonyms,short_zh\n"


def test_all_countries_of_iso_3166_and_kosovo() -> None:
    assert len(countries()) == 250
    assert {"US", "RU", "TW", "HK", "XK", "PS"} <= set(countries())
    assert len({c.iso3 for c in countries().values()}) == 250


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("德国", "DE"),
        ("德意志联邦共和国", "DE"),
        ("Israel", "IL"),
        ("uk", "GB"),
        ("USA", "US"),
        ("俄罗斯联邦", "RU"),
        ("Republic of Korea", "KR"),
        ("韩国", "KR"),
        ("印尼", "ID"),
        ("格鲁吉亚", "GE"),
        ("几内亚比绍", "GW"),
    ],
)
def test_names(name: str, code: str) -> None:
    assert find_country(name) == code


@pytest.mark.parametrize("name", ["", "大陆", "欧洲", "中非", "Georgia (US)", "亚特兰蒂斯"])
def test_no_name_is_guessed(name: str) -> None:
    assert find_country(name) is None


def test_no_two_countries_share_a_chinese_name() -> None:
    owner: dict[str, str] = {}
    for c in countries().values():
        for name in c.names_zh:
            assert owner.setdefault(name, c.iso2) == c.iso2, name


def test_names_agree_with_another_list(shared: Path) -> None:
    import csv  # noqa: PLC0415

    rows = csv.DictReader((shared / "data" / "places" / "countries_zh.csv").read_text("utf-8").splitlines())
    theirs = {row["iso2"]: row for row in rows}
    assert all(countries()[code].iso3 == row["iso3"] for code, row in theirs.items())
    same = sum(row["name_zh"] in countries()[code].names_zh for code, row in theirs.items())
    assert same >= 0.9 * len(theirs)


def test_unknown_code() -> None:
    with pytest.raises(NotFoundError, match="no country has the code 'ZZ'"):
        country("ZZ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + "DE,DEU,Germany,,,,,德\n", r":2: `name_zh` is ''; fill the cell in"),
        (HEADER + "De,DEU,Germany,德国,,,,\n", r":2: `iso2` is 'De'"),
        (HEADER + "DE,DEU,Germany,德国,,,,\nDE,DEU,Germany,德国,,,,\n", "two countries are called DE"),
        ("iso2,name\nDE,Germany\n", "has the columns iso2, name"),
        (HEADER, "has no rows"),
    ],
)
def test_errors_name_file_and_row(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "countries.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message) as caught:
        load_countries(path)
    assert "countries.csv" in str(caught.value)
