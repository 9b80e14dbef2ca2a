"""Screening from the command line: names however given, registers, postings, dates, records. Registers are synthetic."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from attache.build import screening_records as records
from attache.build.answer_rows import COLUMNS
from attache.build.builder import build
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from tests.build.conftest import take_in, workspace_with
from tests.cli.conftest import Run

REGISTER = [
    {"id": "1", "name": "Harbin Institute of Technology", "country": "CN", "valid_from": "2020-05-22"},
    {"id": "2", "name": "Harbin Engineering University", "aliases": ["HEU"], "valid_from": "2020", "valid_to": "2022"},
    {"id": "3", "name": "Lidarex Optics GmbH", "country": "DE", "valid_from": "2018-07-15"},
    {"id": "d", "name": "Synthetic Pumps Ltd."},
    {"id": "d", "name": "Synthetic Gears Inc."},
]
KEYS = ["entry_id", "register", "name", "alias", "score", "reasons"]
TEXT = "雷达项目\n\n据驻德国使馆科技处消息，德国Lidarex Optics GmbH从事激光雷达研发，希望在中国寻找合作伙伴。\n2019年7月15日\n"
TABLE = "单位名称,国家\n哈尔滨工业大学,中国\n有限公司,\n=Harbin,China\n"


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "sevens.jsonl"
    path.write_text(lines(*REGISTER), encoding="utf-8")
    return path


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A workspace with one posting, and one register imported by the command."""
    space = workspace_with(tmp_path / "w", 0)
    (space.sources / "letters" / "1.txt").write_text(TEXT, encoding="utf-8")
    take_in(space)
    return space


@pytest.fixture
def built(run: Run, space: Workspace, register: Path) -> Workspace:
    ran = run(
        *("registers", "import", register, "--register", "us-bis-entity-list", "--edition", "2024-01-31"),
        *("-w", "w", "--synthetic"),
    )
    assert ran.status == 0
    build(space)
    return space


def test_the_contract_of_the_pipe(run: Run, register: Path) -> None:
    asked = lines({"id": 7, "name": "哈尔滨工业大学", "country": "CN"}, {"id": "x", "name": "有限公司"})
    first, second = run("screen", "-", "--register", register, "--top", "2", "--json", stdin=asked).lines
    assert list(first)[:3] == ["id", "name", "hits"]
    assert (first["id"], first["name"], len(first["hits"])) == (7, "哈尔滨工业大学", 2)
    assert list(first["hits"][0])[:6] == KEYS
    assert (first["hits"][0]["entry_id"], first["hits"][0]["register"]) == ("1", "sevens")
    assert first["hits"][0]["score"] > first["hits"][1]["score"]
    assert (second["id"], second["name"], second["hits"]) == ("x", "有限公司", [])
    assert "nothing is left" in second["remark"]


def test_a_register_in_any_format_and_several(run: Run, register: Path, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("Name;Country\nSynthetic Pumps;DE\n", encoding="utf-8")
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(register.read_bytes()))
    ran = run(
        *("screen", "-", "--register", register, "--register", "own.csv", "--register", "packed.jsonl.gz"),
        *("--register", "cn-miit-seven", "--json", "--top", "9"),
        stdin="Synthetic Pumps\n哈尔滨工业大学\n",
    )
    pumps, hit = ran.lines
    assert {"sevens", "own", "packed"} <= {one["register"] for one in pumps["hits"] if one["score"] > 0.5}
    assert "cn-miit-seven" in {one["register"] for one in hit["hits"] if one["score"] > 0.5}


def test_ids_that_stand_twice_are_kept_apart_and_told_once(run: Run, register: Path) -> None:
    ran = run("screen", "-", "--register", register, "--json", stdin="Synthetic Pumps\nSynthetic Gears\n")
    best = [row["hits"][0] for row in ran.lines]
    assert [(hit["entry_id"], hit["name"]) for hit in best] == [
        ("d", "Synthetic Pumps Ltd."),
        ("d", "Synthetic Gears Inc."),
    ]
    assert ran.err.count("`d`") == 1


