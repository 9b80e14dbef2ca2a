"""Suggestions while somebody types, and data for new columns."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from attache.link import Entry, Register
from attache.web.reconcile import Service
from attache.web.reconcile.service import PAGE
from tests.web.reconciliation import client, extend, valid

WEB = client()


def suggest(what: str, prefix: str, web: Any = WEB, **more: Any) -> list[str]:
    answer = web.get(f"reconcile/suggest/{what}", params={"prefix": prefix, **more}).json()
    kind = {"entity": "suggest-entities", "property": "suggest-properties", "type": "suggest-types"}[what]
    return [one["id"] for one in valid(kind, answer)["result"]]


def test_entities_are_suggested_by_the_beginning_of_any_name() -> None:
    assert suggest("entity", "harbin eng")[0] == "entity-list:heu"
    assert suggest("entity", "HARBIN Éng")[0] == "entity-list:heu"
    assert suggest("entity", "哈尔滨工程")[0] == "entity-list:heu"
    assert suggest("entity", "國防科技")[0] == "1286:nudt"
    assert suggest("entity", "Siemens AG") == ["organisations:o1"]
    assert suggest("entity", "1286:hit")[0] == "1286:hit"
    assert len(suggest("entity", "harbin institute of technology")) == len(
        set(suggest("entity", "harbin institute of technology"))
    )


def test_entities_of_a_like_name_follow() -> None:
    assert "entity-list:heu" in suggest("entity", "Univ. of Engineering, Harbin")


def test_a_type_restricts_suggestions() -> None:
    assert {one.partition(":")[0] for one in suggest("entity", "Harbin", type="1286")} == {"1286"}
    assert suggest("entity", "Harbin", type="no-such-type") == []
    assert suggest("entity", "Harbin", type="") == suggest("entity", "Harbin")


def test_nothing_typed_suggests_no_entity_but_all_types_and_properties() -> None:
    assert suggest("entity", "") == suggest("entity", "  ") == suggest("entity", "🙂") == []
    assert suggest("type", "") == ["organisation", "entity-list", "1286", "organisations"]
    assert len(suggest("property", "")) == 15


def test_types_and_properties_are_suggested_by_id_name_and_word() -> None:
    assert suggest("type", "section 12") == ["1286"]
    assert suggest("type", "entity-list") == ["entity-list"]
    assert suggest("property", "val") == ["valid_from", "valid_to"]
    assert suggest("property", "posted") == ["first_posted", "last_posted"]
    assert suggest("property", "POSTINGS") == ["postings"]
    assert suggest("type", "zzz") == suggest("property", "zzz") == []


def test_the_cursor_walks_through_all_suggestions_once() -> None:
    entries = [Entry(str(at), f"Northern Optics {at:03d}") for at in range(3 * PAGE + 7)]
    web = client(Service({"r": Register(entries)}))
    walked: list[str] = []
    while page := suggest("entity", "northern", web, cursor=len(walked)):
        assert len(page) <= PAGE
        walked += page
    assert walked[: len(entries)] == [f"r:{at}" for at in range(len(entries))]
    assert len(set(walked)) == len(walked)
    assert suggest("property", "", cursor=14) == ["url"]


def test_every_property_of_every_kind_is_written() -> None:
    ids = ["entity-list:hit", "entity-list:lab", "entity-list:again", "organisations:o1", "nobody:1"]
    wanted = [{"id": one} for one in suggest("property", "")]
    rows = extend(WEB, ids, *wanted)
    hit, lab, again, siemens, nobody = (rows[one] for one in ids)
    assert hit["names"] == [{"str": n} for n in ("Harbin Institute of Technology", "哈尔滨工业大学", "HIT")]
    assert hit["identifiers"] == [{"str": "ror:01yqg2h08"}, {"str": "domain:hit.edu.cn"}]
    assert hit["register"] == [{"str": "entity-list"}]
    assert hit["domain"] == [{"str": "hit.edu.cn"}]
    assert lab["parents"] == [
        {"id": "entity-list:hit", "name": "Harbin Institute of Technology"},
        {"str": "A Parent That Is Not Listed"},
    ]
    assert again["valid_from"] == [{"date": "2018-01-01T00:00:00Z"}, {"date": "2022-01-01T00:00:00Z"}]
    assert again["aliases"] == [{"str": "示例光学有限公司"}]
    assert siemens["postings"] == [{"int": 3}]
    assert siemens["first_posted"] == [{"date": "2014-02-03T00:00:00Z"}]
    assert siemens["last_posted"] == [{"str": "2019"}]
    assert siemens["domain"] == [{"str": "siemens.de"}, {"str": "siemens.com"}]
    assert set(nobody) == {one["id"] for one in wanted}
    assert not any(nobody.values())


def test_settings_cut_count_and_choose() -> None:
    def names(**settings: Any) -> Any:
        return extend(WEB, ["entity-list:hit"], {"id": "names", "settings": settings})["entity-list:hit"]["names"]

    everything = names()
    assert names(limit=2) == names(limit="2") == everything[:2]
    assert names(limit=0) == names(limit="") == names(limit=None) == names(limit=-1) == names(limit=[1]) == everything
    assert names(limit="1e999") == names(limit="nan") == everything
    assert names(script="han") == [{"str": "哈尔滨工业大学"}]
    assert names(script="other", limit=1) == [{"str": "Harbin Institute of Technology"}]
    assert names(count="on") == names(count=True) == [{"int": 3}]
    assert names(count=False) == names(count="off") == everything


@given(
    st.dictionaries(st.sampled_from(["limit", "script", "count", "x"]), st.none() | st.booleans() | st.text(max_size=5))
)
def test_any_settings_are_answered(settings: dict[str, Any]) -> None:
    extend(WEB, ["1286:hit"], {"id": "names", "settings": settings}, {"id": "parents", "settings": settings})


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_date_of_a_register_is_written(start: str, end: str) -> None:
    entry = Entry("1", "A University", valid_from=start, valid_to=end)
    rows = extend(client(Service({"r": Register([entry])})), ["r:1"], {"id": "valid_from"}, {"id": "valid_to"})
    assert len(rows["r:1"]["valid_from"]) == bool(start)


def test_days_that_are_none_stay_text() -> None:
    entry = Entry("1", "A University", valid_from="2023-02-30", valid_to="2023-02-28")
    rows = extend(client(Service({"r": Register([entry])})), ["r:1"], {"id": "valid_from"}, {"id": "valid_to"})
    assert rows["r:1"] == {"valid_from": [{"str": "2023-02-30"}], "valid_to": [{"date": "2023-02-28T00:00:00Z"}]}


def test_proposals_are_of_the_type_that_was_asked_for() -> None:
    told = valid("proposal", WEB.get("reconcile/extend/propose", params={"type": "1286"}).json())
    assert told["type"] == "1286"
    assert len(told["properties"]) == 15
    assert "limit" not in told
    assert valid("proposal", WEB.get("reconcile/extend/propose").json())["type"] == "organisation"


def test_the_commands_do_not_load_the_web() -> None:
    code = "import sys, attache, attache.cli; print([m for m in ('fastapi', 'starlette', 'attache.web') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
