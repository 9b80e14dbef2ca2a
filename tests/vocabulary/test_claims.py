from __future__ import annotations

import csv
import math
import re
from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.core.facts import Claim
from attache.vocabulary.claims import CLAIMS, load_all_claims, load_claims, load_sources


@pytest.fixture(scope="module")
def claims() -> tuple[Claim, ...]:
    return load_claims()


def value(claims: tuple[Claim, ...], name: str, part: int = 1) -> float:
    claim = next(claim for claim in claims if (claim.claim_id, claim.part) == (name, part))
    number = claim.high if claim.low is None else claim.low
    assert number is not None
    return number


def test_all_ninety_are_there_and_cited(claims: tuple[Claim, ...]) -> None:
    assert {claim.claim_id for claim in claims} == {f"C{n:03}" for n in range(1, 91)}
    assert all(claim.source and claim.statement and claim.unit and claim.as_stated for claim in claims)
    assert len({(claim.claim_id, claim.part) for claim in claims}) == len(claims)


def test_parts_count_up_from_one(claims: tuple[Claim, ...]) -> None:
    for name in {claim.claim_id for claim in claims}:
        parts = [claim.part for claim in claims if claim.claim_id == name]
        assert parts == list(range(1, len(parts) + 1))


def test_conflicts_resolve_and_are_symmetric(claims: tuple[Claim, ...]) -> None:
    conflicts = {claim.claim_id: set((claim.conflicts_with or "").split("; ")) - {""} for claim in claims}
    assert sum(map(bool, conflicts.values())) >= 7
    for name, others in conflicts.items():
        for other in others:
            assert name in conflicts[other]
    derived = {part for claim in claims for part in (claim.derived_from or "").split("; ") if part}
    assert derived <= conflicts.keys()


def test_comparators_are_read_from_the_figure(claims: tuple[Claim, ...]) -> None:
    by_id = {(claim.claim_id, claim.part): claim for claim in claims}
    assert [by_id["C035", n].low for n in (1, 2)] == [111, 114]
    assert (by_id["C002", 1].comparator, by_id["C002", 1].high) == (">", None)
    assert (by_id["C008", 1].comparator, by_id["C008", 1].low) == ("<", None)
    assert (by_id["C040", 1].comparator, by_id["C040", 1].low, by_id["C040", 1].high) == ("range", 60, 80)
    assert by_id["C087", 1].comparator == "text"
    assert by_id["C001", 1].time_window == "2015/2020"


def test_arithmetic_among_published_figures(claims: tuple[Claim, ...]) -> None:
    posts = value(claims, "C001")
    assert 100 * value(claims, "C013") / posts < value(claims, "C008")
    assert 100 * (value(claims, "C013") + 1) / posts > value(claims, "C008")
    for russia in ("C011", "C012"):
        top = value(claims, russia) + sum(value(claims, name) for name in ("C013", "C014", "C015"))
        assert 45 < 100 * top / posts < value(claims, "C007")
    assert round(100 * (value(claims, "C009") + value(claims, "C010")) / posts, 1) == 56.2
    assert value(claims, "C021") == pytest.approx(100 * 14 / 30, abs=0.05)
    assert round(100 * value(claims, "C023") / value(claims, "C023", 2), 1) == 89.5
    assert posts / value(claims, "C002") == pytest.approx(value(claims, "C089"), abs=0.05)
    assert value(claims, "C042") / value(claims, "C041") == 10
    assert value(claims, "C077", 2) + value(claims, "C077", 3) == value(claims, "C077", 1)


def test_the_interval_of_c021_is_wilsons(claims: tuple[Claim, ...]) -> None:
    k, n, z = value(claims, "C020"), value(claims, "C019"), 1.959964
    centre, spread = k / n + z * z / 2 / n, z * math.sqrt(k / n * (1 - k / n) / n + z * z / 4 / n / n)
    interval = next(claim for claim in claims if (claim.claim_id, claim.part) == ("C021", 2))
    expected = [100 * (centre + sign * spread) / (1 + z * z / n) for sign in (-1, 1)]
    assert [interval.low, interval.high] == pytest.approx(expected, abs=0.05)


def test_short_sources_resolve(claims: tuple[Claim, ...]) -> None:
    sources = load_sources()
    keys = {key for claim in claims for key in re.findall(r"seed:\d+|\bchinascope\b", claim.source)}
    assert keys <= sources.keys()
    assert all(source.title and source.publisher for source in sources.values())


def resolved(rows: dict[str, dict[str, str]], source: str) -> set[str]:
    out: set[str] = set()
    for item in re.split(" ?; ", source):
        named = re.fullmatch(r"(?:same as )?(C\d{3})", item)
        out |= resolved(rows, rows[named[1]]["source"]) if named else {item}
    return out


