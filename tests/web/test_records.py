"""The page of one record: words and what they prove, all coders, versions, decisions shown at once, replies."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from attache.build.measuring import open_frame
from attache.core.workspace import Workspace
from attache.measure.answering import SAME_FIELD, prepare_answers
from attache.measure.fields import FIELD
from attache.web.record.whole import answers_of, whole
from attache.web.site import View
from tests.web.team import browser, form_token

SEVERAL = 12
OPPORTUNITY = "kind = 'opportunity'"


@pytest.fixture(scope="session")
def view(app: FastAPI) -> View:
    found: View = app.state.site.view()
    return found


def ids(view: View, where: str, most: int = 1) -> list[str]:
    rows = view.shelf.rows(f"select * from cards where {where} order by document_id limit {most}")
    assert rows, where
    return [row["subject_id"] if row["kind"] == "opportunity" else row["document_id"] for row in rows]


def tree(client: TestClient, path: str, **query: str) -> LexborHTMLParser:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text[:300]
    return LexborHTMLParser(answer.text)


def text_of(page: LexborHTMLParser, selector: str) -> str:
    found = page.css_first(selector)
    assert found is not None, selector
    return found.text()


def test_the_text_is_whole_and_every_link_on_the_page_leads_somewhere(client: TestClient, view: View) -> None:
    for key in ids(view, OPPORTUNITY, SEVERAL):
        page = tree(client, f"/opportunities/{key}")
        lines = [line.text() for line in page.css(".text > p")]
        assert "\n".join(lines) == whole(view, key).text
        named = [str(one.attributes["id"]) for one in page.css("[id]")]
        assert len(named) == len(set(named)), f"ids of {key} are not unique"
        targets = {str(a.attributes["href"])[1:] for a in page.css("a[href^='#']")}
        assert targets <= set(named), key


def test_every_marked_word_leads_to_a_note_that_leads_back(client: TestClient, view: View) -> None:
    key = ids(view, "kind = 'opportunity' and document_id in (select document_id from wholes where codes <> '[]')")[0]
    page = tree(client, f"/opportunities/{key}")
    words = page.css("a.w[href]")
    assert len(words) > 5
    notes = {str(note.attributes["id"]): note for note in page.css("ol.notes > li")}
    for word in words:
        note = notes[str(word.attributes["href"])[1:]]
        links = {str(a.attributes["href"])[1:] for a in note.css("a")}
        assert str(word.attributes["id"]) in links or len(links) > 12
        assert word.text() in note.css_first(".quote").text() or "…" in note.text()  # type: ignore[union-attr]
        keys = set(str(word.attributes["data-of"]).split())
        assert keys <= set(str(note.attributes["data-of"]).split()) & links | keys & links
        assert all(page.css_first(f"#{one}") is not None for one in keys)


def test_codes_of_people_and_machines_stand_side_by_side(client: TestClient, view: View) -> None:
    row = view.shelf.rows("select document_id from wholes where codes like '%adjudicated:%' order by 1 limit 1")[0]
    page = tree(client, f"/documents/{row['document_id']}")
    heads = [one.text() for one in page.css("table.codes thead th")]
    assert "adjudicated by synthetic-adjudicator" in heads
    assert {"synthetic-coder-1", "lexicon"} <= set(heads)
    assert "adjudicated" in [one.text() for one in page.css("table.codes .how")]


def test_codes_are_folded_where_one_coder_alone_gave_them(client: TestClient, view: View) -> None:
    several = view.shelf.rows("select document_id from wholes where codes like '%adjudicated:%' order by 1 limit 1")[0]
    assert "open" in tree(client, f"/documents/{several['document_id']}").css_first("#codes details").attributes  # type: ignore[union-attr]
    machine = view.shelf.rows(
        "select subject_id from cards join wholes using (document_id) where kind = 'opportunity' and codes <> '[]'"
        " and codes not like '%synthetic-coder%' order by document_id limit 1"
    )[0]
    page = tree(client, f"/opportunities/{machine['subject_id']}")
    fold = page.css_first("#codes details")
    assert fold is not None
    assert "open" not in fold.attributes
    assert "coders: 1)" in text_of(page, "#codes summary")
    assert [part.attributes["id"] for part in page.css("article.record > section")][:2] == ["wrong", "needs"]


def test_classes_of_words_are_named_and_not_shown_as_the_codebook_writes_them(client: TestClient, view: View) -> None:
    row = view.shelf.rows("select document_id from wholes where codes like '%@wish%' order by 1 limit 1")[0]
    for lang, named in (("en", "[word of wishing or offering]…"), ("zh", "[意愿词]…")):
        shown = text_of(tree(client, f"/documents/{row['document_id']}", lang=lang), "#codes")
        assert named in shown
        assert "@" not in shown


def test_amounts_stand_beside_the_codes(client: TestClient, view: View) -> None:
    row = view.shelf.rows(
        "select subject_id, amounts from cards join wholes using (document_id)"
        " where kind = 'opportunity' and amounts <> '[]' order by document_id limit 1"
    )[0]
    page = tree(client, f"/opportunities/{row['subject_id']}")
    assert json.loads(row["amounts"])[0]["as_stated"] in text_of(page, "aside")


def test_needs_are_those_of_the_measures(view: View) -> None:
    frame = open_frame(view.edition)
    prepare_answers(frame)
    requested = 0
    for key in ids(view, OPPORTUNITY, 60):
        record = whole(view, key)
        fields = frame.rows(
            "select value::varchar from coded join units using (i) where opportunity_id = ? and variable = ?",
            key,
            FIELD,
        )
        found, total = answers_of(view, record, [row[0] for row in fields])
        known = frame.rows("select need_id, exactness from answers where opportunity_id = ?", key)
        assert total == len(known)
        assert {(one.need["need_id"], one.exactness) for one in found} <= set(known)
        assert len(found) == min(total, 40)
        requested += any(one.exactness == SAME_FIELD for one in found)
    assert requested


def test_an_id_under_another_address_is_sent_on(client: TestClient, view: View) -> None:
    card = view.shelf.rows("select * from cards where kind = 'opportunity' limit 1")[0]
    answer = client.get(f"/documents/{card['document_id']}?lang=zh", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, f"/opportunities/{card['subject_id']}?lang=zh")
    need = view.shelf.rows("select * from cards where kind = 'need' limit 1")[0]
    answer = client.get(f"/opportunities/{need['subject_id']}", follow_redirects=False)
    assert answer.headers["location"] == f"/documents/{need['document_id']}"


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("status = 'gone'", "This posting was withdrawn"),
        ("status = 'gone'", "Seen to be withdrawn"),
        ("status = 'returned'", "Seen to be back"),
        ("kind = 'opportunity' and published_on is null", "No date of posting is stated"),
        ("kind = 'opportunity' and mission_id is null", "none is inferred"),
        ("kind = 'need'", "Need"),
        ("kind = 'event'", "Event"),
        ("kind = 'document'", "neither offer nor need nor event"),
        ("group_size > 1", "no independent confirmation"),
        ("versions > 1", "2 versions of the text"),
        ("synthetic = 1", "It is synthetic"),
        ("organisation_id in (select organisation_id from outcomes)", "Outcomes are of the organisation"),
    ],
)
def test_states(client: TestClient, view: View, where: str, told: str) -> None:
    kind = "opportunities" if where.startswith("kind = 'opp") else "documents"
    answer = client.get(f"/{kind}/{ids(view, where)[0]}")
    assert answer.status_code == 200
    assert told in answer.text


def test_versions_show_what_came_and_went(client: TestClient, view: View) -> None:
    for key in ids(view, "versions > 1", SEVERAL):
        history = whole(view, key).history
        page = tree(client, f"/documents/{key}")
        gone = "".join(one.text() for one in page.css(".diff del"))
        come = "".join(one.text() for one in page.css(".diff ins"))
        assert gone or come
        for piece in page.css(".diff del"):
            shown = piece.text().removeprefix("removed: ")
            assert any(shown in version["text"] for version in history), shown


def test_unknown_ids_are_told_and_an_old_edition_is_shown(client: TestClient, view: View) -> None:
    answer = client.get("/opportunities/opp-00000000000000000000")
    assert answer.status_code == 404
    assert "nothing in edition" in answer.text.lower()
    key = ids(view, OPPORTUNITY)[0]
    assert client.get(f"/opportunities/{key}?edition=1").status_code in (200, 404)
    assert client.get(f"/opportunities/{key}?edition=99").status_code == 410


def test_chinese_has_no_english_sentence_left(client: TestClient, view: View) -> None:
    key = ids(view, "kind = 'opportunity' and mission_id is not null")[0]
    page = tree(client, f"/opportunities/{key}", lang="zh")
    for part in ("nav.parts", "#h-text", ".legend", "#wrong", "#line", "#needs thead", "#read thead", "#reply"):
        assert not re.search(r"[A-Za-z]{4,}", text_of(page, part).replace("synthetic", "")), part
    assert not page.css("#read td bdi[lang=en]"), "a rule is not said in Chinese"


def test_how_to_cite_names_record_edition_and_capture(client: TestClient, view: View) -> None:
    key = ids(view, OPPORTUNITY)[0]
    record = whole(view, key)
    assert record.capture is not None
    cited = text_of(tree(client, f"/opportunities/{key}"), "#cite")
    for part in (key, view.edition.edition_id, record.capture["sha256"], record.card["title"], view.as_of):
        assert part in cited
    blocks = [pre.text() for pre in tree(client, f"/opportunities/{key}").css("#cite pre")]
    assert blocks[0].startswith("@misc{")
    assert json.loads(blocks[1])[0]["version"] == f"edition {view.number} ({view.edition.edition_id})"


def test_the_form_asks_first_what_to_code(client: TestClient, view: View) -> None:
    key = ids(view, OPPORTUNITY)[0]
    page = tree(client, f"/opportunities/{key}/code")
    assert text_of(page, "h1") == "Code this record"
    assert text_of(page, ".text").strip().startswith(whole(view, key).text[:10])
    links = [str(link.attributes["href"]) for link in page.css("ul.variables a")]
    assert len(links) == len(page.css("#variable option"))
    assert links[0] == f"/opportunities/{key}/code?variable=target_type"
    assert text_of(tree(client, f"/opportunities/{key}/code", variable="target_type"), "h1") == "Code “Type of target”"


# What people add.


@pytest.fixture
def path(view: View) -> str:
    return f"/opportunities/{ids(view, OPPORTUNITY)[0]}"


def send(app: FastAPI, who: str, path: str, data: dict[str, Any]) -> Any:
    """Post a form as a member, with the token of the record's page."""
    with browser(app, who) as client:
        csrf = form_token(client, path.rpartition("/")[0])
        return client.post(path, data={"csrf": csrf, **data})


