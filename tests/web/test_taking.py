"""Packs and briefs from the pages: made once in the background, kept beside their edition, or refused with a reason."""

from __future__ import annotations

import hashlib
import io
import os
import re
import time
import zipfile
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from filelock import FileLock

from attache.core.errors import InputError
from attache.core.workspace import Workspace
from attache.ledger.journal import Wanted
from attache.web.pages import taking
from attache.web.taking import orders as module
from attache.web.taking import work
from attache.web.taking.orders import MOST_WAITING, Order, Orders, Plan
from tests.web.team import browser, form_token, people, team_app

US = Plan("pack", "US", "", "en", "zip")


@pytest.fixture
def orders(app: FastAPI, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Orders:
    """Orders that stand in a folder of this test."""
    made = Orders(app.state.site.view().edition)
    made.folder = tmp_path / "taken" / made.folder.name
    monkeypatch.setattr(taking, "_orders", lambda _: made)
    return made


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nothing takes up what is ordered; the keys of what would be made."""
    begun: list[str] = []
    monkeypatch.setattr(taking, "begin", lambda _, order: begun.append(order.key))
    return begun


def ordered(client: TestClient, page: str = "/countries/US", **more: object) -> str:
    sent = {"csrf": form_token(client, page), "kind": "pack", "country": "US", "edition": 2, **more}
    answer = client.post("/taken", data=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.mark.slow
def test_the_pack_of_a_country_is_made_once_and_downloaded(client: TestClient, app: FastAPI) -> None:
    where = ordered(client)
    first = client.get(where).text
    assert "/progress" in first
    assert "one is made at a time" in first or "Counting" in first or "are written" in first
    until = time.monotonic() + 120
    while client.get(f"{where}/progress").json()["kind"] in ("waiting", "making"):
        assert time.monotonic() < until
        time.sleep(0.2)
    text = client.get(where).text
    assert "attache-pack-US-en-edition-2.zip" in text, text
    answer = client.get(f"{where}/file")
    assert answer.headers["content-disposition"] == 'attachment; filename="attache-pack-US-en-edition-2.zip"'
    assert hashlib.sha256(answer.content).hexdigest() in text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        names = {name.partition("/")[2] for name in packed.namelist()}
        index = packed.read("attache-pack-US-en-edition-2/index.html").decode()
    assert {"index.html", "NOTICE.txt", "SHA256SUMS", "data/records.csv"} <= names
    assert not [name for name in names if name.endswith((".warc", ".warc.gz"))], "they hold contacts of persons"
    assert "Synthetic" in index
    assert ordered(client) == where
    noted = {one.detail for one in people(app).journal.each(Wanted(what="export"))}
    assert "attache-pack-US-en-edition-2.zip" in noted


def test_a_brief_is_made_in_this_process_too(client: TestClient, orders: Orders, web_space: Workspace) -> None:
    order, new = orders.place(Plan("brief", "US", "", "zh", "md"))
    assert new
    work.make(web_space, order)
    text = client.get(f"/taken/2/{order.key}?lang=zh").text
    assert "简报：美国" in text
    body = client.get(f"/taken/2/{order.key}/file").content.decode()
    assert "合成" in body
    assert order.progress().sha256 == hashlib.sha256(body.encode()).hexdigest()


def test_what_is_being_made_is_not_ordered_twice(client: TestClient, orders: Orders, idle: list[str]) -> None:
    where = ordered(client)
    assert ordered(client) == where
    assert len(idle) == 1
    assert client.get(f"{where}/progress").json() == {"kind": "waiting", "files": 0}
    order = orders.find(US)
    assert order
    with FileLock(order.folder / "lock"):
        order.made(12)
        assert client.get(f"{where}/progress").json() == {"kind": "making", "files": 12}
        assert "12 files are written" in client.get(where).text
        assert "已写入12个文件" in client.get(f"{where}?lang=zh").text
    assert client.get(f"{where}/file").status_code == 404
    assert "cut short" in client.get(where).text
    assert ordered(client) == where
    assert len(idle) == 2, "what was cut short is made again"


def test_only_so_many_wait(client: TestClient, orders: Orders, idle: list[str]) -> None:
    codes = [
        one["country"] for one in client.get("/api/v1/countries?limit=20").json()["records"] if one["opportunities"]
    ]
    answers = [
        client.post(
            "/taken",
            data={"csrf": form_token(client, "/countries/US"), "kind": "pack", "country": code, "edition": 2},
            follow_redirects=False,
        )
        for code in codes[: MOST_WAITING + 2]
    ]
    assert [one.status_code for one in answers] == [303] * (MOST_WAITING + 1) + [400]
    assert "oo many packs and briefs" in answers[-1].text


def test_what_fails_says_why_and_can_be_ordered_again(
    client: TestClient, orders: Orders, idle: list[str], web_space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ordered(client)
    order = orders.find(US)
    assert order
    monkeypatch.setattr(work, "LARGEST", 1000)
    work.make(web_space, order)
    text = client.get(where).text
    assert "It could not be made:" in text
    assert "larger than 0 MB" in text
    assert client.get(f"{where}/progress").json()["kind"] == "failed"
    assert not [one for one in order.folder.iterdir() if one.name not in ("plan.json", "done.json", "progress")]
    assert ordered(client) == where
    assert client.get(f"{where}/progress").json()["kind"] == "waiting"


def test_what_takes_too_long_is_given_up(orders: Orders, monkeypatch: pytest.MonkeyPatch) -> None:
    order, _ = orders.place(US)
    ended: list[int] = []
    monkeypatch.setattr("os._exit", ended.append)
    (order.folder / f".{order.file.name}.half").write_bytes(b"half")
    work._give_up(order)
    assert ended == [1]
    assert "longer than 15 minutes" in order.progress().problem
    assert not (order.folder / f".{order.file.name}.half").exists()


@pytest.mark.parametrize(
    ("more", "status"),
    [({"kind": "dossier"}, 400), ({"form": "exe"}, 400), ({"country": "", "organisation": ""}, 400),
     ({"organisation": "org-1"}, 400), ({"country": "../.."}, 404), ({"country": "KP"}, 404),
     ({"country": "", "organisation": "org-none"}, 404), ({"edition": 99}, 410), ({"csrf": "x"}, 403)],
)  # fmt: skip
def test_what_cannot_be_made_is_refused(
    client: TestClient, orders: Orders, idle: list[str], more: dict[str, object], status: int
) -> None:
    sent = {"csrf": form_token(client, "/countries/US"), "kind": "pack", "country": "US", "edition": 2, **more}
    assert client.post("/taken", data=sent).status_code == status
    assert not idle


def test_old_ones_are_cleared_where_there_are_many_or_large_ones(
    orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for at, code in enumerate(("US", "DE", "FR", "IT")):
        order, _ = orders.place(Plan("brief", code, "", "en", "md"))
        order.file.write_bytes(b"x" * 100)
        order.ready("0" * 64)
        os.utime(order.folder / "done.json", (at, at))
        made.append(order)
    monkeypatch.setattr(module, "KEPT", 3)
    orders.place(US)
    assert [one.folder.exists() for one in made] == [False, False, True, True]
    monkeypatch.setattr(module, "KEPT_BYTES", 150)
    orders.place(Plan("pack", "DE", "", "en", "zip"))
    assert [one.folder.exists() for one in made] == [False, False, False, True]


@pytest.mark.parametrize("key", ["0" * 16, "x", "..%2f..", "0" * 15 + "g"])
def test_keys_that_are_none(client: TestClient, key: str) -> None:
    for path in (f"/taken/2/{key}", f"/taken/2/{key}/file", f"/taken/2/{key}/progress"):
        assert client.get(path).status_code == 404
    assert client.get("/taken/99/0123456789abcdef").status_code == 410


def test_other_code_has_orders_of_its_own(orders: Orders, monkeypatch: pytest.MonkeyPatch) -> None:
    order, _ = orders.place(US)
    monkeypatch.setattr(module, "_mark", lambda: "othercod")
    assert Orders(orders.edition).folder.name == "othercod"
    later = Orders(orders.edition)
    later.folder = orders.folder.with_name("othercod")
    assert later.find(US) is None
    later.place(US)
    assert not order.folder.exists(), "what other code made goes"
    with pytest.raises(InputError):
        later.place(Plan("pack", "", "", "en", "zip"))


def test_organisations_have_them_too(client: TestClient, app: FastAPI, orders: Orders, idle: list[str]) -> None:
    row = app.state.site.view().shelf.rows("select organisation_id, name from organisations limit 1")[0]
    page = f"/organisations/{row['organisation_id']}"
    where = ordered(client, page, country="", organisation=row["organisation_id"], kind="brief", form="docx")
    assert row["name"].split()[0] in client.get(where).text
    order = orders.get(where.rsplit("/", 1)[1].partition("?")[0])
    assert isinstance(order, Order)
    assert order.file.name.endswith("-en-edition-2.docx")


def test_readers_of_a_team_order_and_others_are_led_to_sign_in(
    web_space: Workspace, tmp_path: Path, idle: list[str]
) -> None:
    app = team_app(web_space, tmp_path)
    with browser(app, "reader") as client:
        where = ordered(client, kind="brief", form="md")
        assert re.fullmatch(r"/taken/2/[0-9a-f]{16}", where)
        assert client.get(where).status_code == 200
    with browser(app) as nobody:
        assert nobody.get(where).status_code == 303
    app.state.site.close()
