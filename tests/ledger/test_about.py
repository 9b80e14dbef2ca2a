"""Looking up what is decided about one subject, without reading the whole ledger."""

from __future__ import annotations

import sqlalchemy as sa

from attache.ledger import Ledger


def test_about_finds_a_subject_and_what_retracts_it_under_any_subject(ledger: Ledger) -> None:
    one = ledger.append("code", "opp-1", {"variable": "stage", "value": "idea"}, author="ann")
    ledger.append("code", "opp-2", {"variable": "stage", "value": "idea"}, author="ann")
    back = ledger.append("retract", "elsewhere", {}, author="ben", retracts=one.decision_id)
    other = ledger.append("translation", "opp-1", {"text": "x"}, author="ann")
    assert [found.seq for found in ledger.about("opp-1")] == [one.seq, back.seq, other.seq]
    assert [found.seq for found in ledger.about("opp-1", "opp-2")] == [1, 2, 3, 4]
    assert ledger.about("opp-3") == []


def test_about_sees_what_its_connection_sees(ledger: Ledger) -> None:
    ledger.append("code", "opp-1", {}, author="ann")
    with ledger.writing(decisions=True) as con:
        assert len(ledger.about("opp-1", con=con)) == 1


def test_a_ledger_of_an_earlier_version_gets_the_index_that_it_lacks(url: str) -> None:
    Ledger(url).close()
    engine = sa.create_engine(url)
    with engine.begin() as con:
        con.exec_driver_sql("drop index ix_decisions_retracts")
    opened = Ledger(url)
    try:
        assert "ix_decisions_retracts" in {one["name"] for one in sa.inspect(engine).get_indexes("decisions")}
    finally:
        opened.close()
        engine.dispose()