def page_of(app: FastAPI, who: str, path: str) -> LexborHTMLParser:
    with browser(app, who) as client:
        answer = client.get(path)
        assert answer.status_code == 200
        return LexborHTMLParser(answer.text)


def row_of(page: LexborHTMLParser, name: str) -> str:
    rows = [row.text() for row in page.css("table.codes tbody tr") if name in row.text()]
    assert rows, name
    return " ".join(rows[0].split())


def test_a_code_is_shown_at_once_and_taken_back(team: FastAPI, view: View, path: str) -> None:
    values = view.codebook.variables["control_list"].values
    value = next(iter(values))
    said = {"variable": "control_list", "value": value, "why": "it says so"}
    assert "done=code" in send(team, "coder", f"{path}/code", said).headers["location"]
    shown = row_of(page_of(team, "reader", path), values[value].en)
    assert "decided, in the next edition" in shown
    assert "coded since" in shown
    assert "done=nothing" in send(team, "coder", f"{path}/code", said).headers["location"]
    assert "done=code" in send(team, "coder", f"{path}/code", {"variable": "control_list"}).headers["location"]
    assert values[value].en not in text_of(page_of(team, "reader", path), "table.codes")
    decided = list(team.state.site.ledger.decisions("code", "retract"))
    assert [(one.kind, one.author) for one in decided] == [("code", "coder"), ("retract", "coder")]


