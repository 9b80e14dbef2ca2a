"""Other programs as columns: asked by lines, and told apart from those that fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from link_columns import PeerError
from link_data import Task
from link_pairs import Pair
from link_programs import Command, Peer

from attache.link import Entry

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-peers" / "bin" / "python"
TASK = Task(
    "towns",
    [Entry("1", "Harbin Institute of Technology", country="CN"), Entry("2", "Siemens AG", aliases=("西门子",))],
    [("西门子", frozenset({"2"})), ("Siemens", frozenset({"2"}))],
)
PAIRS = [Pair("Siemens AG", "Siemens", True), Pair("Siemens AG", "Bosch GmbH", False)]
EXACT = """
import json, sys
if len(sys.argv) > 1:
    known = {n: e["id"] for e in map(json.loads, open(sys.argv[1])) for n in (e["name"], *e["aliases"])}
for row in map(json.loads, sys.stdin):
    if "name" in row:
        hits = [{"entry_id": known[row["name"]], "score": 1}] if row["name"] in known else []
        print(json.dumps({"id": row["id"], "hits": hits}))
    else:
        print(json.dumps({"id": row["id"], "score": float(row["a"].startswith(row["b"]))}))
"""


def program(folder: Path, text: str) -> str:
    path = folder / "matcher.py"
    path.write_text(text, encoding="utf-8")
    return f"'{sys.executable}' '{path}'"


def test_a_program_judges_and_searches(tmp_path: Path) -> None:
    line = program(tmp_path, EXACT)
    command = Command("exact", [line, line + " {register}"])
    assert command.pairs(PAIRS) == {"exact": [(1.0, True), (0.0, False)]}
    assert command.search(TASK, ["西门子", "Siemens"]) == {"exact": [[("2", 1.0)], []]}


def test_a_program_is_only_asked_what_it_can(tmp_path: Path) -> None:
    line = program(tmp_path, EXACT)
    assert Command("exact", [line]).search(TASK, ["Siemens"]) == {}
    assert Command("exact", [line + " {register}"]).pairs(PAIRS) == {}


@pytest.mark.parametrize(
    "text", ["raise SystemExit(3)", "print('no JSON')", 'print(\'{"id": 0, "score": 1}\')', "print('{}')"]
)
def test_a_program_that_fails_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(PeerError, match=r"matcher\.py"):
        Command("bad", [program(tmp_path, text)]).pairs(PAIRS)


def test_a_missing_program_is_told() -> None:
    with pytest.raises(PeerError, match="no-such-matcher"):
        Command("none", ["no-such-matcher"]).pairs(PAIRS)


def test_a_missing_environment_is_told(tmp_path: Path) -> None:
    with pytest.raises(PeerError, match="make peers"):
        Peer.start(tmp_path / "bin" / "python")


def test_an_environment_without_the_peers_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PeerError, match="ended with status 1"):
        Peer.start(Path(sys.executable))
    assert "followthemoney" in capfd.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not PEERS.is_file(), reason="nomenklatura's environment is not made (make peers)")
def test_nomenklatura_judges_and_searches() -> None:
    peer = Peer.start(PEERS)
    judged = peer.pairs([Pair("Siemens AG", "SIEMENS A.G.", True), PAIRS[1]])["logic-v2"]
    assert [match for _, match in judged] == [True, False]
    found = peer.search(TASK, ["西门子", "Siemens"])["logic-v2"]
    assert [one[0][0] for one in found] == ["2", "2"]
    assert peer.speed([("Siemens AG", "Siemens")])["logic-v2"][0] > 0
    peer.close()