@pytest.mark.parametrize(
    ("day", "listed"), [("2019-12-31", False), ("2020-06-01", None), ("2021-12-31", True), ("2023-01-01", False)]
)
def test_listed_on_the_day(run: Run, register: Path, day: str, listed: bool | None) -> None:
    ran = run("screen", "-", "--register", register, "--json", "--as-of", day, stdin="Harbin Engineering University")
    hit = ran.lines[0]["hits"][0]
    assert (hit["listed_from"], hit["listed_to"], hit["listed"]) == ("2020", "2022", listed)


def test_a_register_without_dates_is_never_guessed(run: Run, register: Path) -> None:
    hit = run("screen", "-", "--register", register, "--json", stdin="Synthetic Pumps").lines[0]["hits"][0]
    assert (hit["listed"], hit["listed_why"]) == (None, "the register gives no dates")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.jsonl", lines({"id": 1, "name": "哈尔滨工业大学"}).encode()),
        ("a.json", json.dumps([{"id": 1, "name": "哈尔滨工业大学"}]).encode()),
        ("a.txt", "\ufeff哈尔滨工业大学\r\n\r\n".encode()),
        ("a.txt", "哈尔滨工业大学\n哈尔滨工程大学\n".encode("gb18030")),
        ("a.csv", TABLE.encode()),
        ("a.tsv", TABLE.replace(",", "\t").encode()),
        ("a.csv", b"Partner Name;Country\nHarbin Institute of Technology;China\n"),
        ("noend", "哈尔滨工业大学".encode()),
    ],
)
def test_names_in_files(run: Run, register: Path, tmp_path: Path, name: str, body: bytes) -> None:
    (tmp_path / name).write_bytes(body)
    first = run("screen", name, "--register", register, "--json").lines[0]
    assert first["hits"][0]["entry_id"] == "1"


def test_names_in_a_workbook(run: Run, register: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook([["Nr", "Wer", "Wo"], ["9", "哈尔滨工业大学", "China"]]))
    ran = run("screen", "a.xlsx", "--register", register, "--json", "--column", "Wer", "--country-column", "Wo")
    assert ran.lines[0]["hits"][0]["entry_id"] == "1"
    assert ran.lines[0]["country"] == "CN"
    assert "“Wer”, countries from “Wo”" in ran.err
    run("screen", "a.xlsx", "--register", register, "--json").refused(3, "`Nr`, `Wer`, `Wo`", "--column")
    run("screen", "a.xlsx", "--register", register, "--column", "Name").refused(3, "no column `Name`", "`Wer`")


def test_a_single_name_is_said_to_be_one(run: Run, register: Path) -> None:
    ran = run("screen", "哈工大", "--register", register, "--json")
    assert ran.lines[0]["hits"][0]["entry_id"] == "1"
    assert "it is a name" in ran.err


def test_countries_in_either_language(run: Run, register: Path) -> None:
    rows = [
        {"id": n, "name": "Lidarex Optics", "country": c} for n, c in enumerate(["德国", "Germany", "DE", "Narnia"])
    ]
    found = run("screen", "-", "--register", register, "--json", stdin=lines(*rows)).lines
    assert len({row["hits"][0]["score"] for row in found[:3]}) == 1
    assert found[0]["hits"][0]["score"] > found[3]["hits"][0]["score"]
    assert "Narnia" in found[3]["remark"]


@pytest.mark.parametrize(
    "name",
    ["", "…", "有限公司", "Ltd.", "😀", None, 7, "مثال", "x" * 10_000, "示" * 10_000, "\ud800", "\u202eabc", "=1+1"],
)
def test_odd_names_match_nothing(run: Run, register: Path, name: object) -> None:
    for form in (["--json"], [], ["-o", "out.csv"]):
        ran = run("screen", "-", "--register", register, *form, stdin=json.dumps({"id": 1, "name": name}))
        assert ran.status == 0, ran
        if form == ["--json"]:
            assert [hit for hit in ran.lines[0]["hits"] if hit["score"] > 0.3] == []
            assert ran.lines[0]["name"] == name