def test_a_code_of_the_edition_that_is_taken_back_stays_shown_as_that(
    web_space: Workspace, client: TestClient, view: View
) -> None:
    ledger = client.app.state.site.ledger  # type: ignore[attr-defined]
    key = next(row["subject_id"] for row in view.shelf.rows(
        "select subject_id from cards join wholes using (document_id) where codes like '%synthetic-coder-1%' limit 1"))  # fmt: skip
    one = next(one for one in ledger.decisions("code", standing=True) if one.subject == key)
    back = ledger.append("retract", key, {"reason": "test"}, author=one.author, retracts=one.decision_id)
    try:
        shown = text_of(tree(client, f"/opportunities/{key}"), "table.codes")
        assert "taken back" in shown
    finally:  # a retraction that is itself retracted takes nothing back
        ledger.append("retract", key, {"reason": "test"}, author=one.author, retracts=back.decision_id)
    assert "taken back" not in text_of(tree(client, f"/opportunities/{key}"), "table.codes")


def test_two_people_who_decide_at_once_are_both_kept(team: FastAPI, view: View, path: str) -> None:
    values = list(view.codebook.variables["stage"].values)[:2]

    def decide(who: str, value: str) -> int:
        return int(send(team, who, f"{path}/code", {"variable": "stage", "value": value}).status_code)

    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(decide, *one) for one in zip(("coder", "editor") * 3, values * 3, strict=True)]
        assert {job.result() for job in jobs} == {303}
    decided = [one for one in team.state.site.ledger.decisions("code") if one.payload["variable"] == "stage"]
    assert sorted((one.author, one.payload["value"]) for one in decided) == [
        ("coder", values[0]), ("editor", values[1])
    ]  # fmt: skip
    page = page_of(team, "reader", path)
    heads = [one.text() for one in page.css("table.codes thead th")]
    assert {"coder", "editor"} <= set(heads)
    assert any("people disagree" in one.text() for one in page.css("table.codes .how"))


