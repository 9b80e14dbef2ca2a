"""Alliances as of a date: the accessions that decide who counted as an ally when."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.vocabulary.alliances import alliance_of, allied, load_alliances, members, memberships

HEADER = "alliance,country,valid_from,valid_to,source,grade\n"


@pytest.mark.parametrize(
    ("country", "as_of", "expected"),
    [
        ("US", "2019-07-15", {"nato", "five_eyes"}),
        ("FI", "2020-01-01", {"eu"}),
        ("FI", "2023-04-04", {"eu", "nato"}),
        ("SE", "2024-03-06", {"eu"}),
        ("SE", "2024-03-07", {"eu", "nato"}),
        ("ME", "2017-06-04", set()),
        ("ME", "2017-06-05", {"nato"}),
        ("MK", "2020-03-27", {"nato"}),
        ("IL", "2019", {"mnna"}),
        ("JP", "2015", {"mnna"}),
        ("TW", "2019", {"mnna_treated"}),
        ("TW", "2003-01", set()),
        ("BR", "2018-12-31", set()),
        ("BR", "2019-12-31", {"mnna"}),
        ("CO", "2020", set()),
        ("CO", "2023", {"mnna"}),
        ("QA", "2023", {"mnna"}),
        ("SA", "2025-11-17", set()),
        ("SA", "2025-11-18", {"mnna"}),
        ("AF", "2021", {"mnna"}),
        ("AF", "2023", set()),
        ("GB", "2020-01-31", {"nato", "eu", "five_eyes"}),
        ("GB", "2020-02-01", {"nato", "five_eyes"}),
        ("DE", "1955-05-06", {"nato"}),
    ],
)
def test_as_of(country: str, as_of: str, expected: set[str]) -> None:
    assert alliance_of(country, as_of) - ({"eu"} if country == "DE" else set()) == expected


@pytest.mark.parametrize("country", ["RU", "UA", "BY", "CH", "SG", "IN", "CN"])
def test_never_allied(country: str) -> None:
    assert not any(allied(country, year) for year in ("1990", "2008", "2019", "2025"))


def test_sizes() -> None:
    assert len(members("nato", "2024-12-31")) == 32
    assert len(members("nato", "2020-06")) == 30
    assert len(members("eu", "2021")) == 27
    assert len(members("eu", "2019")) == 28
    assert members("five_eyes", "2020") == {"AU", "CA", "GB", "NZ", "US"}
    assert members("mnna_treated", "2020") == {"TW"}


def test_variants_of_the_report() -> None:
    assert allied("US", "2019")
    assert not allied("US", "2019", with_us=False)
    assert allied("TW", "2019")
    assert not allied("TW", "2019", with_tw=False)
    assert allied("GB", "2019", with_us=False, with_tw=False)


def test_precision_is_told() -> None:
    assert memberships()["FI"][-1].dated_to_the_day
    assert not next(m for m in memberships()["BR"] if m.alliance == "mnna").dated_to_the_day


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nato,XX,1949-08-24,,x,official\n", "no country has the code 'XX'"),
        ("seato,FR,1954,,x,official\n", "`alliance` is 'seato'"),
        ("nato,FR,1949/8/24,,x,official\n", "`valid_from` is '1949/8/24'"),
        ("nato,FR,1949,,x,rumour\n", "`grade` is 'rumour'"),
        ("nato,FR,1949,,,official\n", "`source` is ''"),
    ],
)
def test_errors_name_file_and_row(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "alliances.csv"
    path.write_text(HEADER + row, "utf-8")
    with pytest.raises(InputError, match=message) as caught:
        load_alliances(path)
    assert "alliances.csv:2" in str(caught.value)
