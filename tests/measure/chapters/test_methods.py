"""Methods: amounts in known currencies and years; variables with values that nobody coded; bodies named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from attache.core.organisations import Organisation, Resolution
from attache.core.records import Amount, Mention
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.vocabulary.rates import convert
from tests.measure.editions import coded, frame_of, joined, made, posted

Row = tuple[str, str | None, str | None]


def run(measure: str, frame: Frame) -> dict[Row, Estimate]:
    return {(row.variant, row.group_1, row.group_2): row for row in MEASURES[measure].run(frame)}


def amount(document: int, start: int, kind: str, currency: str | None, low: float | None) -> Amount:
    return made(
        Amount,
        document_id=f"doc-{document:03}",
        start=start,
        end=start + 5,
        kind=kind,
        currency=currency,
        low=low,
        high=low,
    )


def priced(amounts: list[Amount], *days: str | None) -> Frame:
    parts: list[dict[str, list[Any]]] = [posted(at, published_on=day) for at, day in enumerate(days)]
    return frame_of(joined(parts) | {"amounts": amounts})


def test_amounts_are_counted_once_by_kind_and_by_currency() -> None:
    amounts = [
        amount(0, 10, "investment_sought", "USD", 1e6), amount(0, 30, "investment_sought", "USD", 2e6),
        amount(1, 10, "price", None, 5.0), amount(1, 30, "equity_share", None, 30.0),
    ]  # fmt: skip
    rows = run("methods.amounts_stated", priced(amounts, "2019", "2019", "2019"))
    assert {key[1]: row.n for key, row in rows.items() if key[0] == "kind" and row.n} == {
        "stated": 2, "unknown": 1, "investment_sought": 1, "price": 1, "equity_share": 1,
    }  # fmt: skip
    assert {key[1]: row.n for key, row in rows.items() if key[0] == "currency"} == {
        "stated": 2, "unknown": 1, "USD": 1, "currency_not_stated": 1,
    }  # fmt: skip
    assert rows["kind", "valuation", None].n == 0


def test_quartiles_as_stated_and_converted() -> None:
    amounts = [amount(0, 10 * at, "investment_sought", "EUR", 1e6 * at) for at in range(1, 10)]
    rows = run("methods.amounts", priced(amounts, "2015-06-01"))
    median = rows["as_stated", "investment_sought EUR", "median"]
    assert (median.value, median.unit, median.n) == (5e6, "EUR", 9)
    assert median.low is not None
    assert median.high is not None
    assert rows["usd", "investment_sought", "median"].value == pytest.approx(convert(5e6, "EUR", 2015, "USD"))
    assert rows["cny", "investment_sought", "q25"].value == pytest.approx(convert(3e6, "EUR", 2015, "CNY"))


def test_what_cannot_be_converted_is_counted_with_its_reason() -> None:
    amounts = [
        amount(0, 10, "price", "USD", 5.0), amount(0, 20, "price", None, 5.0), amount(0, 30, "price", "XXX", 5.0),
        amount(0, 40, "price", "USD", None), amount(0, 50, "equity_share", None, 5.0), amount(1, 10, "price", "USD", 5.0),
        amount(2, 10, "price", "USD", 5.0),
    ]  # fmt: skip
    frame = priced(amounts, "2019", None, "1999")
    rows = run("methods.amounts_converted", frame)
    assert {key[1]: row.n for key, row in rows.items()} == {
        "converted": 1, "currency not stated": 1, "no rate for that currency and year": 2, "no lower end": 1,
        "a share, not money": 1, "year not stated": 1,
    }  # fmt: skip
    assert run("methods.amounts", frame)["usd", "price", "median"].n == 1


def test_an_amount_without_an_interval_says_so() -> None:
    row = run("methods.amounts", priced([amount(0, 10, "price", "USD", 5.0)], "2019"))["usd", "price", "median"]
    assert (row.low, row.high) == (None, None)
    assert row.note


@pytest.mark.parametrize("measure", ["methods.recommended_action", "methods.cooperation", "methods.stage"])
def test_values_that_nobody_coded_are_rows_with_an_upper_end(measure: str, small_frame: Frame) -> None:
    variable = MEASURES[measure].run(small_frame)[0].by_1
    rows = run(measure, frame_of(posted(0)))
    assert {row.group_1 for row in rows.values()} == {
        "stated",
        "unknown",
        *small_frame.codebook.variables[str(variable)].values,
    }
    assert rows["default", "unknown", None].n == 1
    assert all(row.high is not None and row.high > 0.9 for row in rows.values())


def test_willingness_is_three_questions() -> None:
    codes = [coded("opp-000", "willingness_jv", "stated_yes"), coded("opp-000", "willingness_share_ip", "stated_no")]
    rows = run("methods.willingness", frame_of(posted(0) | {"codes": codes}))
    assert rows["joint_venture", "stated_yes", None].n == 1
    assert rows["share_ip", "stated_no", None].n == 1
    assert rows["partner", "unknown", None].n == 1


def test_bodies_named_are_not_the_organisation_offered(frame_with_bodies: Callable[[], Frame]) -> None:
    rows = run("methods.bodies", frame_with_bodies())
    assert {key[1]: row.n for key, row in rows.items() if key[0] == "name"} == {"stated": 1, "unknown": 1, "Chamber": 1}
    assert rows["kind", "association", None].n == 1
    assert rows["kind", "fund", None].n == 0


@pytest.fixture
def frame_with_bodies() -> Callable[[], Frame]:
    def make() -> Frame:
        names = {"org-a": ("Chamber", "association"), "org-b": ("Fund offered", "fund")}
        mentions = [
            made(Mention, document_id="doc-000", start=5, end=9, name="Chamber", kind="association"),
            made(Mention, document_id="doc-001", start=5, end=9, name="Fund offered", kind="fund"),
        ]
        resolutions = [
            made(Resolution, document_id="doc-000", start=5, end=9, organisation_id="org-a"),
            made(Resolution, document_id="doc-001", start=5, end=9, organisation_id="org-b", offered=True),
        ]
        organisations = [
            made(Organisation, organisation_id=one, name=name, kind=kind) for one, (name, kind) in names.items()
        ]
        tables = joined([posted(0), posted(1)])
        return frame_of(tables | {"mentions": mentions, "resolutions": resolutions, "organisations": organisations})

    return make