def test_words_prove_a_code_only_where_they_stand(team: FastAPI, view: View, path: str) -> None:
    text = whole(view, path.rpartition("/")[2]).text
    value = next(iter(view.codebook.variables["stage"].values))
    refused = send(team, "coder", f"{path}/code", {"variable": "stage", "value": value, "words": "nowhere to be found"})
    assert refused.status_code == 400
    assert "do not stand in the text" in refused.text
    quote = text.split("\n")[1][:6]
    assert send(team, "coder", f"{path}/code", {"variable": "stage", "value": value, "words": quote}).status_code == 303
    (made,) = [one for one in team.state.site.ledger.decisions("code") if one.author == "coder"]
    assert text[made.payload["start"] : made.payload["end"]] == made.payload["quote"] == quote


@pytest.mark.parametrize("form", [{"variable": "nonsense", "value": "x"}, {"variable": "stage", "value": "x"}])
def test_codes_that_the_codebook_does_not_know_are_refused(team: FastAPI, path: str, form: dict[str, str]) -> None:
    assert send(team, "coder", f"{path}/code", form).status_code == 400
    assert not list(team.state.site.ledger.decisions("code"))


def test_only_adjudicators_adjudicate(team: FastAPI, view: View, path: str) -> None:
    form = {"variable": "stage", "value": next(iter(view.codebook.variables["stage"].values)), "adjudicated": "true"}
    assert send(team, "coder", f"{path}/code", form).status_code == 400
    assert send(team, "adjudicator", f"{path}/code", form).status_code == 303
    (made,) = team.state.site.ledger.decisions("code")
    assert made.author == "adjudicated:adjudicator"
    assert "adjudicated by adjudicator" in page_of(team, "reader", path).css_first("table.codes").text()  # type: ignore[union-attr]


