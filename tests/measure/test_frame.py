"""Counting on a frame, against counting by hand; whose codes count; windows; what is asked wrongly."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attache.core.errors import InputError
from attache.core.records import Mention, Value
from attache.measure.frame import Frame
from attache.measure.where import ALL, Where, either
from tests.measure.editions import coded, frame_of, joined, made, posted, small_tables

Unit = Mapping[str, set[str]]
DIMENSIONS = ("host_country", "mission_id", "year", "status", "technology_field", "coop_mode", "military_relevance")


def by_hand(tables: Mapping[str, list[Any]]) -> dict[str, Unit]:
    """Read the tables in plain Python: the groups of each opportunity by dimension, none where it does not say."""
    lives = {life.document_id: life for life in tables["lives"]}
    units: dict[str, dict[str, set[str]]] = {}
    for one in tables["opportunities"]:
        said = {"host_country": one.host_country, "mission_id": one.mission_id, "year": one.year}
        said["status"] = lives[one.document_id].status
        units[one.opportunity_id] = {key: {str(value)} if value is not None else set() for key, value in said.items()}
        units[one.opportunity_id]["published_on"] = {one.published_on} if one.published_on else set()
    said_by: dict[tuple[str, str], dict[str, set[str]]] = {}
    for code in tables["codes"]:
        said_by.setdefault((code.subject_id, code.variable), {}).setdefault(code.coder, set()).add(code.value)
    for (subject, variable), coders in said_by.items():
        units[subject][variable] = shown(coders)
    return dict(units)


def shown(coders: Mapping[str, set[str]]) -> set[str]:
    """What tables show: adjudicated, else what people agree on, else the machine."""
    decided = [values for coder, values in coders.items() if coder.startswith("adjudicated:")]
    if decided:
        return set().union(*decided)
    people = [values for coder, values in coders.items() if coder not in ("lexicon",)]
    if people and all(values == people[0] for values in people):
        return people[0]
    return coders.get("lexicon", set())


def meets(unit: Unit, name: str, wanted: tuple[str, ...]) -> bool:
    if name == "either":
        return all(any(meets(unit, *pair(one)) for one in clause.split("|")) for clause in wanted)
    if name in ("from", "to"):
        return all(inside(unit, name, day) for day in wanted)
    has = unit.get(name, set())
    allowed = [value for value in wanted if not value.startswith("!")]
    left_out = [value[1:] for value in wanted if value.startswith("!")]
    fits = not allowed or bool(has & set(allowed)) or ("unknown" in allowed and not has)
    out = any(value in has or (value == "unknown" and not has) for value in left_out)
    return bool(wanted) and fits and not out


def pair(text: str) -> tuple[str, tuple[str, ...]]:
    name, _, value = text.partition(":")
    return name, (value,)


def inside(unit: Unit, name: str, day: str) -> bool:
    if not unit["published_on"]:
        return False
    stated = next(iter(unit["published_on"]))
    if name == "from":
        return stated + "0000-01-01"[len(stated) :] >= day + "0000-01-01"[len(day) :]
    return stated + "9999-12-31"[len(stated) :] <= day + "9999-12-31"[len(day) :]


def values(tables: Mapping[str, list[Any]], name: str) -> st.SearchStrategy[str]:
    known = sorted({value for unit in by_hand(tables).values() for value in unit.get(name, set())} | {"unknown", "XX"})
    return st.sampled_from([*known, *(f"!{value}" for value in known)])


TABLES = {seed: small_tables(40, seed) for seed in range(6)}
FRAMES = {seed: frame_of(tables) for seed, tables in TABLES.items()}
days = st.sampled_from(["2015", "2016-04", "2018-02-03", "2020-07", "2021"])


@st.composite
def selections(draw: st.DrawFn) -> tuple[int, Where]:
    seed = draw(st.sampled_from(sorted(TABLES)))
    said: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(DIMENSIONS), max_size=3, unique=True)):
        said[name] = draw(st.lists(values(TABLES[seed], name), max_size=3, unique=True))
    if draw(st.booleans()):
        pairs = [
            (name, draw(values(TABLES[seed], name)))
            for name in draw(st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=3))
        ]
        said["either"] = either(pairs)
    said |= {name: draw(days) for name in ("from", "to") if draw(st.booleans())}
    return seed, ALL.also(**said)


@given(selections())
@settings(max_examples=150)
def test_selections_are_what_a_reader_would_pick(chosen: tuple[int, Where]) -> None:
    seed, where = chosen
    found = [
        key for key, unit in sorted(by_hand(TABLES[seed]).items())
        if all(meets(unit, name, wanted) for name, wanted in where.conditions.items())
    ]  # fmt: skip
    assert FRAMES[seed].records(where) == found
    assert FRAMES[seed].count(where) == len(found)


@given(st.sampled_from(sorted(TABLES)), st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=2, unique=True))
def test_groups_are_what_a_reader_would_count(seed: int, by: list[str]) -> None:
    expected: Counter[tuple[str, ...]] = Counter()
    for unit in by_hand(TABLES[seed]).values():
        firsts = unit.get(by[0], set()) or {"unknown"}
        seconds = (unit.get(by[1], set()) or {"unknown"}) if len(by) > 1 else {""}
        expected.update((first, second)[: len(by)] for first in firsts for second in seconds)
    counts = FRAMES[seed].counts(by)
    assert counts == expected
    assert list(counts) == sorted(counts)
    for group, n in counts.items():
        assert FRAMES[seed].count(ALL.also(**dict(zip(by, group, strict=True)))) == n


@pytest.mark.parametrize(
    ("coders", "value"),
    [
        ({"lexicon": "M0"}, "M0"),
        ({"lexicon": "M0", "model:v1": "M1"}, "M1"),
        ({"llm:x": "M2", "lexicon": "M0"}, "M2"),
        ({"model:v1": "M1", "llm:x": "M2"}, "M1"),
        ({"lexicon": "M0", "ana": "M3"}, "M3"),
        ({"lexicon": "M0", "ana": "M3", "ben": "M3"}, "M3"),
        ({"lexicon": "M0", "ana": "M3", "ben": "M2"}, "M0"),
        ({"ana": "M3", "ben": "M2"}, "unknown"),
        ({"lexicon": "M0", "ana": "M3", "ben": "M2", "adjudicated:cleo": "M1"}, "M1"),
        ({"ana": "M3", "ben": "M3", "adjudicated:cleo": "M1"}, "M1"),
        ({"source:cistc": "M1"}, "M1"),
        ({"lexicon": "M0", "source": "M1"}, "M0"),
    ],
)
def test_whose_code_counts(coders: Mapping[str, str], value: str) -> None:
    codes = [coded("opp-000", "military_relevance", said, coder) for coder, said in coders.items()]
    frame = frame_of(posted(0) | {"codes": codes})
    assert frame.counts(["military_relevance"]) == {(value,): 1}


def test_a_code_that_says_unknown_is_unknown() -> None:
    codes = [
        coded("opp-000", "coop_mode", "unknown"),
        coded("opp-001", "coop_mode", "unknown"),
        coded("opp-001", "coop_mode", "acquisition"),
    ]
    frame = frame_of(joined([posted(0), posted(1)]) | {"codes": codes})
    assert frame.counts(["coop_mode"]) == {("acquisition",): 1, ("unknown",): 1}
    assert frame.records(ALL.also(coop_mode="unknown")) == ["opp-000"]


def test_a_window_leaves_undated_postings_out() -> None:
    tables = joined([posted(0, published_on="2015-03-01"), posted(1, published_on="2016"), posted(2)])
    assert frame_of(tables).count() == 3
    assert frame_of(tables, since="2016").records(ALL) == ["opp-001"]
    assert frame_of(tables, until="2015-03").records(ALL) == ["opp-000"]
    assert frame_of(tables, only=["opp-002", "opp-404"]).records(ALL) == ["opp-002"]


def test_a_date_known_to_the_year_is_inside_only_where_the_year_is() -> None:
    frame = frame_of(joined([posted(0, published_on="2020"), posted(1, published_on="2020-07"), posted(2)]))
    assert frame.records(ALL.also(to="2020")) == ["opp-000", "opp-001"]
    assert frame.records(ALL.also(to="2020-07")) == ["opp-001"]
    assert frame.records(ALL.also(to="2020-07-24")) == []
    assert frame.records(ALL.also(**{"from": "2020-07"})) == ["opp-001"]


@pytest.mark.parametrize(
    "text",
    [
        "nowhere?a=b", "opportunities?colour=red", "opportunities?from=soon", "opportunities?either=colour:red",
        "opportunities?either=red", "needs?colour=red", "needs?from=2015", 'opportunities?x"y=1', "offered?stage=lab",
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_refused(small_frame: Frame, text: str) -> None:
    with pytest.raises(InputError):
        small_frame.records(Where.parse(text))


def test_values_that_are_no_names_of_ours_do_no_harm(small_frame: Frame) -> None:
    for value in ("'; drop table units; --", '"', "%", "\\", "unknown'", "!'"):
        assert small_frame.count(ALL.also(host_country=value)) in (0, 60)
        assert small_frame.count(ALL.also(technology_field=value)) in (0, 60)
    assert small_frame.count() == 60


def test_evidence_leads_to_captures(small_frame: Frame) -> None:
    where = ALL.also(host_country="US")
    found = small_frame.evidence(where)
    assert len(found) == small_frame.count(where)
    assert all(one["sha256"] and one["capture_id"] for one in found)
    offered = Where("offered")
    assert {one["document_id"] for one in small_frame.evidence(offered)} == {
        str(row[0]) for row in small_frame.rows("select document_id from units where organisation_id is not null")
    }


def test_an_amount_is_converted_or_says_why_not() -> None:
    small_frame = frame_of(small_tables(150, 3))
    said = dict(small_frame.rows(f"select conversion, count(*) from {small_frame.relation('amounts').sql} group by 1"))
    assert set(said) == {
        "converted",
        "a share, not money",
        "currency not stated",
        "year not stated",
        "no rate for that currency and year",
    }
    assert sum(said.values()) == small_frame.count(Where("amounts"))
    for conversion, n in said.items():
        assert len(small_frame.records(Where("amounts").also(conversion=conversion))) == n


def test_the_district_is_that_of_the_places_named(place_frame: Callable[..., Frame]) -> None:
    said = {
        ("us-houston-consulate", "US", "2019-05-01", ("达拉斯",)): "inside",
        ("us-houston-consulate", "US", "2019-05-01", ("Denver",)): "outside",
        ("us-houston-consulate", "US", "2019-05-01", ("Denver", "Houston")): "unknown",
        ("us-houston-consulate", "US", "2019-05-01", ()): "unknown",
        ("us-houston-consulate", "US", "2019-05-01", ("Springfield",)): "unknown",
        ("us-embassy", "US", "2021-05-01", ("達拉斯",)): "inside",
        ("us-embassy", "US", "2020", ("达拉斯",)): "unknown",
        ("us-embassy", "US", None, ("达拉斯",)): "unknown",
        ("us-losangeles-consulate", "US", None, ("California", "San Diego")): "inside",
        ("us-losangeles-consulate", "US", None, ("California",)): "unknown",
        ("il-embassy", "IL", None, ()): "inside",
        ("il-embassy", "DE", None, ("慕尼黑",)): "outside",
        ("il-embassy", None, None, ("慕尼黑",)): "unknown",
        (None, "DE", None, ("慕尼黑",)): "unknown",
        ("eu-mission", "BE", None, ()): "no_district",
    }
    frame = place_frame(list(said))
    for at, (case, district) in enumerate(said.items()):
        assert frame.records(ALL.also(in_district=district, opportunity_id=f"opp-{at:03}")) == [f"opp-{at:03}"], case
    assert sum(frame.counts(["in_district"]).values()) == len(said)


def test_a_place_in_a_missions_name_is_not_where_the_technology_sits(place_frame: Callable[..., Frame]) -> None:
    case = ("us-houston-consulate", "US", "2019-05-01", ("Houston",))
    assert place_frame([case]).counts(["in_district"]) == {("inside",): 1}
    assert place_frame([case], missions_named=True).counts(["in_district"]) == {("unknown",): 1}


@pytest.fixture
def place_frame() -> Callable[..., Frame]:
    def make(
        cases: list[tuple[str | None, str | None, str | None, tuple[str, ...]]], missions_named: bool = False
    ) -> Frame:
        parts = []
        for at, (mission, country, day, places) in enumerate(cases):
            part = posted(at, mission_id=mission, host_country=country, published_on=day)
            document = f"doc-{at:03}"
            part["values"] = [
                made(Value, document_id=document, name="place", value=one, start=10 * k, end=10 * k + 3)
                for k, one in enumerate(places)
            ]
            part["mentions"] = (
                [made(Mention, document_id=document, kind="mission", start=0, end=6)] if missions_named else []
            )
            parts.append(part)
        return frame_of(joined(parts))

    return make


def test_counting_is_the_same_every_time() -> None:
    tables = small_tables(50, 3)
    mixed = {name: random.Random(1).sample(rows, len(rows)) for name, rows in tables.items()}
    for by in (["host_country"], ["technology_field", "year"], ["in_district"]):
        assert frame_of(tables).counts(by) == frame_of(mixed).counts(by)


@pytest.mark.parametrize(
    ("since", "until", "found"), [("2020-03", None, "bc"), (None, "2020-03", "b"), ("2020", "2020", "abc")]
)
def test_a_date_known_to_the_year_counts_where_all_of_the_year_does(
    since: str | None, until: str | None, found: str
) -> None:
    tables = joined([posted(at, published_on=day) for at, day in enumerate(("2020", "2020-03-02", "2020-04"))])
    assert "".join("abc"[int(key[-1])] for key in frame_of(tables, since=since, until=until).records(ALL)) == found


def test_a_window_that_is_no_date_is_refused() -> None:
    with pytest.raises(InputError, match="since"):
        frame_of(posted(0), since="yesterday")