def test_look_alike_letters_still_find(run: Run, register: Path) -> None:
    ran = run("screen", "-", "--register", register, "--json", stdin="Harbin Institute оf Тechnology")
    assert ran.lines[0]["hits"][0]["entry_id"] == "1"


def test_bad_input_is_one_sentence(run: Run, register: Path, tmp_path: Path) -> None:
    def refused(status: int, *words: str, names: str = "-", stdin: str = "", more: tuple[object, ...] = ()) -> None:
        run("screen", names, *(more or ("--register", register)), stdin=stdin).refused(status, *words)

    refused(3, "none.jsonl", names="none.jsonl")
    refused(3, "no.jsonl", more=("--register", tmp_path / "no.jsonl"))
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    refused(3, "name", more=("--register", tmp_path / "bad.jsonl"))
    refused(4, "no file and no loaded register", "cn-miit-seven", more=("--register", "nothing"))
    refused(4, "import", more=("--register", "us-dod-1260h"))
    refused(3, "nothing to search in", more=("--json",))
    refused(3, "is not a day", more=("--register", register, "--as-of", "yesterday"))
    refused(3, ".csv", more=("--register", register, "-o", "out.xlsx"))
    refused(3, "folder", more=("--register", register, "-o", "nowhere/out.csv"))
    refused(3, "no table", more=("--register", register, "--column", "Name"))
    refused(3, "no workspace", more=("--register", register, "--record"))
    refused(3, "no edition", more=("--register", register, "--postings"))
    (tmp_path / "junk.bin").write_bytes(bytes(range(256)) * 20)
    refused(3, "junk.bin", "no text", names="junk.bin")
    (tmp_path / "empty.txt").write_bytes(b" \n")
    refused(3, "empty.txt", "is empty", names="empty.txt")
    (tmp_path / "heads.csv").write_text("Name,Country\n", encoding="utf-8")
    refused(3, "no row", names="heads.csv")


def test_a_bad_line_ends_after_what_came_before(run: Run, register: Path) -> None:
    ran = run("screen", "-", "--register", register, "--json", "-o", "o.csv", stdin='{"id": 1, "name": "x"}\n{\n{}')
    assert ran.status == 3
    assert [row["id"] for row in ran.lines] == [1]
    assert "standard input, line 2" in ran.err
    assert not Path("o.csv").exists(), "a file is whole or not there"


def test_for_people(run: Run, register: Path) -> None:
    asked = "哈尔滨工业大学\n某某饭店\n有限公司\nHarbin Engineering\n"
    ran = run("screen", "-", "--register", register, "--as-of", "2021-06-30", stdin=asked)
    assert "哈尔滨工业大学: listed on 2021-06-30 in sevens" in ran.out
    assert "almost certain" in ran.out
    assert "weak" in ran.out
    assert "某某饭店: no match" in ran.out
    assert "有限公司: not searched" in ran.out
    assert "Searched as of 2021-06-30: sevens (5 entries, edition not stated, file sevens.jsonl)" in ran.out
    assert "Not found is not safe" in ran.out
    assert "not in the catalogue" in ran.out
    assert "Recorded" not in ran.out
    assert "No names were given" in run("screen", "-", "--register", register, stdin="").out
    assert run("screen", "-", "--register", register, "--json", stdin="").out == ""


def test_markup_and_terminal_commands_are_shown_as_they_are(run: Run, register: Path) -> None:
    shown = run("screen", "-", "--register", register, stdin="[bold]x[/bold] \x1b[31m\n").out
    assert "[bold]x[/bold]" in shown
    assert "\x1b" not in shown


