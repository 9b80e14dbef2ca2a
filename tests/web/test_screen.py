"""Screening from a page: names however given, what is refused, records, verdicts, downloads. Registers are synthetic."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.build.builder import build
from attache.cli.registers import import_command
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.web.access import LocalAccess
from attache.web.app import create_app
from attache.web.screening.asking import LARGEST_FILE, MOST_NAMES, Names, pasted
from attache.web.screening.choices import Screeners
from attache.web.screening.jobs import DRAFT, MOST_DRAFTS, Job, Jobs
from attache.web.screening.work import begin
from tests.build.conftest import take_in, workspace_with
from tests.read.office_files import xlsx, zipped
from tests.web.team import browser, form_token, team_app

REGISTER = [
    {"id": "1", "name": "Harbin Institute of Technology", "country": "CN", "valid_from": "2020-05-22"},
    {"id": "2", "name": "Harbin Engineering University", "aliases": ["HEU"], "valid_from": "2020", "valid_to": "2022"},
    {"id": "3", "name": "Lidarex Optics GmbH", "country": "DE", "valid_from": "2018-07-15"},
]
POSTING = "雷达项目\n\n据驻德国使馆科技处消息，德国Lidarex Optics GmbH从事激光雷达研发，希望在中国寻找合作伙伴。\n2019年7月15日\n"
LIST = "us-bis-entity-list"
HOSTILE = (
    '哈尔滨工业大学\n=HYPERLINK("http://x.example","y")\n<script>alert(1)</script>\n\u202egnirts\n' + "Long " * 2000
)
AWAY = re.compile(r"'*[\t ]*[=+\-@＝＋－＠]")


@pytest.fixture(scope="session")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with one posting and a synthetic register, built."""
    folder = tmp_path_factory.mktemp("listed")
    space = workspace_with(folder / "w", 0)
    (space.sources / "letters" / "1.txt").write_text(POSTING, encoding="utf-8")
    take_in(space)
    register = folder / "list.jsonl"
    register.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in REGISTER), encoding="utf-8")
    import_command(
        register, register=LIST, edition="2024-01-31", format=None, map=None, partial=False, synthetic=True,
        workspace=space.root, json=True,
    )  # fmt: skip
    build(space)
    return space


@pytest.fixture(scope="session")
def site(listed: Workspace) -> FastAPI:
    return create_app(listed, LocalAccess("ann"))


@pytest.fixture
def page(site: FastAPI) -> Iterator[TestClient]:
    with TestClient(site, base_url="http://127.0.0.1", follow_redirects=False) as made:
        yield made


def send(client: TestClient, names: str = "", file: tuple[str, bytes] | None = None, **more: Any) -> Any:
    told = {"names": names, "register": [LIST, "cn-miit-seven"], "postings": "1", **more}
    files = {"file": file} if file else {"file": ("", b"")}
    return client.post("/screen", data={"csrf": form_token(client, "/screen"), **told}, files=files)


def reached(client: TestClient, answer: Any) -> str:
    """Follow a screening to its record."""
    for _ in range(600):
        assert answer.status_code == 303, answer.text
        where = str(answer.headers["location"]).partition("?")[0]
        if where.startswith("/screenings/"):
            return where
        for _ in range(600):
            answer = client.get(where)
            if answer.status_code == 303:
                break
            assert "progress" in answer.text, answer.text
            time.sleep(0.1)
    raise AssertionError("it does not end")


def screened(client: TestClient, names: str, **more: Any) -> str:
    return reached(client, send(client, names, **more))


def alert(answer: Any) -> str:
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    assert found, answer.text
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def test_pasted_names_lead_to_an_explained_record(page: TestClient) -> None:
    where = screened(page, "哈尔滨工业大学\nLidarex Optics; Germany\nNobody at all", as_of="2019-01-01")
    text = page.get(where).text
    assert "Harbin Institute of Technology" in text
    assert "not listed on 2019-01-01" in text  # before 2020-05-22
    assert "listed on 2019-01-01 (from 2018-07-15" in text
    assert "listed 365 days before the first posting" in text
    assert "after it was listed" in text  # the posting of 2019-07-15, by its title
    assert "雷达项目" in text
    assert "Nothing found" in text
    assert "Not found is not safe" in text
    assert text.index("Lidarex Optics") < text.index("Nobody at all")
    later = page.get(screened(page, "哈尔滨工业大学", as_of="2021-01-01")).text
    assert "not listed on" not in later
    chinese = page.get(where, params={"lang": "zh"}).text
    assert "首次发布前365天列入" in chinese
    assert "未查到不等于安全" in chinese


