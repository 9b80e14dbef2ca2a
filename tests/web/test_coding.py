"""Samples coded one record after the other, without seeing what others say, and what people disagree on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from selectolax.lexbor import LexborHTMLParser

from attache.build.measuring import open_frame
from attache.build.registering import Plan, Registered, register
from attache.web.site import View
from tests.web.team import browser, form_token

SIZE = 4
SAVED = re.compile(r"/opportunities/(opp-[0-9a-f]+)/code\?")


@pytest.fixture
def sample(team: FastAPI) -> Registered:
    """A sample of four records of which people code the stage."""
    view: View = team.state.site.view()
    plan = Plan("codes", SIZE, 11, question="At which stage is it?", variables=("stage",))
    return register(team.state.site.ledger, view.edition, open_frame(view.edition), plan, author="editor")


def shown(app: FastAPI, who: str, path: str) -> LexborHTMLParser:
    with browser(app, who) as client:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text[:300]
        return LexborHTMLParser(answer.text)


def send(app: FastAPI, who: str, path: str, data: dict[str, Any]) -> Any:
    with browser(app, who) as client:
        csrf = form_token(client, f"{path}?variable=stage")
        return client.post(path, data={"csrf": csrf, "variable": "stage", **data})


def units(sample: Registered) -> list[str]:
    return [str(one["id"]) for one in sample.members]


def code_all(app: FastAPI, who: str, sample: Registered, value: str, **more: str) -> list[str]:
    """Begin, and go from record to record as the pages lead; return the ids in the order in which they came."""
    start = shown(app, who, "/coding").css_first("section.sample td a.button")
    assert start is not None
    at, order = str(start.attributes["href"]), []
    while found := SAVED.search(at):
        order.append(found[1])
        assert len(order) <= SIZE
        answer = send(app, who, f"/opportunities/{found[1]}/code", {"value": value, "sample": sample.sample_id, **more})
        assert answer.status_code == 303, answer.text[:500]
        at = answer.headers["location"]
    assert at.startswith("/coding?done=1")
    return order


def test_a_sample_is_coded_one_record_after_the_other(team: FastAPI, sample: Registered) -> None:
    assert code_all(team, "coder", sample, "idea") == units(sample)
    made = list(team.state.site.ledger.decisions("code"))
    assert [(one.author, one.payload["value"], one.payload["sample_id"]) for one in made] == [
        ("coder", "idea", sample.sample_id)
    ] * SIZE
    page = shown(team, "coder", "/coding?done=1")
    assert "this was the last one" in page.css_first("[role=status]").text()  # type: ignore[union-attr]
    row = page.css_first("section.sample tbody tr")
    assert row is not None
    assert f"{SIZE} / {SIZE}" in row.text()
    assert row.css_first("a.button") is None


def test_in_a_sample_nobody_sees_what_others_say(team: FastAPI, sample: Registered) -> None:
    path = f"/opportunities/{units(sample)[1]}/code"
    send(team, "editor", path, {"value": "idea"})
    freely = shown(team, "coder", f"{path}?variable=stage").css_first(".beside")
    assert freely is not None
    assert "editor" in freely.text()
    page = shown(team, "coder", f"{path}?variable=stage&sample={sample.sample_id}")
    assert "editor" not in page.css_first("main").text()  # type: ignore[union-attr]
    assert "lexicon" not in page.css_first("main").text()  # type: ignore[union-attr]
    assert f"Record 2 of {SIZE}" in page.css_first("main").text()  # type: ignore[union-attr]
    assert "autofocus" in page.css_first("fieldset.values input").attributes  # type: ignore[union-attr]
    assert len(page.css("nav.along a")) == 3


def test_nothing_chosen_is_no_code_of_a_sample(team: FastAPI, sample: Registered) -> None:
    answer = send(team, "coder", f"/opportunities/{units(sample)[0]}/code", {"sample": sample.sample_id})
    assert answer.status_code == 400
    assert "or skip this record" in answer.text
    assert not list(team.state.site.ledger.decisions("code"))


def test_what_people_disagree_on_is_led_through_by_an_adjudicator(team: FastAPI, sample: Registered) -> None:
    code_all(team, "coder", sample, "idea")
    code_all(team, "editor", sample, "prototype")
    listed = shown(team, "adjudicator", "/coding")
    assert len(listed.css("section[aria-labelledby=disagreed] tbody tr")) == SIZE
    assert "coder" in listed.css_first("section[aria-labelledby=disagreed] tbody tr").text()  # type: ignore[union-attr]
    assert shown(team, "coder", "/coding").css_first("section[aria-labelledby=disagreed]") is None
    start = next(a for a in listed.css("section.sample a.button") if "adjudicate" in str(a.attributes["href"]))
    at = str(start.attributes["href"])
    for unit in units(sample):
        assert SAVED.search(at)[1] == unit  # type: ignore[index]
        assert "editor" in shown(team, "adjudicator", at).css_first(".beside").text()  # type: ignore[union-attr]
        form = {"value": "idea", "sample": sample.sample_id, "adjudicated": "true"}
        at = send(team, "adjudicator", f"/opportunities/{unit}/code", form).headers["location"]
    assert at.startswith("/coding?done=1")
    after = shown(team, "adjudicator", "/coding")
    assert "not settled" in after.css_first("section[aria-labelledby=disagreed]").text()  # type: ignore[union-attr]


def test_a_sample_that_is_not_there_is_told(team: FastAPI, sample: Registered) -> None:
    with browser(team, "coder") as client:
        answer = client.get(f"/opportunities/{units(sample)[0]}/code?variable=stage&sample=nowhere")
        assert answer.status_code == 404
        assert client.get("/coding").status_code == 200
