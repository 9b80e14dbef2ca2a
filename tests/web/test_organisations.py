"""Pages of organisations, and judging which names are of one."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.link.organisations import JUDGED
from attache.web.pages.organisations import judgements_of
from attache.web.site import Site, View


@pytest.fixture(scope="module")
def view(app: FastAPI) -> View:
    site: Site = app.state.site
    return site.view()


def _first(view: View, query: str) -> dict[str, Any]:
    return view.shelf.rows(query)[0]


def test_a_name_is_found_in_both_scripts_whatever_its_writing(client: TestClient, view: View) -> None:
    one = _first(view, "select * from organisations where name_zh is not null and name_latin is not null limit 1")
    for words in (one["name_zh"], str(one["name_latin"]).upper(), str(one["name_latin"])[:6]):
        page = client.get("/organisations", params={"q": words})
        assert page.status_code == 200
        assert f"/organisations/{one['organisation_id']}" in page.text


def test_a_name_that_nobody_has_leads_to_screening_and_says_that_this_is_no_finding(client: TestClient) -> None:
    page = client.get("/organisations", params={"q": "Nowhere<script>Institute%_"})
    assert page.status_code == 200
    assert "no finding about anybody" in page.text
    assert "/screen?name=Nowhere" in page.text
    assert "<script>Institute" not in page.text


def test_a_name_written_otherwise_leads_to_those_that_are_alike(client: TestClient, view: View) -> None:
    few = view.shelf.rows("select * from organisations where length(name_zh) > 7 order by organisation_id limit 20")
    found = 0
    for one in few:
        wrong = one["name_zh"][:3] + "科" + one["name_zh"][4:]
        page = client.get("/organisations", params={"q": wrong, "lang": "zh"}).text
        near = page[page.index('class="empty"') :]
        found += f"/organisations/{one['organisation_id']}" in near
        assert "/screen?lang=zh&amp;name=" in near
    assert found > 0.8 * len(few)


@pytest.mark.parametrize("sort", ["postings", "latest", "name"])
def test_every_organisation_is_on_one_page_of_the_list(client: TestClient, view: View, sort: str) -> None:
    found: list[str] = []
    total = _first(view, "select count(*) as n from organisations where country = 'US'")["n"]
    for number in range(1, -(-total // 25) + 1):
        text = client.get("/organisations", params={"country": "US", "sort": sort, "page": number}).text
        found += re.findall(r'<th scope="row"><a href="/organisations/(org-[0-9a-f]+)', text)
    assert len(found) == len(set(found)) == total


def test_the_list_is_taken_along_with_the_notice_and_without_formulas(client: TestClient, view: View) -> None:
    answer = client.get("/organisations.csv", params={"kind": "university", "lang": "en"})
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    universities = _first(view, "select count(*) as n from organisations where kind = 'university'")["n"]
    assert len([row for row in rows if row["organisation_id"]]) == universities
    assert any(row["notice"].startswith("Being sought is not wrongdoing") for row in rows)
    told = client.get("/organisations.json", params={"kind": "university"}).json()
    assert len(told["records"]) == universities
    assert len(told["notice"]) == 2


def test_an_organisation_shows_all_that_names_it(client: TestClient, view: View) -> None:
    one = _first(view, "select * from organisations order by documents desc limit 1")
    page = client.get(f"/organisations/{one['organisation_id']}", params={"lang": "en"})
    assert page.status_code == 200
    for row in view.shelf.rows(
        "select c.* from naming n join cards c using (document_id) where n.organisation_id = ?",
        (one["organisation_id"],),
    ):
        assert f"/{row['subject_id']}" in page.text or f"/{row['document_id']}" in page.text
    assert "Nobody has searched" in page.text or "What followed" in page.text


def test_an_unsearched_organisation_is_told_from_one_without_a_finding(client: TestClient, view: View) -> None:
    unsearched = _first(
        view,
        "select organisation_id from organisations where organisation_id not in (select organisation_id from searched)"
        " and organisation_id not in (select organisation_id from outcomes where organisation_id is not null) limit 1",
    )
    page = client.get(f"/organisations/{unsearched['organisation_id']}", params={"lang": "en"})
    assert "Nobody has searched for what became of it" in page.text
    searched = view.shelf.rows(
        "select organisation_id from searched where searches <> '[]' and organisation_id in (select organisation_id"
        " from organisations) and organisation_id not in (select organisation_id from outcomes"
        " where organisation_id is not null)"
    )
    assert searched, "the demo has members that were searched for without an outcome"
    page = client.get(f"/organisations/{searched[0]['organisation_id']}", params={"lang": "en"})
    assert "Somebody searched and recorded no outcome" in page.text
    assert "nothing found" in page.text


def test_ties_from_before_stand_apart(client: TestClient, view: View) -> None:
    found = view.shelf.rows(
        "select organisation_id from outcomes where pre_existing = 'yes' and organisation_id in"
        " (select organisation_id from organisations)"
    )
    assert found, "the demo has a tie from before its posting"
    page = client.get(f"/organisations/{found[0]['organisation_id']}", params={"lang": "en"})
    assert "Ties from before the posting, never counted as success" in page.text


def test_an_old_id_leads_on_for_ever(client: TestClient, view: View) -> None:
    old = _first(view, "select * from forwards where why <> 'split' limit 1")
    answer = client.get(f"/organisations/{old['old_id']}?lang=zh", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == f"/organisations/{old['organisation_id']}?lang=zh"
    assert client.get(f"/organisations/{old['old_id']}/records.json").json()["records"]


def test_an_id_that_nobody_has_is_not_found(client: TestClient) -> None:
    page = client.get("/organisations/org-ffff", headers={"accept-language": "en"})
    assert page.status_code == 404
    assert "no organisation of this edition has this id" in page.text.lower()


@pytest.mark.parametrize("query", ["page=0", "page=x", "sort=worst", "page=99999999999"])
def test_what_no_list_has_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/organisations?{query}").status_code == 400


def _pair(view: View, at: int) -> dict[str, Any]:
    return view.shelf.rows("select * from pairs where state = 'open' order by weight desc, pair")[at]


def _form(html: str, action: str) -> dict[str, str]:
    form = re.search(rf'<form method="post" action="[^"]*{action}.*?</form>', html, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))


def test_a_pair_is_judged_and_the_judgement_taken_back(client: TestClient, view: View, web_space: Workspace) -> None:
    pair = _pair(view, 0)
    path = f"/organisations/pairs/{pair['pair']}"
    fields = _form(client.get(path).text, path)
    fields |= {"verdict": "different", "reason": "other towns <b>"}
    done = client.post(path, data=fields, headers={"accept-language": "en"})
    assert done.status_code == 200
    assert "are two organisations" in done.text
    assert "other towns &lt;b&gt;" in done.text
    ledger = Ledger(web_space.ledger_url)
    kept = [one for one in ledger.decisions(*JUDGED, standing=True) if one.subject == pair["a_id"]][-1]
    assert (kept.kind, kept.payload["with"], kept.author) == ("different", pair["b_id"], "local")
    assert kept.payload["names"] == [pair["a_name"], pair["b_name"]]
    undo = f"/organisations/decisions/{kept.decision_id}/undo"
    fields = _form(done.text, undo) | {"reason": "mistaken"}
    back = client.post(undo, data=fields)
    assert back.status_code == 200
    assert kept.decision_id not in {one.decision_id for one in ledger.decisions(*JUDGED, standing=True)}
    ledger.close()


def test_two_people_who_judge_at_once_both_see_what_stands(client: TestClient, view: View) -> None:
    pair = _pair(view, 1)
    path = f"/organisations/pairs/{pair['pair']}"
    first = _form(client.get(path).text, path) | {"verdict": "same", "reason": "one founder"}
    second = _form(client.get(path).text, path) | {"verdict": "different", "reason": "kept words"}
    assert client.post(path, data=first).status_code == 200
    late = client.post(path, data=second, headers={"accept-language": "en"})
    assert late.status_code == 409
    assert "Somebody judged this pair" in late.text
    assert "kept words" in late.text
    again = _form(late.text, path) | {"verdict": "unsure", "reason": "we differ"}
    assert client.post(path, data=again).status_code == 200


def test_a_part_is_judged_with_the_greater_first(client: TestClient, view: View, web_space: Workspace) -> None:
    pair = _pair(view, 2)
    path = f"/organisations/pairs/{pair['pair']}"
    fields = _form(client.get(path).text, path) | {"verdict": "part", "reason": "its institute"}
    assert client.post(path, data=fields).status_code == 200
    ledger = Ledger(web_space.ledger_url)
    kept = list(ledger.decisions("parent", standing=True))[-1]
    assert (kept.subject, kept.payload["with"]) == (pair["b_id"], pair["a_id"])
    ledger.close()


@pytest.mark.parametrize("fields", [{"verdict": "same"}, {"reason": "because"}, {"verdict": "equal", "reason": "x"}])
def test_a_judgement_needs_a_verdict_and_a_reason(client: TestClient, view: View, fields: dict[str, str]) -> None:
    path = f"/organisations/pairs/{_pair(view, 3)['pair']}"
    kept = _form(client.get(path).text, path)
    assert client.post(path, data=kept | fields).status_code == 400


def test_a_judgement_without_the_token_is_not_taken(client: TestClient, view: View, app: FastAPI) -> None:
    pair = _pair(view, 4)
    client.post(f"/organisations/pairs/{pair['pair']}", data={"verdict": "same", "reason": "x", "seen": ""})

    class Asks:
        def __init__(self) -> None:
            self.app = app

    assert judgements_of(Asks()).of_pair(str(pair["a_id"]), str(pair["b_id"])) is None  # type: ignore[arg-type]


def test_names_without_a_score_can_be_compared(client: TestClient, view: View) -> None:
    a, b = (str(row["name_id"]) for row in view.shelf.rows("select name_id from names order by name_id limit 2"))
    assert client.get(f"/organisations/pairs/{b}/{a}").status_code == 200
    assert client.get(f"/organisations/pairs/{a}/{a}").status_code == 400
    assert client.get(f"/organisations/pairs/{a}/org-0").status_code == 404


def test_the_queue_marks_what_was_judged_since(client: TestClient) -> None:
    page = client.get("/organisations/pairs?lang=zh")
    assert page.status_code == 200
    assert "待裁定" in page.text
