"""The commands as a user meets them: what they print, and how they refuse."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from attache.collect.evidence import Evidence
from tests.cli.conftest import Run

POSTING = """德国激光雷达项目

据驻德国使馆科技处消息，德国Lidarex GmbH成立于2016年，总部位于慕尼黑，从事固态激光雷达研发，已获授权专利12项。
该公司希望在中国寻找合作伙伴，开展合资生产或技术许可，拟融资1000万欧元，出让20%股权。
联系人：王某某 电话：010-00000000
2019年7月15日
"""


@pytest.fixture
def built(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "a.txt").write_text(POSTING, encoding="utf-8")
    (folder / "b.html").write_bytes(
        "<html><head><title>英国量子项目</title></head><body><h1>英国量子项目</h1><div><p>英国一家公司开发了量子传感器，"
        "希望与中方合作研发，并在中国设立合资企业，推动成果产业化与市场推广。</p></div></body></html>".encode("gb18030")
    )
    assert run("init", "w").status == 0
    assert run("import", folder, "-w", "w", "--synthetic").status == 0
    assert run("build", "-w", "w").status == 0
    return tmp_path / "w"


def test_init_import_build_verify(run: Run, built: Path) -> None:
    assert run("build", "-w", built).out.startswith("Edition 1 is up to date")
    checked = run("verify", "-w", built)
    assert checked.status == 0
    assert "Everything holds." in checked.out
    listed = run("editions", "-w", built, "--json").lines
    assert [(e["edition"], e["current"]) for e in listed] == [(1, True)]


def test_search_in_both_scripts(run: Run, built: Path) -> None:
    for words in ("激光雷达", "激光雷達", "lidarex"):
        hits = run("search", words, "-w", built, "--json").lines
        assert [hit["title"] for hit in hits] == ["德国激光雷达项目"]
    shown = run("search", "合资", "-w", built)
    assert shown.out.startswith("2 documents in edition 1.")
    assert "country: " in shown.out
    assert [h["title"] for h in run("search", "合资", "--country", "GB", "-w", built, "--json").lines] == [
        "英国量子项目"
    ]
    run("search", "雷" * 1200, "-w", built).refused(3, "longer than")


def test_show_prints_the_record_with_its_evidence(run: Run, built: Path) -> None:
    hit = run("search", "激光雷达", "-w", built, "--json").lines[0]
    shown = run("show", hit["document_id"], "-w", built)
    for words in ("lidar_sensing", "1000万欧元", "de-embassy", "SHA-256", "Synthetic", "not wrongdoing"):
        assert words in shown.out
    assert "王某某" not in shown.out
    record = run("show", hit["document_id"], "-w", built, "--json").lines[0]
    subject = next(code["subject_id"] for code in record["codes"])
    assert run("show", subject, "-w", built, "--json").lines[0]["table"] == "opportunities"
    run("show", "doc-none", "-w", built).refused(4, "doc-none")


def test_diff_says_what_moved_and_why(run: Run, built: Path, tmp_path: Path) -> None:
    (tmp_path / "letters" / "a.txt").write_text(POSTING.replace("1000万", "2000万"), encoding="utf-8")
    assert run("import", tmp_path / "letters", "-w", built).status == 0
    assert run("build", "-w", built).status == 0
    shown = run("diff", "1", "-w", built)
    assert "evidence" in shown.out
    assert "live -> changed" in shown.out
    kinds = {change["kind"] for change in run("diff", "1", "2", "-w", built, "--json").lines}
    assert "status" in kinds
    run("diff", "9", "-w", built).refused(4, "no edition 9")


def test_read_without_a_workspace(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(POSTING, encoding="utf-8")
    document = run("read", "a.txt", "--json").lines[0]
    assert document["path"] == "a.txt"
    assert document["title"] == "德国激光雷达项目"
    assert (document["published_on"], document["mission"], document["host_country"]) == (
        "2019-07-15",
        "de-embassy",
        "DE",
    )
    assert (document["language"], document["direction"]) == ("zh", "inbound_offer")
    money = {(a["as_stated"], a["kind"], a["currency"], a["low"]) for a in document["amounts"]}
    assert ("1000万欧元", "investment_sought", "EUR", 10_000_000.0) in money
    for amount in document["amounts"]:
        span = amount["span"]
        assert document[span["field"]][span["start"] : span["end"]] == span["quote"] == amount["as_stated"]
    assert any("Lidarex" in o["name"] for o in document["organisations"])
    assert "王某某" not in json.dumps(document, ensure_ascii=False)


def test_code_without_a_workspace(run: Run) -> None:
    lines = "\n".join(
        json.dumps({"id": n, "title": "激光雷达", "text": POSTING}, ensure_ascii=False) for n in (1, "two")
    )
    coded = run("code", "--json", stdin=lines + "\n\n").lines
    assert [one["id"] for one in coded] == [1, "two"]
    best = coded[0]["codes"]
    assert {"variable", "value", "confidence", "coder", "spans"} <= set(best[0])
    assert ("technology_field", "lidar_sensing") in {(c["variable"], c["value"]) for c in best}
    narrow = run("code", "--json", "--variable", "hightech_8", stdin=lines).lines[0]["codes"]
    assert {c["variable"] for c in narrow} == {"hightech_8"}


@pytest.mark.parametrize(
    ("args", "stdin", "status", "words"),
    [
        (("code", "--json"), "{", 3, "line 1"),
        (("code", "--json"), "[1]", 3, "not a JSON object"),
        (("code", "--json", "--variable", "colour"), "", 3, "colour"),
        (("code", "--json", "--codebook", "none.yaml"), "", 3, "none.yaml"),
        (("codebook", "show", "colour"), "", 3, "colour"),
        (("read", "none.txt"), "", 3, "none.txt"),
        (("build",), "", 6, "no workspace here"),
        (("collect", "-w", "w"), "", 3, "no source"),
        (("collect", "nosource", "-w", "w"), "", 4, "nosource"),
        (("import", "none.txt", "-w", "w"), "", 3, "none.txt"),
        (("search", "x", "-w", "w"), "", 4, "no edition yet"),
        (("init", "w"), "", 6, "already"),
        (("sources", "--check", "bad.yaml"), "", 3, "bad.yaml"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_refusals(run: Run, tmp_path: Path, args: tuple[str, ...], stdin: str, status: int, words: str) -> None:
    assert run("init", "w").status == 0
    (tmp_path / "bad.yaml").write_text("id: [", encoding="utf-8")
    run(*args, stdin=stdin).refused(status, words)


def test_what_stands_before_a_bad_line_is_coded(run: Run) -> None:
    ran = run("code", "--json", stdin='{"id": 1, "title": "激光雷达", "text": ""}\n{')
    assert ran.status == 3
    assert [line["id"] for line in ran.lines] == [1]


def test_wrong_use_is_exit_2(run: Run) -> None:
    assert run("nonsense").status == 2
    assert run("search", "--limit", "0").status == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("binary.html", bytes(range(256)) * 40),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<"),
        ("cut.docx", b"PK\x03\x04" + b"\x00" * 30),
        ("cut.xlsx", b"PK\x03\x04" + b"\x00" * 30),
        ("broken.json", b'{"a": '),
        ("wrong.pdf", b"<html><body>not a pdf"),
    ],
)
def test_bad_files_are_refused_or_read_never_a_crash(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    ran = run("read", name, "--json")
    assert ran.status in (0, 3)
    assert "Traceback" not in ran.err
    if ran.status == 3:
        ran.refused(3, name)


def test_a_bad_file_among_good_ones(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.txt").write_text(POSTING, encoding="utf-8")
    (tmp_path / "d" / "b.pdf").write_bytes(b"%PDF-1.7\ncut")
    ran = run("read", "d", "--json")
    assert ran.status == 3
    assert [line["title"] for line in ran.lines] == ["德国激光雷达项目"]


def test_a_newer_workspace_is_left_alone(run: Run, built: Path) -> None:
    path = built / "attache.toml"
    path.write_text("format = 99\n", encoding="utf-8")
    run("build", "-w", built).refused(6, "newer version")
    assert path.read_text(encoding="utf-8") == "format = 99\n"


def test_damage_is_exit_1_and_named(run: Run, built: Path) -> None:
    path = next((built / "editions" / "000001" / "tables" / "codes").glob("part*.parquet"))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.unlink()
    path.write_bytes(raw)
    ran = run("verify", "-w", built, "--no-recompute")
    assert ran.status == 1
    assert path.name in ran.err


def test_a_full_disk_leaves_the_last_edition(
    run: Run, built: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "letters" / "c.txt").write_text(POSTING.replace("德国", "法国"), encoding="utf-8")
    assert run("import", tmp_path / "letters", "-w", built).status == 0

    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("attache.build.tables.pq.write_table", full)
        run("build", "-w", built).refused(6, "No space left", "last edition stands")
    assert run("editions", "-w", built, "--json").lines[-1]["edition"] == 1
    assert run("build", "-w", built, "--json").lines[0]["edition"] == 2


def test_collected_text_cannot_command_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "[bold red]标题[/] \x1b[31m雷达\n\n正文内容里有[link=http://x]链接[/link]与雷达技术。", encoding="utf-8"
    )
    assert run("init", "w").status == 0
    assert run("import", tmp_path / "a.txt", "-w", "w").status == 0
    assert run("build", "-w", "w").status == 0
    shown = run("search", "雷达", "-w", "w")
    assert "\x1b[31m" not in shown.out
    assert "[bold red]" in shown.out


def test_the_command_runs_as_a_program() -> None:
    program = shutil.which("attache", path=str(Path(sys.executable).parent))
    assert program
    ran = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("attache 0.")


def test_sources_are_listed(run: Run) -> None:
    assert run("init", "w").status == 0
    listed = run("sources", "-w", "w", "--json").lines
    assert {"cistc-229", "cistc-224", "cistc-228", "cistc-221", "cistc-222"} <= {s["id"] for s in listed}


def test_the_demo_runs_whole(run: Run, tmp_path: Path) -> None:
    ran = run("demo", "d")
    assert ran.status == 0, ran.err
    for words in ("1. Collect", "2. Build", "3. Verify", "Everything holds.", "synthetic", "attache show opp-"):
        assert words in ran.out
    assert Evidence(tmp_path / "d" / "evidence").count() > 400
    run("demo", "d").refused(6, "--fresh")
    hits = run("search", "激光雷达", "-w", "d", "--json").lines
    assert hits


def test_a_torn_record_is_cut_with_a_message(run: Run, built: Path, tmp_path: Path) -> None:
    warc = next((built / "evidence").glob("*.warc.gz"))
    whole = warc.read_bytes()
    warc.write_bytes(whole + whole[:40])
    ran = run("import", tmp_path / "letters", "-w", built)
    assert ran.status == 0
    assert warc.name in ran.err
    assert run("verify", "-w", built, "--no-recompute").status == 0


def test_synthetic_hits_are_marked(run: Run, built: Path) -> None:
    assert "(synthetic)" in run("search", "激光雷达", "-w", built).out
    assert [hit["synthetic"] for hit in run("search", "激光雷达", "-w", built, "--json").lines] == [True]