def rows_of(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_for_a_spreadsheet(run: Run, register: Path, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text(TABLE + "@SUM(1),DE\n-1+2,\n某某饭店,\n", encoding="utf-8")
    ran = run("screen", "names.csv", "--register", register, "-o", "out.csv", "--as-of", "2021-12-31")
    assert "the answer is in out.csv" in ran.out
    rows = rows_of("out.csv")
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["verdict"], rows[0]["entry_id"], rows[0]["listed"], rows[0]["country"]) == (
        "match",
        "1",
        "yes",
        "CN",
    )
    named = {row["name"]: row for row in rows if row["name"]}
    assert {"'=Harbin", "'@SUM(1)", "'-1+2"} <= named.keys()
    assert named["某某饭店"]["verdict"] == "no match"
    assert named["有限公司"]["verdict"] == "not searched"
    notices = [row["notice"] for row in rows if not row["name"]]
    assert notices[0].startswith("Searched as of 2021-12-31: sevens")
    assert any("Not found is not safe" in one for one in notices)
    dangerous = [cell for row in rows for cell in row.values() if cell[:1] in set("=+-@\t\r") and cell]
    assert dangerous == []


def test_files_for_machines(run: Run, register: Path) -> None:
    asked = "哈尔滨工业大学\n某某饭店\n"
    for name in ("out.jsonl", "out.json"):
        run("screen", "-", "--register", register, "-o", name, stdin=asked)
    header, *answers = (json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines())
    about = header["screening"]
    assert about["registers"]["sevens"]["entries"] == 5
    assert len(about["registers"]["sevens"]["sha256"]) == 64
    assert about["caveats"]
    assert [row["id"] for row in answers] == [1, 2]
    whole = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert whole["answers"] == answers
    assert whole["screening"]["registers"] == about["registers"]


def test_postings_and_lead_time(run: Run, built: Workspace) -> None:
    (row,) = run("screen", "Lidarex Optics", "-w", "w", "--json").lines
    listed = next(hit for hit in row["hits"] if hit["register"] == "us-bis-entity-list")
    posted = next(hit for hit in row["hits"] if hit["register"] == "postings")
    assert posted["posted"] == {
        "documents": 1,
        "opportunities": 1,
        "first": "2019-07-15",
        "last": "2019-07-15",
        "missions": ["de-embassy"],
        "countries": ["DE"],
        "states": {"live": 1},
        "synthetic": True,
    }
    assert (listed["edition"], listed["listed"], listed["synthetic"]) == ("2024-01-31", True, True)
    assert (row["lead_time_days"], listed["lead_time_days"]) == (365, 365)
    assert "365 days before the first posting" in row["lead_time"]
    shown = run("screen", "Lidarex Optics", "-w", "w").out
    assert "listed on" in shown
    assert "named in 1 posting since 2019-07-15" in shown
    assert "365 days before" in shown
    assert "A licence is needed" in shown
    assert "Beware: " in shown
    assert "Synthetic" in shown


def test_a_rule_is_a_hint(run: Run, built: Workspace) -> None:
    ran = run("screen", "Lidarex Optics Shanghai Trading GmbH", "-w", "w", "--as-of", "2025-10-15")
    assert "Hint, no finding" in ran.out
    assert "bis-affiliates-50 may reach further (in force from 2025-09-29 until 2025-11-09)" in ran.out
    later = run("screen", "Lidarex Optics Shanghai Trading GmbH", "-w", "w", "--as-of", "2025-12-15", "--json")
    hints = next(hit["hints"] for hit in later.lines[0]["hits"] if hit["register"] == "us-bis-entity-list")
    assert [(hint["rule"], hint["status"]) for hint in hints] == [("bis-affiliates-50", "suspended")]
    assert not any("hints" in hit for hit in run("screen", "Lidarex Optics", "-w", "w", "--json").lines[0]["hits"])


def test_what_is_searched_in_a_workspace(run: Run, built: Workspace, register: Path) -> None:
    def where(*options: object) -> set[str]:
        ran = run("screen", "-", "-w", "w", "--json", "--no-record", *options, stdin="Lidarex Optics\n哈工大\n")
        assert ran.status == 0, ran
        return {hit["register"] for row in ran.lines for hit in row["hits"] if hit["score"] > 0.5}

    assert where() == {"us-bis-entity-list", "postings", "cn-miit-seven"}
    assert where("--no-postings") == {"us-bis-entity-list", "cn-miit-seven"}
    assert where("--register", "us-bis-entity-list") == {"us-bis-entity-list", "postings"}
    assert where("--register", register) == {"sevens"}
    assert where("--register", register, "--postings") == {"sevens", "postings"}


def test_before_the_first_edition(run: Run, space: Workspace, register: Path) -> None:
    run("screen", "x", "-w", "w").refused(3, "nothing to search in")
    assert run("screen", "-", "-w", "w", "--register", register, "--json", stdin="x\n").status == 0


def test_an_edition_without_organisations_says_so(run: Run, built: Workspace) -> None:
    manifest = built.editions / "000001" / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    del told["tables"]["organisations"]
    manifest.write_text(json.dumps(told), encoding="utf-8")
    ran = run("screen", "Lidarex Optics", "-w", "w", "--no-record")
    assert "postings were not searched: edition 1 has no organisations" in ran.err
    assert "listed on" in ran.out


def recorded(run: Run) -> list[dict[str, Any]]:
    return run("screenings", "-w", "w", "--json").lines


def test_a_screening_is_recorded_and_printed_again_as_it_was(run: Run, built: Workspace, register: Path) -> None:
    asked = lines({"id": 1, "name": "Lidarex Optics"}, {"id": 2, "name": "某某饭店"})
    options = ("-w", "w", "--as-of", "2021-12-31", "--author", "ann")
    ran = run("screen", "-", *options, "--json", "-o", "first.csv", stdin=asked)
    assert "Recorded as dec-" in ran.err
    shown = run("screen", "-", *options, stdin=asked)
    first, second = recorded(run)
    assert (first["author"], first["names"], first["matched"], first["as_of"]) == ("ann", 2, 1, "2021-12-31")
    assert first["registers"]["us-bis-entity-list"] == "2024-01-31"
    assert first["edition"]["number"] == 1
    assert "ann" in run("screenings", "-w", "w").out
    (built.sources / "letters" / "2.txt").write_text(TEXT.replace("2019", "2017"), encoding="utf-8")
    take_in(built, "2021-01-01T00:00:00Z")
    build(built)
    now = run("screen", "-", *options, "--no-record", "--json", stdin=asked)
    assert now.out != ran.out, "a newer edition has a newer answer"
    assert run("screenings", first["decision_id"], "-w", "w", "--json").out == ran.out
    run("screenings", first["decision_id"][:12], "-w", "w", "-o", "again.csv")
    assert Path("again.csv").read_bytes() == Path("first.csv").read_bytes()
    again = run("screenings", second["decision_id"], "-w", "w").out
    assert shown.out.rpartition("Recorded as")[0] in again
    assert len(recorded(run)) == 2
    assert run("verify", "-w", "w").status == 0


def test_no_record_where_none_is_wanted_or_possible(run: Run, built: Workspace, register: Path) -> None:
    run("screen", "x", "-w", "w", "--no-record")
    run("screen", "-", "-w", "w", "--json", stdin="{")
    assert recorded(run) == []
    run("screenings", "dec-none", "-w", "w").refused(4, "no screening has the id")
    run("screenings", "-w", "w", "-o", "x.csv").refused(3, "id")
    run("screenings", "").refused(6, "no workspace")


@pytest.mark.parametrize(("plain", "most", "kept"), [(0, 10**6, "whole"), (0, 4000, "matches"), (0, 10, "digest")])
def test_a_large_answer_is_kept_within_bounds(
    run: Run, built: Workspace, monkeypatch: pytest.MonkeyPatch, plain: int, most: int, kept: str
) -> None:
    made = records.Record
    monkeypatch.setattr("attache.cli.screening.Record", lambda header: made(header, plain=plain, most=most))
    asked = "".join(f"Harbin {n * 7919 % 1009} Institute of Technology {n}\n" for n in range(200)) + "Lidarex Optics\n"
    ran = run("screen", "-", "-w", "w", "--json", "-o", "out.jsonl", stdin=asked)
    (one,) = recorded(run)
    assert (one["kept"], one["names"]) == (kept, 201)
    assert one["sha256"] == digest_of("out.jsonl")
    again = run("screenings", one["decision_id"], "-w", "w", "--json")
    if kept == "whole":
        assert again.out == ran.out
    elif kept == "matches":
        assert [row["id"] for row in again.lines] == [row["id"] for row in ran.lines]
        assert again.lines[-1]["hits"][0]["entry_id"] == ran.lines[-1]["hits"][0]["entry_id"]
        assert "too large" in run("screenings", one["decision_id"], "-w", "w").out
    else:
        again.refused(4, one["sha256"])


def test_a_damaged_record_is_refused(run: Run, built: Workspace) -> None:
    ledger = Ledger(built.ledger_url)
    told = {"kept": "whole", "packing": "text", "answer": "{}\n{}\n", "sha256": "0" * 64}
    one = ledger.append(records.KIND, "screening-x", told, author="ann")
    bad = ledger.append(records.KIND, "screening-y", told | {"packing": "gzip+base64", "answer": "AAAA"}, author="ann")
    ledger.close()
    for key in (one.decision_id, bad.decision_id):
        run("screenings", key, "-w", "w").refused(5, "damaged")


BOTH = (
    *(("哈尔滨工业大学", "中国"), ("Huawei Technologies Co., Ltd.", "China"), ("华为技术有限公司", "CN")),
    *(("杭州海康威视数字技术股份有限公司", ""), ("Academy of Military Medical Sciences", "CN"), ("中芯国际", "中国")),
    *(("西门子", "德国"), ("Example Bakery Ltd.", "GB"), ("某某饭店", "中国"), ("有限公司", "")),
)


@pytest.mark.slow
def test_whole_with_real_lists(run: Run, shared: Path, tmp_path: Path) -> None:
    files = {"us-dod-1260h": "dod_1260h.csv.gz", "us-dod-1286": "dod_section_1286.csv.gz"}
    if not all((shared / "data/lists" / file).is_file() for file in files.values()):
        pytest.skip("the lists are not in ../shared")
    assert run("demo", "w").status == 0
    for register, file in files.items():
        path = shared / "data/lists" / file
        assert (
            run("registers", "import", path, "--register", register, "--edition", "2025-01-07", "-w", "w").status == 0
        )
    assert run("build", "-w", "w").status == 0
    (tmp_path / "names.xlsx").write_bytes(workbook([["单位名称", "国家"], *map(list, BOTH)]))
    ran = run("screen", "names.xlsx", "-w", "w", "--as-of", "2021-12-31", "--author", "ann", "--json", "-o", "then.csv")
    then = [matches(row) for row in ran.lines]
    assert [bool(found) for found in then] == [True] * 7 + [False] * 3
    assert then[1]["us-dod-1260h"] is True
    assert then[1] == then[2]
    assert then[6] == {"postings": None}
    assert then[4]["us-dod-1286"] is None, "its edition of 2022 is the first that was seen"
    today = [matches(row) for row in run("screen", "names.xlsx", "-w", "w", "--no-record", "--json").lines]
    assert today[4]["us-dod-1286"] is True
    (one,) = run("screenings", "-w", "w", "--json").lines
    assert (one["author"], one["names"], one["as_of"]) == ("ann", 10, "2021-12-31")
    assert run("screenings", one["decision_id"], "-w", "w", "--json").out == ran.out
    run("screenings", one["decision_id"], "-w", "w", "-o", "again.csv")
    assert Path("again.csv").read_bytes() == Path("then.csv").read_bytes()


def matches(row: dict[str, Any]) -> dict[str, bool | None]:
    return {hit["register"]: hit.get("listed") for hit in row["hits"] if hit["score"] >= 0.5}


def digest_of(name: str) -> str:
    from hashlib import sha256  # noqa: PLC0415 -- only here

    return sha256(Path(name).read_bytes()).hexdigest()


def workbook(rows: list[list[str]]) -> bytes:
    """Return a small workbook in XLSX with inline texts."""
    cells = "".join(
        f'<row r="{y}">' + "".join(f'<c r="{"ABC"[x]}{y}" t="inlineStr"><is><t>{v}</t></is></c>' for x, v in enumerate(row))
        + "</row>"
        for y, row in enumerate(rows, 1)
    )  # fmt: skip
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet, book = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml", "xl/workbook.xml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{book}" ContentType="{sheet.replace("worksheet", "sheet.main")}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="{book}"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        book: f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return out.getvalue()
