"""Requests that are not taken: the page leads on; a form gives back what was written, the message at its field."""

from __future__ import annotations

import html
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

LATIN = re.compile("[A-Za-z]{3}")


def _main(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def _token(client: TestClient, path: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


@pytest.fixture
def key(client: TestClient) -> str:
    found = re.search(r'href="/opportunities/([^"?]+)"', _main(client.get("/opportunities").text))
    assert found
    return found[1]


def test_a_gone_edition_leads_to_pages_that_are_here(client: TestClient) -> None:
    answer = client.get("/opportunities?edition=99&q=lidar")
    assert answer.status_code == 410
    assert "edition=99" not in answer.text
    assert 'href="/opportunities?q=lidar"' in answer.text
    assert client.get("/opportunities?q=lidar").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404), ("/opportunities?edition=99", 410), ("/opportunities?edition=x", 422),
        ("/figures/locations.country?since=soon", 400), ("/events/none", 404), ("/organisations/none", 404),
        ("/releases/compare?before=2&after=1", 400), ("/codebook/none", 404),
    ],
)  # fmt: skip
def test_each_is_said_in_both_languages_and_leads_on(client: TestClient, path: str, status: int) -> None:
    for language in ("en", "zh"):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert answer.status_code == status
        main = _main(answer.text)
        (title,) = re.findall(r"<h1>([^<]+)</h1>", main)
        said = re.sub(r"<code>.*?</code>|ISO [\d-]+", "", main.split("</h1>")[1].split('<p class="ways">')[0])
        words = html.unescape(re.sub(r"<[^>]+>", "", said))
        assert bool(LATIN.search(title + words)) == (language == "en"), words
        assert '<a class="button"' in main


def test_a_variable_that_is_none_is_refused_with_a_way_back(client: TestClient) -> None:
    main = _main(client.get("/figures/locations.country?variant=zzz").text)
    assert 'href="/figures/locations.country"' in main
    assert "<code>zzz</code>" in main


@pytest.mark.parametrize(
    ("form", "sent", "wrong"),
    [
        ("reply", {"organisation": " ", "statement": "Typed <b>at length</b>"}, "r-organisation"),
        ("reply", {"organisation": "Lidarex", "statement": "\n"}, "r-statement"),
        ("translation", {"text": "  ", "language": "de", "by": "Anna B."}, "t-text"),
        ("translation", {"text": "Wort für Wort", "language": "de", "by": "B" * 400}, "t-by"),
        ("code", {"variable": "stage", "value": "product", "words": "not there", "why": "because"}, "words"),
    ],
)
def test_a_refused_form_gives_back_what_was_written(
    client: TestClient, key: str, form: str, sent: dict[str, str], wrong: str
) -> None:
    token = _token(client, f"/opportunities/{key}")
    for language in ("en", "zh"):
        answer = client.post(f"/opportunities/{key}/{form}", params={"lang": language}, data={**sent, "csrf": token})
        assert answer.status_code == 400
        page = answer.text
        assert all(html.escape(value.strip(), quote=False) in page for value in sent.values())
        (field,) = re.findall(r'<(?:input|textarea) id="([\w-]+)"[^>]*aria-invalid="true"', page)
        assert field == wrong
        (problem,) = re.findall(r'<p class="problem" id="problem" role="alert"><bdi>(.*?)</bdi>', page)
        assert bool(LATIN.search(problem)) == (language == "en")
    assert re.search(r'value="product" checked', page) or form != "code"


def test_a_search_whose_name_is_taken_is_given_back(client: TestClient) -> None:
    token = _token(client, "/opportunities?q=laser")
    sent = {"name": "twice", "q": "激光雷达", "country": "DE", "csrf": token}
    assert client.post("/feeds", data=sent, follow_redirects=False).status_code == 303
    again = client.post("/feeds", data=sent)
    assert again.status_code == 400
    main = _main(again.text)
    assert 'value="激光雷达"' in main
    assert '<input type="hidden" name="country" value="DE">' in main
    assert 'id="save-name" name="name" required maxlength="63" autocomplete="off" value="twice" aria-invalid' in main
    client.post("/feeds/twice/remove", data={"csrf": token})


def test_what_was_written_in_any_other_form_is_shown(client: TestClient, key: str) -> None:
    token = _token(client, f"/opportunities/{key}")
    sent = {"reply": "none", "verdict": "accepted", "why": "a reason <i>typed</i>", "csrf": token}
    answer = client.post(f"/opportunities/{key}/verdict", data=sent)
    assert answer.status_code == 404
    assert "a reason &lt;i&gt;typed&lt;/i&gt;" in answer.text
    assert token not in _main(answer.text)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"names": "Lidarex", "register": [], "threshold": "0.1"}, "problem"),
        ({"names": "Lidarex", "postings": "1", "as_of": "2021-13-45"}, "as-of"),
        ({"names": "Lidarex", "postings": "1", "threshold": "7"}, "threshold"),
        ({"names": " ", "postings": "1"}, "names"),
    ],
)
def test_a_refused_screening_says_it_beside_the_field(
    app: FastAPI, client: TestClient, sent: dict[str, str], field: str
) -> None:
    answer = client.post("/screen", data={**sent, "csrf": _token(client, "/screen")})
    assert answer.status_code == 400
    assert answer.text.count('id="problem"') == 1
    assert re.search(rf'id="{field}"', answer.text)
    if field != "problem":
        assert re.search(rf'<(?:input|textarea|select) id="{field}"[^>]*aria-invalid="true"', answer.text)
    assert sent["names"].strip() in answer.text