def test_a_form_without_its_token_changes_nothing(team: FastAPI, path: str) -> None:
    with browser(team, "coder") as client:
        for name, data in (("code", {"variable": "stage", "value": "idea"}), ("reply", {"statement": "x"})):
            assert client.post(f"{path}/{name}", data=data).status_code == 403
    assert not [one for one in team.state.site.ledger.decisions() if one.kind in ("code", "reply")]


def test_translations_say_who_made_them_and_are_taken_back_by_who_added_them(team: FastAPI, path: str) -> None:
    form = {"text": "LiDAR <b>project</b>\r\nsecond line", "language": "en", "by": "A. Person"}
    assert send(team, "coder", f"{path}/translation", form).status_code == 303
    page = page_of(team, "reader", path)
    assert text_of(page, ".translation blockquote") == "LiDAR <b>project</b>\nsecond line"
    assert "Translated by A. Person; added by coder" in text_of(page, ".translation figcaption")
    (made,) = team.state.site.ledger.decisions("translation")
    assert made.payload == {"text": "LiDAR <b>project</b>\nsecond line", "by": "A. Person", "language": "en"}
    remove = {"remove": made.decision_id}
    assert send(team, "adjudicator", f"{path}/translation", remove).status_code == 404
    assert send(team, "coder", f"{path}/translation", remove).status_code == 303
    assert page_of(team, "reader", path).css_first(".translation") is None


@pytest.mark.parametrize("form", [{"text": " "}, {"text": "x", "language": "../en"}, {"text": "x" * 100_001}])
def test_translations_that_are_none_are_refused(team: FastAPI, path: str, form: dict[str, str]) -> None:
    assert send(team, "coder", f"{path}/translation", form).status_code == 400
    assert not list(team.state.site.ledger.decisions("translation"))


def test_a_reply_waits_for_an_editor(team: FastAPI, path: str) -> None:
    form = {"organisation": "Lidarex GmbH", "statement": "We never <i>agreed</i> to this."}
    answer = send(team, "reader", f"{path}/reply", form)
    (made,) = team.state.site.ledger.decisions("reply")
    page = page_of(team, "reader", answer.headers["location"].partition("#")[0])
    told = text_of(page, "#reply .banner.done")  # where one is led to
    assert "Received" in told
    assert made.decision_id in told
    assert "waits for an editor" in text_of(page, "figure.reply")  # to its author
    assert page_of(team, "coder", path).css_first("figure.reply") is None
    assert "waits for an editor" in text_of(page_of(team, "editor", path), "figure.reply")
    assert "Lidarex GmbH" in text_of(page_of(team, "editor", "/replies"), "article")
    verdict = {"reply": made.decision_id, "verdict": "accepted", "why": "they wrote from their domain"}
    assert send(team, "editor", f"{path}/verdict", verdict).status_code == 303
    page = page_of(team, "reader", path)
    assert text_of(page, "figure.reply blockquote") == "We never <i>agreed</i> to this."
    assert "their domain" not in text_of(page, "figure.reply")
    assert send(team, "admin", f"{path}/verdict", {**verdict, "verdict": "declined"}).status_code == 303
    assert page_of(team, "reader", path).css_first("figure.reply") is None
    assert len(list(team.state.site.ledger.decisions("reply_verdict"))) == 2


def test_the_form_for_codes_shows_what_one_said_before(team: FastAPI, view: View, path: str) -> None:
    first = next(iter(view.codebook.variables["stage"].values))
    send(team, "coder", f"{path}/code", {"variable": "stage", "value": first})
    page = page_of(team, "coder", f"{path}/code?variable=stage")
    assert [one.attributes["value"] for one in page.css("input[name=value][checked]")] == [first]
    assert [one.attributes["value"] for one in page_of(team, "editor", f"{path}/code?variable=stage").css(
        "input[name=value][checked]")] == [""]  # fmt: skip
    with browser(team, "coder") as client:
        assert client.get(f"{path}/code?variable=nonsense").status_code == 400
