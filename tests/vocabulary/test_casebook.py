from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from attache.core.errors import InputError
from attache.core.facts import Figure
from attache.vocabulary.casebook import Casebook, load_casebook
from attache.vocabulary.claims import load_claims


@pytest.fixture(scope="module")
def book() -> Casebook:
    return load_casebook()


def figures(book: Casebook, event: str) -> dict[str, Figure]:
    return {figure.metric: figure for figure in book.figures if figure.event_id == event}


def test_every_record_is_cited(book: Casebook) -> None:
    for table in fields(book):
        for record in getattr(book, table.name):
            assert getattr(record, "source", "x"), record
            assert not getattr(record, "synthetic", False)


def test_the_funnel_of_2008(book: Casebook) -> None:
    funnel = [f for f in book.figures if f.event_id == "service-action-2008"]
    assert [(f.low, f.stage) for f in funnel] == [(133, "S1_need"), (46, "S2_scout"), (33, "S3_match")]


def test_events_that_the_process_model_needs(book: Casebook) -> None:
    names = {event.event_id for event in book.events}
    assert {"ucis-2016", "ucis-2017", "ucis-2018", "innostars-2017", "innostars-2018", "tianjin-russia-2019"} <= names
    assert {"heilongjiang-chelyabinsk-2018", "jiangsu-israel-2019", "shandong-israel-2014", "xuzhou-2013"} <= names
    assert {"fujian-618-2007", "fujian-618-2010", "zhongguancun-2025", "china-russia-roundtable-2022"} <= names
    fujian = figures(book, "fujian-618-2007")
    assert [fujian[m].low for m in ("projects_collected", "projects_shown", "intents")] == [515, 110, 8]
    assert figures(book, "innostars-2017")["projects_selected"].comparator == "range"
    assert figures(book, "cittc-2014")["technology_items"].low == 1600


def test_cases_and_what_followed(book: Casebook) -> None:
    cases = {case.organisation: case for case in book.cases}
    assert cases.keys() == {"PharmaJet", "Innoviz Technologies", "Aeronautics Group"}
    outcomes = {outcome.organisation: outcome for outcome in book.outcomes}
    assert outcomes.keys() == cases.keys()
    for name, outcome in outcomes.items():
        assert (outcome.posted_on, outcome.posted_by) == (cases[name].posted_on, cases[name].posted_by)
        assert outcome.pre_existing == "unknown"
    assert outcomes["PharmaJet"].outcome_class == outcomes["Aeronautics Group"].outcome_class == "unknown"
    assert outcomes["Innoviz Technologies"].outcome_on == "2020-01"


def test_hebei_has_its_targets_and_conflicts(book: Casebook) -> None:
    (hebei,) = book.programmes
    assert (hebei.grade, hebei.budget, hebei.currency) == ("leak", 1_000_000, "CNY")
    targets = {target.metric: target for target in book.targets}
    assert len(targets) == 9
    experts = targets["foreign_experts_in_reserve"]
    assert (experts.comparator, experts.low, experts.high) == ("range", 60, 80)
    assert "Conflict" in (experts.note or "")
    assert all(target.actual is None for target in book.targets)


def test_figures_agree_with_the_claims_that_they_name(book: Casebook) -> None:
    claims = load_claims()
    named = 0
    for figure in (*book.figures, *book.targets):
        note = (figure.note or "").lower()
        if "claim c" not in note or "claim c061 has" in note:
            continue
        name = note.split("claim ")[1][:4].upper()
        numbers = {number for claim in claims if claim.claim_id == name for number in (claim.low, claim.high)}
        assert figure.low in numbers, figure
        named += 1
    assert named > 25


EVENT = "events:\n  - {name: Fair, starts_on: 2019-05, source: a page, grade: official}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (EVENT.replace("source: a page, ", ""), "events 1: `source` is missing; say where it is stated"),
        (EVENT.replace("official", "gossip"), "`grade`"),
        (EVENT.replace("2019-05", "May 2019"), "not a date such as"),
        (EVENT.replace("name: Fair", "name: Fair, country: Germany"), "two capital letters"),
        (EVENT.replace("name: Fair", "title: Fair"), "`name` is missing|not a known column"),
        (EVENT.replace("events", "occasions"), "`occasions` is not a table"),
        ("events: {}\n", "`events` is not a list"),
        ("events: [1]\n", "events 1"),
        (EVENT.replace("official", "official, figures: 3"), "`figures` of event-.* is not a list"),
        (EVENT.replace("official", "official, figures: [{metric: m, unit: u, value: lots}]"), "not a figure"),
        (EVENT.replace("official", "official, figures: [{metric: m, unit: u}]"), "`value` is missing"),
        (EVENT + EVENT.split("\n")[1], "two events are called"),
        ("figures:\n  - {event_id: no, metric: m, unit: u, value: '1', source: s}\n", "names the event no"),
        ("targets:\n  - {programme_id: no, metric: m, unit: u, value: '1'}\n", "names the programme no"),
        ("needs:\n  - {owner: A, source: s, grade: official}\n", "has no name"),
        ("outcomes:\n  - {organisation: A, outcome_class: O12, statement: s, source: s}\n", "`outcome_class`"),
    ],
)
def test_a_bad_casebook_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=says) as caught:
        load_casebook(tmp_path)
    assert str(tmp_path) in caught.value.sentence
    assert caught.value.mend


def test_users_add_their_own_in_yaml_and_csv(tmp_path: Path, book: Casebook) -> None:
    (tmp_path / "notes.txt").write_text("not a table", "utf-8")
    (tmp_path / "mine.yml").write_text(
        EVENT + "figures:\n  - {event_id: ucis-2016, metric: halls, unit: halls, value: ~2, source: a book}\n", "utf-8"
    )
    (tmp_path / "needs.csv").write_text(
        "name_zh,name_en,owner,stated_on,source,grade\n光刻胶,photoresist,Example Province,2019-07,a page,official\n",
        "utf-8",
    )
    (tmp_path / "outcomes.csv").write_text(
        "organisation,outcome_class,outcome_on,statement,source,synthetic\nVelmora,O4,2020-02,a licence,a page,true\n",
        "utf-8",
    )
    mine = load_casebook(tmp_path)
    assert (len(mine.needs), len(mine.events), len(mine.outcomes)) == (1, 1, 1)
    assert mine.figures[0].comparator == "~"
    assert mine.needs[0].need_id.startswith("need-")
    assert mine.outcomes[0].synthetic is True
    assert load_casebook(tmp_path) == mine
    both = book + mine
    assert len(both.events) == len(book.events) + 1
    with pytest.raises(InputError, match="two needs are called"):
        both + mine


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        load_casebook(tmp_path / "absent")
    assert load_casebook(tmp_path) == Casebook()


def test_bad_csv_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("name,source,grade\nA,s,official\nB,,official\n", "utf-8")
    with pytest.raises(InputError, match=r"events\.csv:3: events 2: `source` is missing"):
        load_casebook(tmp_path)
    (tmp_path / "events.csv").rename(tmp_path / "evants.csv")
    with pytest.raises(InputError, match="`evants` is not a table"):
        load_casebook(tmp_path)


def test_missions_of_cases_are_in_the_table_of_missions(book: Casebook) -> None:
    missions = pytest.importorskip("attache.vocabulary.missions").missions()
    posted_by = {case.posted_by for case in book.cases} | {outcome.posted_by for outcome in book.outcomes}
    assert posted_by == {"us-houston-consulate", "il-embassy"}
    assert posted_by <= set(missions)
