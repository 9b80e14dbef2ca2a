"""What is done again and again: an entry a day, counted, over several processes and threads; the journal stays small."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from attache.core.errors import LedgerError
from attache.ledger import Ledger
from attache.ledger import tallies as module
from attache.ledger.journal import Entry, Journal, Wanted
from attache.ledger.tallies import MOST, OTHERS, Tallies


def entries(ledger: Ledger, what: str = "read") -> list[Entry]:
    return list(Journal(ledger).each(Wanted(what=what)))


def test_the_same_on_one_day_is_one_entry_with_how_often(ledger: Ledger) -> None:
    Journal(ledger)
    tallies = Tallies(ledger)
    for _ in range(500):
        tallies.note("ann", "read", "GET /x, token tok-1")
    assert [(one.times, one.detail) for one in entries(ledger)] == [(1, "GET /x, token tok-1")], "the first at once"
    tallies.flush()
    tallies.flush()
    found = entries(ledger)
    assert [one.times for one in found] == [500]
    assert (found[0].last_at or "") > found[0].at
    tallies.note("ann", "read", "GET /x, token tok-2")
    tallies.note("bea", "read", "GET /x, token tok-1")
    assert sorted((one.who, one.times) for one in entries(ledger)) == [("ann", 1), ("ann", 500), ("bea", 1)]


def test_the_next_day_is_another_entry(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    Journal(ledger)
    tallies = Tallies(ledger)
    for day in ("2026-01-01", "2026-01-01", "2026-01-02"):
        monkeypatch.setattr(module, "now", lambda day=day: f"{day}T10:00:00.000000Z")
        tallies.note("ann", "export", "list")
    tallies.flush()
    assert [(one.at[:10], one.times) for one in entries(ledger, "export")] == [("2026-01-02", 1), ("2026-01-01", 2)]


def test_processes_count_into_one_entry(ledger: Ledger) -> None:
    Journal(ledger)
    several = [Tallies(ledger) for _ in range(3)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: several[n % 3].note("ann", "read", "GET /x"), range(120)))
    for one in several:
        one.flush()
    assert [one.times for one in entries(ledger)] == [120]


def test_more_things_than_a_day_has_entries_for_are_counted_together(ledger: Ledger) -> None:
    Journal(ledger)
    tallies = Tallies(ledger)
    for number in range(MOST + 50):
        tallies.note("ann", "export", f"record {number}")
    tallies.note("ann", "export", "record 7")
    tallies.note("ann", "read", "GET /x")
    tallies.flush()
    found = {one.detail: one.times for one in entries(ledger, "export")}
    assert len(found) == MOST + 1
    assert found[OTHERS] == 50
    assert found["record 7"] == 2
    assert len(entries(ledger)) == 1


def test_counts_are_written_every_few_seconds(ledger: Ledger) -> None:
    clock = [0.0]
    Journal(ledger)
    tallies = Tallies(ledger, lambda: clock[0])
    for clock[0] in (0.0, 1.0, 2.0, 6.0):
        tallies.note("ann", "read", "GET /x")
    assert [one.times for one in entries(ledger)] == [4]


def test_what_cannot_be_noted_is_told(ledger: Ledger) -> None:
    tallies = Tallies(ledger)  # its tables are not there: the journal was never made
    with pytest.raises(LedgerError):
        tallies.note("ann", "export", "list")
