"""The commands for registers as a user meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.collect.evidence import Evidence
from attache.collect.exchange import Request, Response
from tests.cli.conftest import Run
from tests.link.registers import samples

CSL = "https://api.trade.gov/static/consolidated_screening_list/consolidated.csv"


@pytest.fixture
def made(run: Run) -> Run:
    assert run("init", "w").status == 0
    return run


def test_list_shows_the_effect_of_every_register_before_anything_is_built(made: Run) -> None:
    ran = made("registers", "list", "-w", "w")
    assert ran.status == 0
    assert "us-ns-cmic" in ran.out
    assert "not being found is not being safe" in ran.out
    rows = {row["id"]: row for row in made("registers", "list", "-w", "w", "--json").lines}
    assert rows["us-dod-1260h"]["loaded"] is None
    assert rows["us-dod-1260h"]["traps"]


def test_import_build_list_show(made: Run, tmp_path: Path) -> None:
    files = tmp_path / "ofac"
    files.mkdir()
    (files / "cons_prim.csv").write_text(samples.PRIMARY, encoding="utf-8", newline="")
    (files / "cons_alt.csv").write_text(samples.ALIASES, encoding="utf-8", newline="")
    ran = made(
        *("registers", "import", files, "--register", "us-ofac-cons", "--edition", "2025-12-19"),
        *("-w", "w", "--synthetic", "--json"),
    )
    assert ran.lines[0]["entries"] == {"us-ns-cmic": 1, "us-ofac-cons": 1}
    assert ran.lines[0]["left_out"] == {"individuals": 1, "vessels": 1}
    assert made("build", "-w", "w").status == 0
    rows = {row["id"]: row for row in made("registers", "list", "-w", "w", "--json").lines}
    assert (rows["us-ns-cmic"]["loaded"]["edition"], rows["us-ns-cmic"]["loaded"]["entries"]) == ("2025-12-19", 1)
    register = made("registers", "show", "us-ns-cmic", "-w", "w", "--json").lines[0]
    assert register["rules"][0]["id"] == "ofac-50"
    assert register["editions"][0]["source_id"] == "register-us-ofac-cons-import"
    entry = made("registers", "show", "101", "-w", "w", "--json").lines[0]
    assert (entry["name"], entry["valid_from"]) == ("SAMPLE AERO CORPORATION", "2021-06-03")
    assert "securities" in entry["effect"]
    for what in ("us-ns-cmic", "101"):
        shown = made("registers", "show", what, "-w", "w")
        assert shown.status == 0
        assert "securities" in shown.out
    verified = made("verify", "-w", "w")
    assert "Everything holds" in verified.out
    assert made("show", "101", "-w", "w", "--json").lines[0]["table"] == "register_entries"


def test_a_register_of_ones_own_with_a_mapping(made: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Wer;Wo\nSample GmbH;Germany\n", encoding="utf-8")
    refused = made("registers", "import", "list.csv", "--register", "own", "-w", "w")
    refused.refused(3, "`Wer`, `Wo`")
    refused = made("registers", "import", "list.csv", "--register", "own", "--map", "name=Name", "-w", "w")
    refused.refused(3, "no column `Name`", "`Wer`")
    assert not Evidence(Path("w/evidence")).count(), "what cannot be read is not taken in"
    ran = made(
        "registers", "import", "list.csv", "--register", "own", "--map", "name=Wer", "--edition", "2024-05", "-w", "w"
    )
    assert ran.status == 0
    assert "not in the catalogue" in ran.err
    assert made("build", "-w", "w").status == 0
    listed = {row["id"]: row for row in made("registers", "list", "-w", "w", "--json").lines}
    assert listed["own"]["loaded"]["edition"] == "2024-05"
    assert "find out what being listed means" in made("registers", "show", "own", "-w", "w").out


def test_update_fetches_from_the_authority(made: Run, tmp_path: Path) -> None:
    with Evidence(tmp_path / "recorded").writer() as recorded:
        request = Request(CSL, role="detail", item_key="x")
        head = (("Content-Type", "text/csv"),)
        recorded.append("x", Response(request, CSL, 200, "OK", head, samples.csl_csv(), "1.1", "2026-03-01T00:00:00Z"))
    ran = made("registers", "update", "us-bis-entity-list", "--replay", tmp_path / "recorded", "-w", "w", "--json")
    assert ran.status == 0, ran
    assert [(row["source_id"], row["new"]) for row in ran.lines] == [("register-us-csl", 1)]
    assert made("build", "-w", "w").status == 0
    rows = {row["id"]: row for row in made("registers", "list", "-w", "w", "--json").lines}
    assert rows["us-bis-entity-list"]["loaded"]["entries"] == 1
    assert rows["us-bis-entity-list"]["loaded"]["edition"] == "2026-03-01"


@pytest.mark.parametrize(
    ("command", "status", "words"),
    [
        (("update", "us-dod-1260h"), 4, ("registers import FILE --register us-dod-1260h",)),
        (("update", "nothing"), 4, ("us-ns-cmic",)),
        (("show", "nothing"), 4, ("nothing",)),
        (("import", "missing.csv", "--register", "own"), 3, ("missing.csv",)),
        (("import", "good.csv", "--register", "Not An Id"), 3, ("cannot be an id",)),
        (("import", "good.csv", "--register", "own", "--edition", "soon"), 3, ("soon",)),
        (("import", "good.csv", "--register", "own", "--map", "name"), 3, ("FIELD=COLUMN",)),
        (("import", "good.csv", "--register", "own", "--format", "csl"), 3, ("csl-json",)),
        (("import", "junk.csv", "--register", "own"), 3, ("junk.csv",)),
    ],
)
def test_refusals(made: Run, tmp_path: Path, command: tuple[str, ...], status: int, words: tuple[str, ...]) -> None:
    (tmp_path / "good.csv").write_text("name\nSample GmbH\n", encoding="utf-8")
    (tmp_path / "junk.csv").write_bytes(b"\x00\x01" * 100)
    made("registers", *command, "-w", "w").refused(status, *words)
    assert not list(Path("w/sources").glob("*.yaml"))