def same_source(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    head = short.split("…")[0]
    return short == long or ("…" in short and long.startswith(head))


@pytest.fixture(scope="module")
def rows(shared: Path) -> dict[str, dict[str, str]]:
    """The rows of the domain file by id."""
    with (shared / "domain" / "claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_same_ids_and_conflicts_as_the_domain_file(claims: tuple[Claim, ...], rows: dict[str, dict[str, str]]) -> None:
    assert {claim.claim_id for claim in claims} == rows.keys()
    assert len(rows) == 90
    for name, row in rows.items():
        named = re.findall(r"C\d{3}", row["note"]) if row["note"].startswith("conflict") else []
        mine = next(claim for claim in claims if claim.claim_id == name)
        assert set(named) <= set((mine.conflicts_with or "").split("; ")), name


def test_same_units_and_sources_as_the_domain_file(claims: tuple[Claim, ...], rows: dict[str, dict[str, str]]) -> None:
    for name, row in rows.items():
        mine = [claim for claim in claims if claim.claim_id == name]
        assert mine, name
        units = list(dict.fromkeys(claim.unit for claim in mine))
        assert "/".join(units) == row["unit"].split(" (")[0], name
        if row["source"].startswith("derived"):
            assert set(re.findall(r"C\d{3}", row["source"])) == set((mine[0].derived_from or "").split("; "))
            continue
        ours = {item for claim in mine for item in claim.source.split("; ")}
        theirs = resolved(rows, row["source"])
        assert all(any(same_source(a, b) for b in ours) for a in theirs), (name, ours, theirs)
        assert all(any(same_source(a, b) for b in theirs) for a in ours), (name, ours, theirs)


def test_same_figures_as_the_domain_file(claims: tuple[Claim, ...], rows: dict[str, dict[str, str]]) -> None:
    for name, row in rows.items():
        stated = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", row["value"].replace("95% CI", ""))}
        mine = [claim for claim in claims if claim.claim_id == name]
        if all(claim.comparator == "text" for claim in mine):
            continue
        ours = {number for claim in mine for number in (claim.low, claim.high) if number is not None}
        assert ours == stated, name


CLAIM = "claims:\n  - {id: X001, statement: s, value: '5', unit: u, source: here, grade: report}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("claims: 5\n", "no list `claims`"),
        ("claim: []\n", "no list `claims`"),
        (CLAIM.replace("source: here, ", ""), "X001 part 1: `source` is missing"),
        (CLAIM.replace("'5'", "many"), "X001 part 1: `many` is not a figure"),
        (CLAIM.replace("value: '5', ", ""), "X001 part 1: no figure"),
        (CLAIM.replace("X001", "one"), "not a claim id"),
        (CLAIM.replace("grade: report", "grade: report, conflicts_with: [X002]"), "names X002, which is no claim"),
        (CLAIM + CLAIM.split("\n")[1], "two claims are called X001 / 1"),
        (CLAIM.replace("grade: report", "grade: report, parts: 3"), "`parts` is not a list"),
        ("claims: [7]\n", "claim 1 is not a mapping"),
        (CLAIM.replace("value: '5'", "comparator: text"), "`as_stated` is missing"),
        (
            CLAIM
            + "  - {id: X002, statement: s, value: '5', unit: u, source: h, grade: report, conflicts_with: [X001]}",
            "which does not say so",
        ),
    ],
)
def test_bad_claims_are_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=says) as caught:
        load_claims(path)
    assert "claims.yaml" in caught.value.sentence
    assert caught.value.mend


def test_claims_can_come_from_csv(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(
        "id,statement,value,unit,source,grade,conflicts_with\n"
        'A001,posts,">300",posts,a book,report,A002\nA002,posts,~280,posts,another,leak,A001; A003\n'
        "A003,posts,1-2,posts,a third,leak,A002\n",
        "utf-8",
    )
    first, second, _ = load_claims(path)
    assert (first.comparator, first.low, first.conflicts_with) == (">", 300, "A002")
    assert (second.comparator, second.high, second.conflicts_with) == ("~", 280, "A001; A003")
    assert CLAIMS.exists()


def test_a_further_file_adds_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "more.yaml"
    path.write_text(
        CLAIM.replace("grade: report", "grade: report, conflicts_with: [C013]")
        + "  - {id: C023, statement: s, value: '70', unit: posts, source: here, grade: report}\n"
        + "sources:\n  - {key: here, title: A book, publisher: Somebody, grade: report}\n",
        "utf-8",
    )
    found = load_all_claims([path])
    assert len({one.claim.claim_id for one in found.figures.values()}) == 91
    assert found.figures["C023"].claim.low == 70
    assert "C023_2" not in found.figures, "a claim is replaced with all its parts"
    assert found.figures["C013"].claim.conflicts_with == "X001", "the other side of a conflict is told"
    assert found.sources["here"].title == "A book"
    assert found.rules == load_all_claims().rules


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("rules: 5\n", "`rules` is not a list"),
        ("  - {id: X002, statement: s, value: '5', unit: u, source: h, grade: report, whole: X009}\n", "part of X009"),
        ("rates: [{base: dollar, quote: CNY, on: 2020, rate: '6', source: s, grade: leak}]\n", "`base`"),
        (
            "sources: [{key: a, title: t, publisher: p, grade: leak}, {key: a, title: t, publisher: p, grade: leak}]\n",
            "two",
        ),
    ],
)
def test_bad_sections_are_refused(tmp_path: Path, more: str, says: str) -> None:
    path = tmp_path / "more.yaml"
    path.write_text(CLAIM + more, "utf-8")
    with pytest.raises(InputError, match=says):
        load_all_claims([path])


@pytest.mark.parametrize(
    ("ours", "says"),
    [
        ("{}", "neither `measure` nor `reference`"),
        ("{measure: a.b, reference: c}", "neither `measure` nor `reference`, or both"),
        ("{measure: a.b, of: colour}", "should be"),
        ("[1]", "ours"),
    ],
)
def test_a_bad_mapping_is_refused(tmp_path: Path, ours: str, says: str) -> None:
    path = tmp_path / "more.yaml"
    path.write_text(CLAIM.replace("grade: report", f"grade: report, ours: {ours}"), "utf-8")
    with pytest.raises(InputError, match=says):
        load_all_claims([path])
