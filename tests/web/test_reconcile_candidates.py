"""Which candidates a query has, in which order, and when one is taken."""

from __future__ import annotations

import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from attache.core.errors import InputError
from attache.link import Entry, Register
from attache.web.reconcile import Service
from attache.web.reconcile.queries import Query
from tests.web.reconciliation import SCRIPT, client, reconcile

WEB = client()


def ask(**query: Any) -> list[dict[str, Any]]:
    return reconcile(WEB, q=query)["q"]


def ids(**query: Any) -> list[str]:
    return [one["id"] for one in ask(**query)]


def features(candidate: dict[str, Any]) -> dict[str, Any]:
    found = {one["id"]: one["value"] for one in candidate["features"]}
    assert len(found) == len(candidate["features"]), "an id of a feature comes twice"
    return found


@pytest.mark.parametrize(
    "name",
    ["", " ", "有限公司", "Co., Ltd.", "GmbH", "……", "()", "🙂🙂", "\u202e\u200b", "\x00", "،؛", "。" * 10_000],
)
def test_a_name_without_substance_has_no_candidates(name: str) -> None:
    assert ask(query=name) == []


@pytest.mark.parametrize(
    "name", ["大" * 10_000, "Harbin " * 1_500, "שלום חברה בע״מ", "جامعة هاربين", "Ηаrbіn Institutе", "𝕳arbin", SCRIPT]
)
def test_any_name_is_answered(name: str) -> None:
    assert isinstance(ask(query=name), list)


def test_look_alike_letters_are_seen_through() -> None:
    assert ids(query="Нarbin Еngineering University", type="entity-list")[0] == "entity-list:heu"


def test_an_organisation_on_two_lists_is_not_taken_for_either() -> None:
    found = ask(query="哈尔滨工业大学")
    assert {"entity-list:hit", "1286:hit"} <= {one["id"] for one in found}
    assert not any(one["match"] for one in found)
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert ask(query="哈尔滨工业大学", type="1286")[0]["match"]


def test_a_doubtful_candidate_is_not_taken() -> None:
    found = ask(query="Harbin Institute", type="entity-list")
    assert found
    assert found[0]["score"] < 90
    assert not found[0]["match"]


def test_the_limit_does_not_hide_a_rival() -> None:
    found = ask(query="Harbin Institute of Technology", limit=1)
    assert len(found) == 1
    assert not found[0]["match"]


def test_reasons_are_features() -> None:
    (found,) = ask(query="哈尔滨工业大学", type="1286", limit=1)
    told = features(found)
    assert told["probability"] == pytest.approx(found["score"] / 100)
    assert told["by_alias"] is True
    assert told["same_core"] > 0
    crossed = features(ask(query="国防科学技术大学", type="1286", limit=1)[0])
    assert "probability" in crossed


def test_types_restrict_prefer_or_must_all_hold() -> None:
    name = "Harbin Institute of Technology"
    assert {one.partition(":")[0] for one in ids(query=name, type="1286")} == {"1286"}
    assert {one.partition(":")[0] for one in ids(query=name, type=["1286", "organisations"])} == {
        "1286",
        "organisations",
    }
    assert len({one.partition(":")[0] for one in ids(query=name, type="organisation")}) == 3
    assert ids(query=name, type="no-such-type") == []
    assert ids(query=name, type=["1286", "organisation"], type_strict="all")[0] == "1286:hit"
    assert ids(query=name, type=["1286", "entity-list"], type_strict="all") == []
    assert ids(query="Siemens", type="1286", type_strict="should") == ["organisations:o1"]
    assert {one.partition(":")[0] for one in ids(query=name, type="1286", type_strict="should")} == {"1286"}


def test_an_id_finds_its_entity() -> None:
    (found, *_) = ask(query="entity-list:only form")
    assert (found["id"], found["score"], found["match"]) == ("entity-list:only form", 100, True)
    assert ids(query="entity-list:only form", type="1286") == []


def test_a_country_counts_and_is_told() -> None:
    same = ask(query="Siemens AG", properties=[{"pid": "country", "v": "德国"}])[0]
    other = ask(query="Siemens AG", properties=[{"pid": "country", "v": {"id": "FR", "name": "France"}}])[0]
    nowhere = ask(query="Siemens AG", properties=[{"pid": "country", "v": "Atlantis"}])[0]
    assert same["score"] > other["score"]
    assert (features(same)["property_country"], features(other)["property_country"]) == (True, False)
    assert "property_country" not in features(nowhere)
    assert not other["match"]


