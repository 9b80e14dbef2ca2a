"""What arithmetic among published figures finds: in the claims that there are, and in changed ones."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.measure.claims import (
    Finding,
    agreeing,
    check_figures,
    checking,
    declared,
    findings,
    formulas,
    ranges,
    rules,
)
from attache.vocabulary.claims import load_all_claims
from tests.measure.claims.figures import claims_from


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    return check_figures(load_all_claims())


def one(found: Sequence[Finding], rule: str, *claims: str) -> Finding:
    mine = [finding for finding in found if finding.rule == rule and set(claims) <= set(finding.claims)]
    assert len(mine) == 1, mine
    return mine[0]


def test_russia_112_against_122(found: list[Finding]) -> None:
    finding = one(found, "sources-disagree", "C011", "C012")
    assert finding.outcome == "conflict"
    assert "112" in finding.says
    assert "122" in finding.says


def test_nearly_half_cannot_settle_russia(found: list[Finding]) -> None:
    finding = one(found, "four-countries-nearly-half")
    assert finding.outcome == "unsettled"
    assert "47.98" in finding.says
    assert "49.53" in finding.says
    assert "cannot settle which of C011 and C012" in finding.says


def test_fewer_than_twelve_percent_holds_only_just(found: list[Finding]) -> None:
    finding = one(found, "us-under-12-percent")
    assert finding.outcome == "holds only just"
    assert "11.99" in finding.says
    assert "one more in C013 (78) gives 12.15 and breaks it" in finding.says
    assert one(found, "counts-behind-shares", "C008").numbers["most"] == 77


def test_half_needs_an_overlap_of_forty(found: list[Finding]) -> None:
    finding = one(found, "biotech-or-ai-half")
    assert finding.outcome == "unsettled"
    assert finding.numbers == {"sum": 361, "overlap": pytest.approx(40)}


def test_houston_is_68_of_76(found: list[Finding]) -> None:
    finding = one(found, "houston-89-percent")
    assert finding.outcome == "holds"
    assert "no count rounds to it (68 is 88.3 %, 69 is 89.6 %)" in finding.says
    assert finding.numbers == {"least": 68, "most": 68}
    assert [f.outcome for f in found if f.rule == "derived-again" and f.claims[0] == "C023"] == ["holds", "holds"]


def test_fourteen_of_thirty_with_its_interval(found: list[Finding]) -> None:
    finding = one(found, "parts-fit", "C019", "C020")
    assert [round(finding.numbers[key], 1) for key in ("percent", "low", "high")] == [46.7, 30.2, 63.9]
    assert [f.outcome for f in found if f.rule == "derived-again" and f.claims[0] == "C021"] == ["holds", "holds"]


def test_needs_of_2008_step_by_step(found: list[Finding]) -> None:
    steps = [("C027", "C028", 34.6, 27.0, 43.0), ("C028", "C029", 71.7, 57.5, 82.7), ("C027", "C029", 24.8, 18.2, 32.8)]
    for whole, part, *numbers in steps:
        finding = one(found, "parts-fit", whole, part)
        assert [round(finding.numbers[key], 1) for key in ("percent", "low", "high")] == numbers


def test_hebei_in_two_currencies(found: list[Finding]) -> None:
    for key in ("C041", "C042"):
        finding = one(found, "exchange-rates", key)
        assert finding.outcome == "holds"
        assert (finding.numbers["low"], finding.numbers["high"]) == pytest.approx((6.515, 6.557), abs=0.001)
    assert one(found, "hebei-return").numbers["low"] == 10


def test_posts_outside_alliances(found: list[Finding]) -> None:
    assert one(found, "russia-outside-alliances").outcome == "holds"
    others = one(found, "others-outside-alliances")
    assert "80.6" in others.says
    assert "70.6" in others.says


def test_what_cannot_be_compared(found: list[Finding]) -> None:
    for a, b, why in (
        ("C003", "C032", "countries and units"),
        ("C004", "C030", "different times"),
        ("C005", "C030", "different times"),
        ("C031", "C034", "missions and sections"),
    ):
        finding = one(found, "sources-disagree", a, b)
        assert finding.outcome == "not comparable"
        assert why in finding.says
    assert one(found, "sources-disagree", "C004", "C005").outcome == "holds"
    thousands = next(f for f in found if f.rule == "sources-disagree" and f.claims == ("C026",))
    assert "上千" in thousands.says
    assert "two thousand" in thousands.says


def test_parts_are_not_more_than_wholes(found: list[Finding]) -> None:
    assert one(found, "parts-fit", "C017", "C018").outcome == "holds"
    assert one(found, "splits-add-up", "C001").numbers == {"sum": 318}
    assert one(found, "houston-companies").outcome == "conflict"
    assert one(found, "days-fit-dates", "C088").outcome == "holds"


def test_every_derived_figure_is_derived_again(found: list[Finding]) -> None:
    claims = load_all_claims()
    derived = {one.claim.claim_id for one in claims.figures.values() if one.claim.derived_from}
    assert derived <= {finding.claims[0] for finding in found if finding.rule == "derived-again"}
    assert all(finding.outcome == "holds" for finding in found if finding.rule == "derived-again")


def test_every_conflict_that_records_state_is_looked_at(found: list[Finding]) -> None:
    pairs = {frozenset(f.claims) for f in found if f.rule in ("sources-disagree", "stated-conflicts")}
    for figure in load_all_claims().figures.values():
        for other in filter(None, (figure.claim.conflicts_with or "").split("; ")):
            assert frozenset((figure.claim.claim_id, other)) in pairs


def test_no_rule_in_code_names_a_claim() -> None:
    for module in (agreeing, checking, declared, findings, formulas, ranges, rules):
        code = re.sub(r'"""[\s\S]*?"""|`[^`\n]*`', "", inspect.getsource(module))
        assert not re.findall(r"\bC\d{3}\b", code), module.__name__


ROW = "claims:\n  - {{id: {key}, statement: {statement}, value: '{value}', unit: {unit}, source: a book, grade: report{more}}}\n"


def row(key: str, statement: str, value: str, unit: str = "posts", more: str = "") -> str:
    return ROW.format(key=key, statement=statement, value=value, unit=unit, more=more)


def test_another_source_on_the_same_thing_is_found(tmp_path: Path) -> None:
    text = row("X001", "Posts from the United States", "80", more=", window: 2015/2020")
    found = check_figures(claims_from(tmp_path, text))
    assert one(found, "sources-disagree", "C013", "X001").outcome == "conflict"
    twelve = one(found, "us-under-12-percent")
    assert twelve.outcome == "unsettled"
    assert "with X001, 100 * C013 / C001 is 12.46, which does not fit" in twelve.says.replace("With", "with")


def test_a_changed_claim_changes_what_is_found(tmp_path: Path) -> None:
    text = row("C013", "Posts from the United States", "80", more=", window: 2015/2020, whole: C001, split: country")
    assert one(check_figures(claims_from(tmp_path, text)), "us-under-12-percent").outcome == "conflict"
    small = row("C018", "Of these on AI", "90", more=", window: 2015/2020, whole: C017")
    assert one(check_figures(claims_from(tmp_path, small)), "parts-fit", "C018").outcome == "conflict"
    many = row("C014", "Posts from the United Kingdom", "500", more=", window: 2015/2020, whole: C001, split: country")
    assert one(check_figures(claims_from(tmp_path, many)), "splits-add-up", "C001").outcome == "conflict"
    wrong = row("C089", "Posts per target", "4.5", "ratio", ", derived_from: [C001, C002], formula: C001 / C002")
    assert one(check_figures(claims_from(tmp_path, wrong)), "derived-again", "C089").outcome == "conflict"
    untold = row("C089", "Posts per target", "2", "ratio", ", derived_from: [C001, C002]")
    assert one(check_figures(claims_from(tmp_path, untold)), "derived-again", "C089").outcome == "unsettled"
    long = row("C088", "Days", "400", "days", ", window: 2019-07/2020-01")
    assert one(check_figures(claims_from(tmp_path, long)), "days-fit-dates", "C088").outcome == "conflict"


def test_two_currencies_that_do_not_fit(tmp_path: Path) -> None:
    also = ", also: [{value: '100000', unit: USD, source: b, grade: leak}]"
    found = check_figures(claims_from(tmp_path, row("X001", "Budget", "1000000", "CNY", also)))
    assert one(found, "exchange-rates", "X001").outcome == "conflict"


def test_a_range_meets_a_figure_within_it(tmp_path: Path) -> None:
    text = (
        row("X001", "Posts", "60-80")
        + row("X002", "Posts", "70").removeprefix("claims:\n")
        + row("X003", "Posts", "90").removeprefix("claims:\n")
    )
    found = check_figures(claims_from(tmp_path, text))
    assert one(found, "sources-disagree", "X001", "X002").outcome == "holds"
    assert one(found, "sources-disagree", "X001", "X003").outcome == "conflict"


def test_a_share_that_no_count_gives(tmp_path: Path) -> None:
    found = check_figures(claims_from(tmp_path, row("X001", "Share", "20", "percent", ", whole: C024")))
    assert one(found, "counts-behind-shares", "X001").outcome == "conflict"


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("{id: mine, says: s, compute: C001 +}", r"rule mine: `C001 \+` is not a formula"),
        ("{id: mine, says: s, compute: X999 / C001}", "rule mine: .* names X999"),
        ("{id: mine, says: s, compute: C001, at_most: C002, union: C003}", "more than one of"),
        ("{id: mine, says: s}", "`compute` is missing"),
    ],
)
def test_a_bad_rule_is_one_sentence(tmp_path: Path, rule: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        check_figures(claims_from(tmp_path, row("X001", "s", "1") + f"rules: [{rule}]\n"))


def test_a_bad_formula_of_a_figure_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="X001: `C001 X` is not a formula"):
        check_figures(claims_from(tmp_path, row("X001", "s", "1", more=", formula: C001 X")))
