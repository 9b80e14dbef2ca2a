"""Pages of needs: lists, entries, what answers them and what followed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.build.measuring import open_frame
from attache.measure.answering import EXACTNESS, prepare_answers
from attache.vocabulary.lists import load_lists
from attache.web.answering import counted as counted_of
from attache.web.site import Site, View


@pytest.fixture(scope="module")
def view(app: FastAPI) -> View:
    site: Site = app.state.site
    return site.view()


def test_the_lists_are_those_of_the_vocabulary_and_the_requests(client: TestClient) -> None:
    text = client.get("/needs?lang=zh").text
    for item in load_lists():
        assert (item.name_zh in text) == (item.kind == "demand")
    assert "页面所载需求" in text


def test_a_list_that_begins_later_is_not_called_ended(client: TestClient, view: View) -> None:
    coming = [item for item in load_lists() if item.kind == "demand" and item.valid_from > view.as_of]
    assert coming, "a list of the vocabulary begins after the demo"
    page = client.get("/needs", params={"list": coming[0].list_id, "lang": "en"}).text
    assert "not in force yet" in page
    assert "no longer in force" not in page


def test_counts_are_those_of_the_measures(view: View) -> None:
    frame = open_frame(view.edition)
    prepare_answers(frame)
    counted = dict(frame.rows("select need_id, count(*) from answers group by need_id"))
    frame.con.close()
    assert counted
    for row in view.shelf.rows("select * from needs"):
        assert counted_of(view, row)["answers"] == counted.get(row["need_id"], 0), row["need_id"]
        assert bool(row["answered"]) == (row["need_id"] in counted)


@pytest.mark.parametrize("state", ["answered", "open", "unmeasured"])
def test_needs_are_narrowed_by_whether_anybody_answered(client: TestClient, view: View, state: str) -> None:
    page = client.get("/needs", params={"state": state, "lang": "en"}).text
    tests = {
        "answered": "measured = 1 and answered = 1",
        "open": "measured = 1 and answered = 0 and standing = 1",
        "unmeasured": "measured = 0",
    }
    total = view.shelf.rows(f"select count(*) as n from needs where {tests[state]}")[0]["n"]
    assert f">{total} needs<" in page


def test_words_find_needs_in_both_languages(client: TestClient) -> None:
    for words in ("激光雷达", "激光雷達", "LIDAR", "lidar"):
        assert "/needs/need-chokepoint_35-10" in client.get("/needs", params={"q": words}).text


def test_every_need_has_a_page(client: TestClient, view: View) -> None:
    for row in view.shelf.rows("select * from needs"):
        page = client.get(f"/needs/{row['need_id']}", params={"lang": "en"})
        assert page.status_code == 200, row["need_id"]
        if not row["measured"]:
            assert "not the same as unanswered" in page.text
        elif not row["answered"]:
            assert "No posting of this edition answers this need" in page.text


def test_a_need_is_followed_to_an_outcome(client: TestClient, view: View) -> None:
    need = view.shelf.rows("select * from followed where kind = 'outcome' order by need_id limit 1")[0]
    page = client.get(f"/needs/{need['need_id']}?lang=en").text
    assert f"/organisations/{need['organisation_id']}" in page
    posting = view.shelf.card_of(need["document_id"])
    assert posting is not None
    assert f"/opportunities/{posting['subject_id']}" in page
    assert client.get(f"/organisations/{need['organisation_id']}").status_code == 200


def test_a_request_is_followed_too(client: TestClient, view: View) -> None:
    rows = view.shelf.rows("select * from needs where list_id is null and answered = 1")
    pages = [client.get(f"/needs/{row['need_id']}?lang=en").text for row in rows]
    assert any("by way of the posting" in page for page in pages)


def test_outcomes_before_the_posting_do_not_follow(view: View) -> None:
    for row in view.shelf.rows("select * from followed where kind = 'outcome' and followed_on is not null"):
        posted = (view.shelf.card_of(row["document_id"]) or {})["published_on"]
        if posted:
            shorter = min(len(posted), len(row["followed_on"]))
            assert row["followed_on"][:shorter] >= posted[:shorter]


def test_postings_are_paged_by_exactness_and_taken_along(client: TestClient, view: View) -> None:
    need = view.shelf.rows("select * from needs order by answers desc limit 1")[0]
    counts = json.loads(need["by_exactness"])
    for exactness, n in counts.items():
        found: set[str] = set()
        for number in range(1, -(-n // 15) + 1):
            asked = {"exactness": exactness, "page": number}
            text = client.get(f"/needs/{need['need_id']}", params=asked).text
            answers = text[text.index('id="answers"') : text.index('id="followed"')]
            found |= set(re.findall(r"/opportunities/(opp-[0-9a-f]+)", answers))
        assert len(found) == n
    answer = client.get(f"/needs/{need['need_id']}/postings.csv")
    rows = [row for row in csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))) if row["subject_id"]]
    assert len(rows) == need["answers"]
    assert {row["exactness"] for row in rows} == set(counts) <= set(EXACTNESS)


@pytest.mark.parametrize("test", ["list_id is not null", "list_id is null"])
def test_a_country_asks_for_its_own_part_of_the_answers(client: TestClient, view: View, test: str) -> None:
    need = view.shelf.rows(f"select * from needs where {test} and measured = 1 order by answers desc limit 1")[0]
    whole = postings_in(client, need["need_id"])
    country = Counter(row["host_country"] for row in whole if row["host_country"]).most_common(1)[0][0]
    part = [row["subject_id"] for row in whole if row["host_country"] == country]
    assert 0 < len(part) < len(whole)
    assert [row["subject_id"] for row in postings_in(client, need["need_id"], country=country)] == part
    page = client.get(f"/needs/{need['need_id']}", params={"country": country}).text
    assert f"all ({len(part)})" in page
    assert f"/postings.csv?country={country}" in page
    assert client.get(f"/needs/{need['need_id']}?country=XX").status_code == 400


def postings_in(client: TestClient, need: str, **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"/needs/{need}/postings.csv", params=asked)
    return [row for row in csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))) if row["subject_id"]]


def test_needs_of_a_country_lead_to_its_postings(client: TestClient) -> None:
    page = client.get("/countries/US").text
    stated = re.findall(r'class="count" href="(/needs/[^"]+country=US)#answers">(\d+) postings?<', page)
    assert stated
    for path, n in stated[:3]:
        assert int(re.search(r"all \((\d+)\)", client.get(path).text)[1]) >= int(n)  # type: ignore[index]


def test_a_page_behind_the_last_is_the_last(client: TestClient) -> None:
    assert client.get("/needs?list=mic2025&page=9000").status_code == 200


@pytest.mark.parametrize("path", ["/needs?list=nope", "/needs?state=nope", "/needs/need-chokepoint_35-10?exactness=x"])
def test_what_is_not_there_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_an_unknown_need_is_not_found(client: TestClient) -> None:
    assert client.get("/needs/need-nope").status_code == 404
    assert client.get("/needs/need-nope/postings.json").status_code == 404