def test_the_record_is_the_command_lines(page: TestClient, listed: Workspace) -> None:
    where = screened(page, "Harbin Engineering University")
    ledger = Ledger(listed.ledger_url)
    one = next(one for one in ledger.decisions("screening") if one.decision_id == where.rsplit("/", 1)[1])
    ledger.close()
    assert (one.author, one.payload["names"], one.payload["matched"]) == ("ann", 1, 1)
    assert (one.payload["kept"], "cut" in one.payload) == ("whole", False)
    text = page.get("/screenings").text
    assert "ann" in text
    assert "“Harbin Engineering University”, typed into the page" in text


def test_hostile_names_are_inert(page: TestClient) -> None:
    where = screened(page, HOSTILE)
    for language in ("en", "zh"):
        text = page.get(where, params={"lang": language}).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "\u202e" not in text
        assert "Long " * 100 not in text  # its beginning, and how long it is
    form = page.get("/screen", params={"name": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in form


def test_a_workbook_asks_for_its_columns_first(page: TestClient) -> None:
    rows = [["No", "Who", "Land"], [7, "哈尔滨工业大学", "China"], [8, "Lidarex Optics", "Germany"], [9, "=1+1", ""]]
    answer = send(page, file=("partners.xlsx", xlsx(rows)))
    where = answer.headers["location"]
    draft = where.partition("draft=")[2]
    text = page.get(where).text
    assert "No heading clearly says" in text
    assert "Lidarex Optics" in text
    wrong = send(page, draft=draft, column="")
    assert (wrong.status_code, alert(wrong)) == (400, "Choose the column in which the names stand.")
    assert send(page, draft=draft, column="77").status_code == 400
    record = page.get(reached(page, send(page, draft=draft, column="1", country="2"))).text
    assert "Screening of 3 names" in record
    assert "partners.xlsx" in record
    assert "Harbin Institute of Technology" in record
    assert page.get(where).status_code == 410  # used up


def test_columns_are_found_by_their_headings(page: TestClient) -> None:
    file = ("list.csv", "单位名称,国家\n哈尔滨工业大学,中国\n".encode("gb18030"))
    where = send(page, file=file).headers["location"]
    assert "Found by its heading" in page.get(where).text
    record = page.get(reached(page, send(page, draft=where.partition("draft=")[2]))).text
    assert "Harbin Institute of Technology" in record
    at_once = reached(page, send(page, file=file, column="0"))
    assert "哈尔滨工业大学" in page.get(at_once).text


def test_tables_that_are_left_lying_make_room(page: TestClient, listed: Workspace) -> None:
    file = ("list.csv", b"Who,Land\nAnn Works,Germany\n")
    drafts = [send(page, file=file).headers["location"].partition("draft=")[2] for _ in range(MOST_DRAFTS + 2)]
    kept = [one for one in drafts if Jobs(listed).get(one, "ann")]
    assert kept == drafts[-MOST_DRAFTS:]
    for one in kept:
        Jobs(listed).drop(Jobs(listed).get(one, "ann"))  # type: ignore[arg-type]


def echoing() -> bytes:
    """A workbook of some kilobytes: a long text that a hundred thousand cells refer to."""
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(2, 100_000))
    out, kind = io.BytesIO(), "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rId9" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([["Name"]], cells=rows))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, text.replace("</Relationships>", link) if name.endswith("workbook.xml.rels") else text)
        new.writestr("xl/sharedStrings.xml", f"<sst><si><t>{'Name ' * 40_000}</t></si></sst>")
    return out.getvalue()


def bomb() -> bytes:
    sheet = b"<worksheet>" + b" " * (80 << 20) + b"</worksheet>"
    return zipped({"[Content_Types].xml": "", "xl/worksheets/sheet1.xml": sheet})


