"""The ledger on SQLite and on a real PostgreSQL: appended, chained, never changed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from attache.core.errors import LedgerError, NotFoundError
from attache.ledger import Draft, Ledger


def test_append_and_read_back(ledger: Ledger) -> None:
    made = ledger.append("code", "opp-1", {"variable": "领域", "n": 1.5, "none": None}, author="ann")
    assert list(ledger.decisions()) == [made]
    assert made.payload == {"variable": "领域", "n": 1.5, "none": None}
    assert ledger.head == (1, made.chain)
    assert ledger.verify() == []


def test_standing_decisions_follow_retractions(ledger: Ledger) -> None:
    first = ledger.append("code", "opp-1", {"value": "x"}, author="ann")
    back = ledger.append("retract", "opp-1", {}, author="bea", retracts=first.decision_id)
    assert [d.decision_id for d in ledger.decisions("code", standing=True)] == []
    ledger.append("retract", "opp-1", {}, author="ann", retracts=back.decision_id)
    assert [d.decision_id for d in ledger.decisions("code", standing=True)] == [first.decision_id]
    assert len(list(ledger.decisions())) == 3


def test_upto_gives_the_past(ledger: Ledger) -> None:
    ledger.append("code", "opp-1", {"value": "x"}, author="ann")
    ledger.append("code", "opp-1", {"value": "y"}, author="ann")
    assert [d.payload["value"] for d in ledger.decisions(upto=1)] == ["x"]


def test_decisions_of_some_kinds_and_the_last_of_them(ledger: Ledger) -> None:
    ledger.append("code", "a", {}, author="x")
    same = ledger.append("same", "b", {}, author="x")
    ledger.append("screening", "c", {"answer": "long"}, author="x")
    assert [one.kind for one in ledger.decisions("code", "same")] == ["code", "same"]
    assert ledger.last("code", "same") == (same.seq, same.chain)
    undone = ledger.append("undo", "b", {}, author="x", retracts=same.decision_id)
    assert [one.kind for one in ledger.decisions("code", "same", standing=True)] == ["code"]
    assert ledger.last("code", "same") == (undone.seq, undone.chain) == ledger.head
    assert ledger.last("nothing else")[0] == undone.seq


def test_retracting_nothing_is_refused_and_writes_nothing(ledger: Ledger) -> None:
    with pytest.raises(NotFoundError, match="dec-none"):
        ledger.append("retract", "opp-1", {}, author="ann", retracts="dec-none")
    assert ledger.head[0] == 0


@pytest.mark.parametrize("verb", ["update decisions set author = 'eve'", "delete from decisions"])
def test_the_database_refuses_changes(url: str, verb: str) -> None:
    ledger = Ledger(url)
    ledger.append("code", "opp-1", {}, author="ann")
    engine = sa.create_engine(url)
    with pytest.raises(sa.exc.DatabaseError, match="never changed"), engine.begin() as con:
        con.exec_driver_sql(verb)
    engine.dispose()
    ledger.close()


def test_a_change_behind_its_back_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = Ledger(f"sqlite:///{path}")
    for value in "abc":
        ledger.append("code", "opp-1", {"value": value}, author="ann")
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as con:
        con.exec_driver_sql("drop trigger decisions_no_update")
        con.exec_driver_sql("drop trigger decisions_no_delete")
        con.exec_driver_sql('update decisions set payload = \'{"value":"z"}\' where seq = 2')
    assert any("decision 2" in found for found in ledger.verify())
    with engine.begin() as con:
        con.exec_driver_sql("delete from decisions where seq = 1")
    assert any("decision 1 is missing" in found for found in ledger.verify())
    engine.dispose()
    ledger.close()


def _append_many(url: str, author: str, count: int) -> None:
    ledger = Ledger(url)
    for number in range(count):
        ledger.append("code", f"opp-{number}", {"n": number}, author=author)
    ledger.close()


def test_two_writers_lose_and_double_nothing(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append_many, args=(url, name, 40)) for name in ("ann", "bea")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    ledger = Ledger(url)
    found = list(ledger.decisions())
    assert sorted((d.author, d.subject) for d in found) == sorted(
        (name, f"opp-{n}") for name in ("ann", "bea") for n in range(40)
    )
    assert ledger.verify() == []
    ledger.close()


_CHILD = """
import sys
from attache.ledger import Draft, Ledger
ledger = Ledger(sys.argv[1])
for number in range(10_000):
    print(ledger.append("code", f"opp-{number}", {"n": number}, author="ann").decision_id, flush=True)
"""


@pytest.mark.slow
def test_kill_at_any_moment_loses_no_decision(url: str) -> None:
    acknowledged: list[str] = []
    for turn in range(6):
        child = subprocess.Popen([sys.executable, "-c", _CHILD, url], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        acknowledged.append(child.stdout.readline().strip())
        time.sleep(0.01 + 0.037 * turn)
        os.kill(child.pid, signal.SIGKILL)
        acknowledged += [line.strip() for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        child.wait()
        child.stdout.close()
    ledger = Ledger(url)
    kept = [d.decision_id for d in ledger.decisions()]
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept)) == ledger.head[0]
    assert ledger.verify() == []
    ledger.close()


def test_an_unusable_url_is_one_sentence_without_the_password() -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger("postgresql+psycopg://ann:geheim@127.0.0.1:1/none")
    assert "geheim" not in str(caught.value)
    assert "attache.toml" in str(caught.value)


def test_several_are_appended_in_order_or_none_of_them(ledger: Ledger) -> None:
    first = ledger.append("code", "opp-0", {"n": 0}, author="ann")
    made = ledger.extend([Draft("code", f"opp-{n}", {"n": n}, "ann", at=f"2021-01-0{n}T00:00:00Z") for n in (1, 2, 3)])
    assert [one.seq for one in made] == [2, 3, 4]
    assert list(ledger.decisions()) == [first, *made]
    assert ledger.extend([]) == []
    with pytest.raises(NotFoundError, match="no decision dec-nowhere"):
        ledger.extend([Draft("code", "opp-9", {}, "ann"), Draft("retract", "opp-9", {}, "ann", "dec-nowhere")])
    assert list(ledger.decisions()) == [first, *made]
    assert ledger.verify() == []


def test_one_of_several_may_take_back_another(ledger: Ledger) -> None:
    (old,) = ledger.extend([Draft("code", "opp-1", {"value": "x"}, "ann")])
    ledger.extend([Draft("code", "opp-1", {"value": "y"}, "ann", old.decision_id)])
    assert [one.payload["value"] for one in ledger.decisions("code", standing=True)] == ["y"]