def test_identifiers_and_domains_find_and_can_contradict() -> None:
    (found, *_) = ask(properties=[{"pid": "identifiers", "v": "ROR:01yqg2h08"}])
    assert (found["id"], found["score"], found["match"]) == ("entity-list:hit", 100, True)
    assert features(found)["property_identifiers"] is True
    other = ask(query="哈尔滨工业大学", type="entity-list", properties=[{"pid": "identifiers", "v": "ror:0"}])[0]
    assert features(other)["property_identifiers"] is False
    assert not other["match"]
    (site,) = ask(properties=[{"pid": "domain", "v": ["https://www.siemens.com/de", "x.example"]}])
    assert (site["id"], site["match"]) == ("organisations:o1", False)
    assert ids(properties=[{"pid": "domain", "v": "siemens.de"}]) == ["organisations:o1"]
    assert ids(properties=[{"pid": "country", "v": "CN"}]) == []
    assert ids(properties=[{"pid": "identifiers", "v": ["", ":", "ror:"]}]) == []


def test_dates_agree_as_far_as_they_are_stated() -> None:
    def told(day: str) -> Any:
        query = {"query": "Harbin Engineering University", "type": "entity-list"}
        return features(ask(**query, properties=[{"pid": "valid_from", "v": day}])[0])["property_valid_from"]

    assert told("2020-06-05") is True
    assert told("2020") is True
    assert told("2021-06-05") is False


def test_a_property_that_is_not_known_says_nothing() -> None:
    plain = ask(query="Siemens AG")
    assert ask(query="Siemens AG", properties=[{"pid": "colour", "v": ["blue", 3, True, 1.5]}]) == plain


def test_entries_under_one_id_are_one_entity() -> None:
    found = ask(query="Example Optics", type="entity-list")
    assert [one["id"] for one in found].count("entity-list:again") == 1
    assert found[0]["match"] or found[0]["score"] < 90


def test_names_of_registers_are_checked() -> None:
    for name in ("", "a:b", "organisation"):
        with pytest.raises(InputError, match="cannot name a register"):
            Service({name: Register(())})
    with pytest.raises(InputError, match="cannot name a register"):
        Service({"organisations": Register(())}, organisations=[Entry("1", "A University")])


def test_a_service_without_entries_answers() -> None:
    empty = client(Service({"none": Register(())}))
    assert reconcile(empty, q={"query": "Harbin Institute of Technology"}) == {"q": []}


def test_many_threads_get_what_one_gets() -> None:
    dice = random.Random(3)
    words = ["Harbin", "Optics", "Marine", "Photonics", "Laser", "Northern", "Energy", "Aero", "Systems", "Precision"]
    entries = [Entry(str(at), f"{' '.join(dice.sample(words, 3))} Institute") for at in range(3_000)]
    shared = Service({"r": Register(entries)})
    queries = [Query(query=entry.name, limit=40) for entry in entries[:120]]
    alone = [shared.candidates(query) for query in queries]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(shared.candidates, queries))
    finally:
        sys.setswitchinterval(before)
    assert together == alone


def test_a_batch_of_ten_against_five_thousand_is_quick() -> None:
    dice = random.Random(5)
    words = ["Harbin", "Optics", "Precision", "Marine", "Photonics", "Laser", "Northern", "Energy", "Aero", "Systems"]
    places = ["哈尔滨", "西安", "南京", "北京", "成都", "沈阳", "武汉", "长沙"]
    kinds = ["研究所", "大学", "有限公司", "技术学院", "实验室"]

    def name(at: int) -> Entry:
        latin = f"{' '.join(dice.sample(words, 3))} {at % 97} Institute"
        han = f"{dice.choice(places)}第{at}{dice.choice(['光学', '船舶', '激光', '航空', '能源'])}{dice.choice(kinds)}"
        return Entry(str(at), latin, aliases=(han,), country="CN")

    entries = [name(at) for at in range(5_000)]
    web = client(Service({"big": Register(entries)}))
    half = {f"h{at}": {"query": entries[at * 400].aliases[0]} for at in range(5)}
    batch = half | {f"l{at}": {"query": entries[at * 401].name} for at in range(5)}
    reconcile(web, warm={"query": "Northern Optics"})
    start = time.perf_counter()
    found = reconcile(web, **batch)
    taken = time.perf_counter() - start
    assert [found[f"h{at}"][0]["id"] for at in range(5)] == [f"big:{at * 400}" for at in range(5)]
    assert taken < 1.0