def lying() -> bytes:
    """A workbook whose strings are 40 MB and said to be ten bytes."""
    book = xlsx([["Name"], ["A"]])
    out = io.BytesIO(book)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b" " * (40 << 20) + b"</sst>")
        archive.getinfo("xl/sharedStrings.xml").file_size = 10
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("list.pdf", b"%PDF-1.7", "is not a list that can be read"),
        ("list.exe", b"MZ", "is not a list that can be read"),
        ("list.csv", b"", "list.csv is empty"),
        ("list.csv", b"Name\n", "no row under its headings"),
        ("list.txt", b"\n \n", "list.txt is empty"),
        ("list.xlsx", b"PK\x03\x04 broken", "is a damaged workbook"),
        ("list.xlsx", zipped({"a.txt": "x"}), "is a damaged workbook"),
        ("bomb.xlsx", bomb(), "far more than its size"),
        ("lying.xlsx", lying(), "is a damaged workbook"),
        ("wide.xlsx", xlsx([["Name"], ["A"]], cells='<row r="9"><c r="XFD1048576"><v>1</v></c></row>'), "cells"),
        ("echoing.xlsx", echoing(), "more memory or time"),
        ("many.txt", b"Name\n" * (MOST_NAMES + 1), "20,000 are the most"),
        ("image.txt", bytes(range(32)) * 9, "is no text"),
        ("large.csv", b"x" * (LARGEST_FILE + 1), "larger than 10 MB"),
    ],
)
def test_files_that_cannot_be_taken_are_told_in_a_sentence(
    page: TestClient, name: str, body: bytes, words: str
) -> None:
    answer = send(page, file=(name, body))
    assert answer.status_code == 400
    assert words in alert(answer)
    assert alert(answer).endswith(".")
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"register": ["/etc/passwd"]}, "no register “/etc/passwd”"),
        ({"register": ["us-csl"]}, "no register “us-csl”"),
        ({"register": [], "postings": ""}, "Nothing is chosen"),
        ({"as_of": "yesterday"}, "“yesterday” is not a day"),
        ({"threshold": "7"}, "Choose one of the probabilities"),
    ],
)
def test_what_cannot_be_searched_is_told_and_names_stay(page: TestClient, more: dict[str, Any], words: str) -> None:
    answer = send(page, "Kept & written", **more)
    assert answer.status_code == 400
    assert words in alert(answer)
    assert "Kept &amp; written</textarea>" in answer.text


def test_names_are_needed_once(page: TestClient) -> None:
    assert "no name to look for" in alert(send(page, " \n\t\n"))
    both = send(page, "A", file=("b.txt", b"B"))
    assert "give one of the two" in alert(both)
    over = page.post("/screen", content=b"x" * 64, headers={"content-type": "application/x-www-form-urlencoded"})
    assert over.status_code == 403  # without the token of a form
    huge = page.post("/screen", files={"file": ("x.csv", b"x" * (LARGEST_FILE * 2))})
    assert huge.status_code == 413


def test_countries_after_a_semicolon_or_tab() -> None:
    found = pasted("A; Germany\nB；法国\nC\tJP\nD; Inc.\n;\n\ufeffE ")
    assert [(row["name"], row.get("country")) for row in found.rows] == [
        ("A", "Germany"), ("B", "法国"), ("C", "JP"), ("D; Inc.", None), (";", None), ("E", None),
    ]  # fmt: skip


def fields(text: str, number: int) -> dict[str, str]:
    """The hidden fields of a form for judging."""
    form = re.findall(r'<form method="post" action="[^"]+/judge">(.*?)</form>', text, re.DOTALL)[number]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


def test_verdicts_are_kept_and_shown_wherever_the_pair_meets(page: TestClient) -> None:
    where = screened(page, "Harbin Engineering University\nHarbin Institute of Technology")
    given = fields(page.get(where).text, 0)
    lacking = page.post(f"{where}/judge", data=given | {"verdict": "same", "reason": " "})
    assert lacking.status_code == 400
    assert alert(lacking) == "Choose a verdict and say why."
    kept = page.post(f"{where}/judge", data=given | {"verdict": "different", "reason": "<i>other</i> town"})
    assert kept.status_code == 303
    assert "kept=1" in kept.headers["location"]
    text = page.get(kept.headers["location"]).text
    assert "&lt;i&gt;other&lt;/i&gt; town" in text
    assert 'class="different"' in text
    assert "in another screening" in page.get(screened(page, "harbin engineering university")).text
    assert page.get(where, params={"show": "judged"}).text.count('class="answer ') == 1
    assert page.get(where, params={"show": "open"}).text.count('class="answer ') == 1
    assert page.get(where, params={"show": "bad"}).status_code == 400
    for wrong in ({"place": "9"}, {"entry": "none"}):
        assert page.post(f"{where}/judge", data=given | {"verdict": "same", "reason": "x"} | wrong).status_code == 404


