"""Registers in evidence become tables: the same bytes for the same inputs, merged over editions and sources."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from attache.build import registers as built_registers
from attache.build.builder import build
from attache.build.edition import Edition, Editions
from attache.build.register_sources import file_address
from attache.build.registers import CACHE, INDEX, names_of, open_register_index, open_registers, registers_in
from attache.build.verify import verify
from attache.collect.evidence import Evidence
from attache.core.errors import NotFoundError
from attache.core.workspace import Workspace
from attache.link import Register
from attache.link.entries import Entry
from tests.link.registers import samples

DECLARED = """id: {id}
name: a register for tests
owner: tests
adapter: files
reader: "register:{format}?register={register}"
settings: {{path: nothing}}
"""


def declare(space: Workspace, source: str, register: str, format: str = "auto") -> None:  # noqa: A002 -- its name
    text = DECLARED.format(id=source, format=format, register=register)
    (space.sources / f"{source}.yaml").write_text(text, encoding="utf-8")


def bring(space: Workspace, source: str, edition: str, body: bytes, **more: Any) -> None:
    """Take a file into evidence as `attache registers import` does."""
    name = more.pop("name", "list.csv")
    url = file_address(name, edition, format=None, mapping=more.pop("mapping", {}), complete=more.pop("complete", True))
    at = more.pop("at", f"{edition}T00:00:00Z")
    Evidence(space.evidence).append_file(source, url, body, "text/csv", f"{edition}/{name}", "detail", at=at, **more)


def fetch(space: Workspace, source: str, url: str, day: str, body: bytes) -> None:
    """Take an answer of the web into evidence, as collecting does."""
    from attache.collect.exchange import Request, Response  # noqa: PLC0415 -- only here

    request = Request(url, role="detail", item_key=url)
    Evidence(space.evidence).append(source, Response(request, url, 200, "OK", (), body, "1.1", f"{day}T00:00:00Z"))


def edition_of(space: Workspace) -> Edition:
    return build(space).edition


def told(edition: Edition, register: str) -> list[tuple[str, str | None, str | None]]:
    return [(e.name, e.valid_from, e.valid_to) for e in open_registers(edition, [register])]


@pytest.fixture
def listed(space: Workspace) -> Workspace:
    """A workspace with postings and two editions of a register."""
    declare(space, "register-mine", "mine")
    bring(space, "register-mine", "2021-01-01", b"id,name\n1,Alpha Institute\n2,Beta Ltd\n")
    bring(space, "register-mine", "2022-01-01", "id,name,别名\n2,Beta Limited,贝塔\n3,Gamma Ltd,\n".encode())
    return space


def test_editions_are_merged_into_intervals(listed: Workspace) -> None:
    edition = edition_of(listed)
    assert told(edition, "mine") == [
        ("Alpha Institute", "2021-01-01", "2021-01-01"),
        ("Beta Limited", "2021-01-01", None),
        ("Gamma Ltd", "2022-01-01", None),
    ]
    beta = open_registers(edition, ["mine"])[1]
    assert beta.aliases == ("贝塔", "Beta Ltd")
    assert (beta.observed, beta.edition) == ("valid_from", "2022-01-01")


def test_registers_are_not_read_as_documents(listed: Workspace) -> None:
    edition = edition_of(listed)
    sources = edition.connect().execute("select distinct source_id from readings").fetchall()
    assert sources == [("letters",)]
    assert edition.rows("documents") == 12
    captured = edition.connect().execute("select count(*) from captures where source_id = 'register-mine'").fetchone()
    assert captured == (2,)


def test_what_was_loaded_is_told(listed: Workspace) -> None:
    bring(listed, "register-mine", "2023-01-01", b"id,name,type,mood\n2,Beta Ltd,Entity,blue\n9,Jane Doe,Individual,\n")
    edition = edition_of(listed)
    rows = [row for row in registers_in(edition) if row["register"] == "mine"]
    assert [(row["edition"], row["entries"]) for row in rows] == [
        ("2021-01-01", 2),
        ("2022-01-01", 2),
        ("2023-01-01", 1),
    ]
    assert json.loads(str(rows[-1]["left_out"])) == {"individuals": 1}
    assert rows[-1]["unread"] == "mood"
    notices = edition.connect().execute("select message from notices where source_id = 'register-mine'").fetchall()
    assert notices == [("no loader of registers uses the column `mood`",)]
    assert "Jane Doe" not in {entry.name for entry in open_registers(edition)}


def test_an_edition_that_only_adds_ends_nothing(listed: Workspace) -> None:
    bring(listed, "register-mine", "2023-01-01", b"id,name\n4,Delta Ltd\n", complete=False)
    names = {name: end for name, _, end in told(edition_of(listed), "mine")}
    assert names == {"Alpha Institute": "2021-01-01", "Beta Limited": None, "Gamma Ltd": None, "Delta Ltd": None}


def test_a_file_that_cannot_be_read_costs_itself_alone(listed: Workspace) -> None:
    bring(listed, "register-mine", "2023-01-01", b"\x00\x01\x02" * 50)
    edition = edition_of(listed)
    assert len(told(edition, "mine")) == 3
    refused = [row for row in registers_in(edition) if row["refusal"]]
    assert [(row["register"], row["edition"], row["entries"]) for row in refused] == [("mine", "2023-01-01", 0)]
    notices = edition.connect().execute("select kind from notices where source_id = 'register-mine'").fetchall()
    assert notices == [("refusal",)]


def test_an_edition_without_any_entry_is_refused_and_ends_nothing(listed: Workspace) -> None:
    bring(listed, "register-mine", "2023-01-01", b"id,name\n")
    edition = edition_of(listed)
    assert [name for name, _, end in told(edition, "mine") if end is None] == ["Beta Limited", "Gamma Ltd"]
    assert "holds no entry" in str([row["refusal"] for row in registers_in(edition) if row["refusal"]])


def test_a_register_that_shrinks_is_pointed_out(listed: Workspace) -> None:
    bring(
        listed,
        "register-mine",
        "2023-01-01",
        b"id,name\n" + b"".join(b"%d,Company %d Ltd\n" % (n, n) for n in range(9)),
    )
    bring(listed, "register-mine", "2024-01-01", b"id,name\n1,Company 1 Ltd\n")
    notices = edition_of(listed).connect().execute("select kind, message from notices").fetchall()
    assert ("shrinkage", "mine has 1 entries after 9; look whether the file is whole") in notices


def test_the_mapping_stands_in_the_evidence(space: Workspace) -> None:
    declare(space, "register-mine", "mine")
    bring(
        space, "register-mine", "2021-01-01", b"Wer;Wo\nSample GmbH;Germany\n", mapping={"name": "Wer", "country": "Wo"}
    )
    (entry,) = open_registers(edition_of(space), ["mine"])
    assert (entry.name, entry.country) == ("Sample GmbH", "DE")


def test_several_files_of_one_day_are_one_edition(space: Workspace) -> None:
    base = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
    source = "register-us-ofac-cons"
    fetch(space, source, base + "CONS_PRIM.CSV", "2026-01-01", samples.PRIMARY.encode())
    fetch(space, source, base + "CONS_ALT.CSV", "2026-01-01", samples.ALIASES.encode())
    fetch(space, source, base + "CONS_ALT.CSV", "2026-02-01", samples.ALIASES.replace("OLD", "VERY OLD").encode())
    edition = edition_of(space)
    aero = open_registers(edition, ["us-ns-cmic"])[0]
    assert "SAMPLE AVIATION" in aero.aliases
    bank = open_registers(edition, ["us-ofac-cons"])[0]
    assert bank.aliases == ("VERY OLD SAMPLE BANK", "OLD SAMPLE BANK")
    days = [row["edition"] for row in registers_in(edition) if row["register"] == "us-ns-cmic"]
    assert days == ["2026-01-01", "2026-02-01"]


def test_sources_of_one_register_continue_each_other(space: Workspace) -> None:
    declare(space, "register-us-csl-import", "us-csl")
    bring(space, "register-us-csl-import", "2020-01-01", samples.csl_json(), name="consolidated.json")
    url = "https://api.trade.gov/static/consolidated_screening_list/consolidated.csv"
    fetch(space, "register-us-csl", url, "2026-01-01", samples.csl_csv())
    entries = open_registers(edition_of(space))
    optics = [entry for entry in entries if entry.name == "Synthetic Optics Institute"]
    assert [(entry.valid_from, entry.valid_to) for entry in optics] == [("2019-05-16", None)]
    cmic = [entry for entry in entries if entry.register == "us-ns-cmic"]
    assert [(entry.valid_from, entry.valid_to) for entry in cmic] == [("2020-01-01", None)]
    gone = [entry for entry in entries if entry.register == "us-bis-dpl"]
    assert [(entry.valid_from, entry.valid_to) for entry in gone] == [("2020-01-01", "2030-01-01")]


def test_shipped_lists_are_there_without_any_evidence(space: Workspace) -> None:
    edition = edition_of(space)
    assert len(open_registers(edition, ["cn-miit-seven"])) == 7
    assert names_of(edition) == ["cn-miit-seven"]


def test_same_inputs_same_bytes_and_verify_recomputes(listed: Workspace) -> None:
    first = edition_of(listed)
    parts = {t: first.manifest["tables"][t] for t in ("register_entries", "registers")}
    shutil.rmtree(first.path)
    (listed.editions / "CURRENT").unlink()
    shutil.rmtree(listed.editions / CACHE)
    second = edition_of(listed)
    assert {t: second.manifest["tables"][t] for t in parts} == parts
    assert verify(listed, second, recompute=True, progress=lambda *_: None).findings == ()


def test_verify_names_a_register_that_was_changed(listed: Workspace) -> None:
    edition = edition_of(listed)
    (file,) = edition.files("register_entries")
    path = edition.folder("register_entries") / file
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.unlink()
    path.write_bytes(bytes(body))
    findings = verify(listed, edition, recompute=False, progress=lambda *_: None).findings
    assert any("register_entries" in finding for finding in findings)


def test_a_build_reads_only_what_is_new(listed: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    edition_of(listed)
    seen: list[str] = []
    from attache.build import register_loads  # noqa: PLC0415 -- patched here

    real = register_loads._read
    monkeypatch.setattr(
        register_loads, "_read", lambda files, store: (seen.append(files.edition), real(files, store))[1]
    )
    bring(listed, "register-mine", "2023-01-01", b"id,name\n4,Delta Ltd\n")
    with_new = edition_of(listed)
    assert seen == ["2023-01-01"]
    (listed.sources / "letters" / "00001.txt").write_text("Ein Brief, der nichts anbietet.", encoding="utf-8")
    from tests.build.conftest import take_in  # noqa: PLC0415 -- only here

    take_in(listed, "2024-01-01T00:00:00Z")
    later = edition_of(listed)
    assert later.number == with_new.number + 1
    assert seen == ["2023-01-01"]
    assert later.manifest["tables"]["register_entries"] == with_new.manifest["tables"]["register_entries"]


def test_a_damaged_cache_is_read_again(listed: Workspace) -> None:
    edition = edition_of(listed)
    for path in (listed.editions / CACHE).iterdir():
        path.write_bytes(b"junk")
    bring(listed, "register-mine", "2023-01-01", b"id,name\n2,Beta Limited\n3,Gamma Ltd\n")
    after = edition_of(listed)
    assert told(after, "mine") == told(edition, "mine")


def test_the_index_is_derived_and_made_again(listed: Workspace) -> None:
    edition = edition_of(listed)
    entries = open_registers(edition)
    index = open_register_index(edition)
    assert Register(entries, index).hits("贝塔", top=1)[0].name == "Beta Limited"
    assert verify(listed, edition, recompute=True, progress=lambda *_: None).findings == ()
    (edition.path / INDEX / "all" / "meta.json").write_text("{}", encoding="utf-8")
    again = Register(entries, open_register_index(edition))
    assert [hit.name for hit in again.hits("Alpha Institute", top=1)] == ["Alpha Institute"]
    (edition.path / INDEX / "all" / "made").write_text("another version", encoding="ascii")
    assert len(open_register_index(edition)) == len(index)


def test_the_index_of_some_registers(listed: Workspace) -> None:
    edition = edition_of(listed)
    chosen = ["mine"]
    register = Register(open_registers(edition, chosen), open_register_index(edition, chosen))
    assert {hit.register for hit in register.hits("Harbin Engineering University", top=5)} <= {"mine"}
    with pytest.raises(NotFoundError, match="cn-miit-seven"):
        open_registers(edition, ["nothing"])


def test_an_edition_without_registers_opens(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(built_registers, "shipped_lists", lambda: ())
    edition = edition_of(space)
    assert open_registers(edition) == []
    assert len(open_register_index(edition)) == 0
    assert Editions(space.editions).require().rows("registers") == 0


def test_rows_come_back_as_the_entries_that_they_were() -> None:
    from attache.build.register_loads import entry_of_row, row_of  # noqa: PLC0415 -- only here
    from attache.core.records import to_row  # noqa: PLC0415

    entry = Entry(
        "1", "名", "r", ("a", "b"), "CN", "2019", "2020", "2021", ("s:v",), ("p",), "x", "y", "z", "u", "valid_to"
    )
    assert entry_of_row(to_row(row_of(entry, "table", synthetic=True))) == entry


def test_notices_and_tables_do_not_depend_on_the_order_of_sources(tmp_path: Path) -> None:
    def made(order: list[str]) -> Any:
        space = Workspace.create(tmp_path / "-".join(order))
        for source in order:
            declare(space, source, "mine")
        for source in order:
            bring(space, source, "2021-01-01", f"id,name\n{source},Of {source}\n".encode())
        return edition_of(space).manifest["tables"]["register_entries"]["parts"][0]["sha256"]

    assert made(["register-a", "register-b"]) == made(["register-b", "register-a"])
