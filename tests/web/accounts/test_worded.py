"""The audit page says subjects and details in words, in both languages; no key of the ledger stands on it."""

from __future__ import annotations

import json
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from attache.ledger.journal import Entry
from attache.web.accounts.worded import Worded
from attache.web.language import Language


def _entry(what: str, about: str, said: dict[str, object]) -> Entry:
    return Entry(1, True, "2021-03-05T15:00:00Z", "anna", what, about, json.dumps(said))


@pytest.fixture
def words(app: FastAPI) -> dict[Language, Worded]:
    view = app.state.site.view()
    return {"en": Worded(view, "en"), "zh": Worded(view, "zh")}


def test_a_subject_is_called_by_its_name(app: FastAPI, words: dict[Language, Worded]) -> None:
    row = app.state.site.view().shelf.rows("select subject_id, title from cards where kind = 'opportunity' limit 1")[0]
    told = words["en"].told(_entry("code", row["subject_id"], {"variable": "stage", "value": "product"}))
    assert (told.subject, told.path) == (row["title"], f"/opportunities/{row['subject_id']}")
    assert told.detail == [("variable", "Stage"), ("value", "Product")]


def test_values_are_said_in_the_language_of_the_page(words: dict[Language, Worded]) -> None:
    said = {
        "found": False,
        "sample_id": "sample-1",
        "outcome_class": "O4",
        "organisation_country": "RU",
        "pre_existing": "no",
    }
    en, zh = (words[language].told(_entry("outcome", "org-none", said)) for language in ("en", "zh"))
    assert ("found something", "no") in en.detail
    assert ("country", "Russia") in en.detail
    assert ("国别", "俄罗斯") in zh.detail
    assert all(not re.search("[A-Za-z_]{3}", name) for name, _ in zh.detail)
    assert "sample-1" not in str(en.detail)


def test_what_no_edition_knows_is_called_as_it_was_written(words: dict[Language, Worded]) -> None:
    told = words["en"].told(_entry("search", "org-none", {"query": "Zanlundi Academy", "found": True}))
    assert told.subject == "Zanlundi Academy"
    assert words["zh"].told(_entry("retract", "org-none", {})).subject == "不在当前版本中"


def test_a_download_of_a_screening_leads_to_it(words: dict[Language, Worded]) -> None:
    entry = Entry(1, False, "2021-03-05T15:00:00Z", "anna", "export", "", "screening dec-0a1b as pdf")
    told = words["en"].told(entry)
    assert (told.subject, told.path, told.detail) == ("record of a screening", "/screenings/dec-0a1b", [("", "PDF")])


def test_what_is_taken_along_of_one_thing_is_called_by_its_name(app: FastAPI, words: dict[Language, Worded]) -> None:
    row = app.state.site.view().shelf.rows("select organisation_id, name from organisations limit 1")[0]
    key, page = row["organisation_id"], f"/organisations/{row['organisation_id']}"
    said = {
        f"{page}/records.csv?lang=zh": (row["name"], page, ["CSV"]),
        f"attache-pack-{key}-en-edition-2.zip": (row["name"], page, ["pack", "ZIP"]),
        "attache-brief-US-zh-edition-2.pdf": ("United States", "/countries/US", ["brief", "PDF"]),
        "WARC record of cap-1": ("WARC record of a capture", "/captures/cap-1", ["WARC"]),
        "/organisations/org-none/records.json": ("not in this edition", "/organisations/org-none", ["JSON"]),
    }
    for detail, (subject, path, told) in said.items():
        found = words["en"].told(Entry(1, False, "2021-03-05T15:00:00Z", "anna", "export", "", detail))
        assert (found.subject, found.path, [value for _, value in found.detail]) == (subject, path, told)


def test_the_page_shows_no_ids(client: TestClient) -> None:
    page = client.get("/audit").text.split("<tbody", 1)[1].split("</tbody>", 1)[0]
    shown = re.sub(r"<[^>]+>", " ", page)
    assert not re.search(r"\b(org|opp|doc|sample|dec)-[0-9a-f]{8}", shown)
    assert not re.search(r"\b(sample_id|outcome_class|organisation_country)\b", shown)