def test_two_people_judge_at_once_and_both_stay(listed: Workspace, tmp_path: Path) -> None:
    app = team_app(listed, tmp_path)
    with browser(app, "coder") as one, browser(app, "editor") as other, browser(app, "reader") as reader:
        where = screened(reader, "Harbin Engineering University")
        assert "Judge this hit" not in reader.get(where).text
        mine, theirs = (fields(who.get(where).text, 0) for who in (one, other))
        first = one.post(f"{where}/judge", data=mine | {"verdict": "same", "reason": "one"})
        second = other.post(f"{where}/judge", data=theirs | {"verdict": "different", "reason": "two"})
        assert "kept=1" in first.headers["location"]
        assert "kept=both" in second.headers["location"]
        text = reader.get(second.headers["location"]).text
        assert "both stand below" in text
        assert "People disagree" in text
        assert [word in text for word in ("coder", "editor")] == [True, True]
        refused = reader.post(f"{where}/judge", data=mine | {"csrf": form_token(reader, "/screen"), "verdict": "same"})
        assert refused.status_code == 403
        job = Jobs(app.state.site.workspace).start(pasted("A"), plan("coder"))
        assert [who.get(f"/screen/jobs/{job.key}").status_code for who in (one, other)] == [200, 410]
    app.state.site.close()


def test_screenings_are_not_public(listed: Workspace, tmp_path: Path) -> None:
    app = team_app(listed, tmp_path, public_read=True)
    with browser(app) as anybody, browser(app, "reader") as reader:
        where = screened(reader, "Harbin Engineering University")
        assert anybody.get("/screen").status_code == 200
        for path in ("/screenings", where, f"{where}.csv", f"{where}.pdf"):
            answer = anybody.get(path)
            assert (answer.status_code, "/sign-in" in answer.headers["location"]) == (303, True)
    app.state.site.close()


def test_downloads_hold_the_record_and_what_people_say(page: TestClient) -> None:
    where = screened(page, f"Lidarex Optics GmbH\n{HOSTILE}")
    text = page.get(where).text
    page.post(f"{where}/judge", data=fields(text, 0) | {"verdict": "unsure", "reason": "=cmd|' /C calc'!A0"})
    answer = page.get(f"{where}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.search(r'filename="attache-screening-[0-9-]+-[0-9a-f]{8}\.csv"', answer.headers["content-disposition"])
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if AWAY.match(cell) and not cell.startswith("'")]
    assert "'=cmd|' /C calc'!A0" in cells
    assert "哈尔滨工业大学" in cells
    assert any("Not found is not safe" in cell for cell in cells)
    found = page.get(f"{where}.json").json()
    assert [one["name"] for one in found["answers"]][:2] == ["Lidarex Optics GmbH", "哈尔滨工业大学"]
    assert found["verdicts"][0]["verdict"] == "unsure"
    assert "not wrongdoing" in found["notice"]
    assert "not published by anyone" in found["synthetic"]


def printed(body: bytes) -> str:
    document = pypdfium2.PdfDocument(body)
    return "".join(document[at].get_textpage().get_text_range() for at in range(len(document)))


def test_the_pdf_holds_the_names_in_both_scripts_and_is_the_same_each_time(page: TestClient) -> None:
    where = screened(page, f"Lidarex Optics GmbH\n{HOSTILE}\n#set text(red)\nΑθήνα Νέα")
    first, second = (page.get(f"{where}.pdf").content for _ in range(2))
    assert first.startswith(b"%PDF-")
    assert first == second
    text = printed(first)
    for words in ("哈尔滨工业大学", "Lidarex Optics GmbH", "Harbin Institute of Technology", "#set text(red)"):
        assert words in text, text
    assert "\u202e" not in text
    assert "筛查记录" in printed(page.get(f"{where}.pdf", params={"lang": "zh"}).content)


def test_records_that_are_not_there(page: TestClient) -> None:
    assert page.get("/screenings/dec-00").status_code == 404
    assert page.get("/screenings/dec-00.csv").status_code == 404
    assert page.get("/screenings/x").status_code == 422
    assert page.get("/screen/jobs/none").status_code == 410
    assert page.get("/screen/jobs/..%2f..").status_code in (404, 410)
    assert page.get("/screen/jobs/none/progress").json() == {"kind": "gone"}
    assert page.get("/screen", params={"draft": "none"}).status_code == 410


def test_keys_of_any_length_are_answered(page: TestClient) -> None:
    for key in ("a" * 22, "a" * 5000, "..%2F..%2Fetc", "%00"):
        for path in (f"/screen/jobs/{key}", f"/screen/jobs/{key}/progress"):
            assert page.get(path).status_code in (404, 410), path


def test_a_table_is_forgotten_after_an_hour(page: TestClient, listed: Workspace) -> None:
    where = send(page, file=("a.csv", b"Name\nA\n")).headers["location"]
    folder = Jobs(listed).folder / where.partition("draft=")[2]
    then = time.time() - DRAFT - 9
    os.utime(folder / "plan.json", (then, then))
    answer = page.get(where)
    assert answer.status_code == 410
    assert "send it again" in answer.text
    page.get("/screen")
    assert not folder.exists()


def plan(by: str = "ann", **more: Any) -> dict[str, Any]:
    told = {"by": by, "edition": 1, "registers": [LIST], "postings": True, "as_of": "2021-01-01", "threshold": 0.1}
    return told | {"top": 5} | more


def many(count: int) -> Names:
    return Names("many.txt", [{"id": n, "name": f"Harbin Engineering University {n}"} for n in range(count)])


def test_what_is_cancelled_is_recorded_as_cut_short(page: TestClient, listed: Workspace) -> None:
    job = Jobs(listed).start(many(60), plan())
    job.cancel()
    begin(listed, job, Screeners())
    text = page.get(reached(page, page.get(f"/screen/jobs/{job.key}"))).text
    assert "it was stopped after 20 of 60 names" in text
    assert "cut short" in page.get("/screenings").text


def test_what_a_dead_process_left_is_recorded_once(page: TestClient, listed: Workspace) -> None:
    done = Jobs(listed).start(many(3), plan())
    kept = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Job, "ended", lambda self, told: kept.update(told))
        begin(listed, done, Screeners())  # it ends after the record, before it could say so
    where = reached(page, page.get(f"/screen/jobs/{done.key}"))
    assert where.endswith(kept["decision"])
    left = Jobs(listed).start(many(9), plan())
    (left.folder / "lock").touch()
    (left.folder / "header.json").write_text(json.dumps({"screening": _about(listed)}), encoding="utf-8")
    answers = [json.dumps({"id": n, "name": "A", "hits": []}) for n in range(4)]
    (left.folder / "answers.jsonl").write_text("\n".join(answers)[:-3], encoding="utf-8")  # the last is not whole
    text = page.get(reached(page, page.get(f"/screen/jobs/{left.key}"))).text
    assert "ended after 3 of 9 names" in text
    empty = Jobs(listed).start(many(9), plan())
    (empty.folder / "lock").touch()
    assert "before the first name" in page.get(f"/screen/jobs/{empty.key}").text


def _about(space: Workspace) -> dict[str, Any]:
    ledger = Ledger(space.ledger_url)
    answer = next(ledger.decisions("screening")).payload["answer"]
    ledger.close()
    about: dict[str, Any] = json.loads(answer.split("\n")[0])["screening"]
    return about | {"at": "2021-01-01T00:00:00.000Z"}


def test_few_at_a_time(page: TestClient, listed: Workspace) -> None:
    jobs = [Jobs(listed).start(many(1), plan("ann")) for _ in range(4)]
    assert "4 screenings under way" in alert(send(page, "A"))
    assert page.get("/screen").text.count("Under way:") == 4
    for job in jobs:
        Jobs(listed).drop(job)


@pytest.mark.slow
def test_a_long_list_is_searched_in_a_process_of_its_own(page: TestClient, listed: Workspace) -> None:
    names = "\n".join(f"Harbin Engineering University {n}" for n in range(260))
    answer = send(page, names)
    assert answer.headers["location"].startswith("/screen/jobs/")
    where = answer.headers["location"]
    first = page.get(f"{where}/progress").json()
    assert (first["asked"], first["kind"] in ("waiting", "running", "done")) == (260, True)
    assert "Screening of 260 names" in page.get(reached(page, answer)).text
    assert page.get(f"{where}/progress").json()["next"].startswith("/screenings/dec-")


@pytest.mark.slow
def test_a_killed_process_leaves_what_it_found(page: TestClient, listed: Workspace) -> None:
    job = Jobs(listed).start(many(MOST_NAMES), plan())
    with pytest.MonkeyPatch.context() as patch:
        started: list[int] = []
        real = subprocess.Popen

        def noted(*words: Any, **more: Any) -> Any:
            child = real(*words, **more)
            started.append(child.pid)
            return child

        patch.setattr(subprocess, "Popen", noted)
        begin(listed, job, Screeners())
    while job.progress().count == 0:
        time.sleep(0.1)
    os.kill(started[0], signal.SIGKILL)
    while job.progress().kind == "running":
        time.sleep(0.05)
    text = page.get(reached(page, page.get(f"/screen/jobs/{job.key}"))).text
    assert "of 20,000 names. Nothing is said of the others." in text
