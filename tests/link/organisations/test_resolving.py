"""Organisations: joined under judgements, in any order, with ids that stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from attache.link.organisations import Cache, Ids, Judgement, KnownNode, Resolved, Scored, Spelling, node_id, resolve

NAMES: tuple[tuple[str | None, str | None, str | None], ...] = (
    ("西门子", "Siemens", "DE"),
    (None, "Siemens AG", "DE"),
    ("西门子", None, None),
    ("西门子（中国）有限公司", None, "CN"),
    (None, "Siemens (China) Co., Ltd.", None),
    ("哈尔滨工业大学", "Harbin Institute of Technology", "CN"),
    ("哈工大", None, None),
    ("哈尔滨工业大学附属医院", None, "CN"),
    (None, "Lidarex", None),
    (None, "Lidarex GmbH", "DE"),
    (None, "Lidarex Inc.", "US"),
    ("卫生部", None, "FR"),
    ("卫生部", None, None),
    ("卢姆奎斯特公司", None, None),
    ("卢姆奎斯特通信公司", "Lumquist Wireless B.V.", "NL"),
    ("北京第一研究所", None, "CN"),
    ("北京第二研究所", None, "CN"),
)
POOL = [
    Spelling(zh, latin, "company", country, (f"w {n:03d}", "doc", n), mentions=1 + n % 3)
    for n, (zh, latin, country) in enumerate(NAMES)
]
IDS = sorted({node_id(name, one.country) for one in POOL for name in one.names})
KINDS = st.sampled_from(["same", "different", "unsure", "parent"])


def of(name: str, country: str | None = None) -> str:
    return node_id(name, country)


def judged(*said: tuple[str, str, str]) -> list[Judgement]:
    return [Judgement(n, f"dec-{n}", kind, of(a), of(b)) for n, (kind, a, b) in enumerate(said, 1)]


def one(found: Resolved, *names: str) -> bool:
    return len({found.organisation[of(name)] for name in names}) == 1


def as_cache(found: Resolved) -> Cache:
    nodes = {key: KnownNode(n.name, n.country, n.domain, n.generic, n.traits) for key, n in found.nodes.items()}
    return Cache(nodes, {(d.a, d.b): Scored(d.score, d.reasons) for d in found.doubts})


def state(found: Resolved, a: str, b: str) -> str:
    pair = sorted((of(a), of(b)))
    return next(d.state for d in found.doubts if [d.a, d.b] == pair)


judgements = st.lists(
    st.tuples(KINDS, st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda j: j[1] != j[2]), max_size=7
).map(lambda said: [Judgement(n, f"dec-{n}", kind, a, b) for n, (kind, a, b) in enumerate(said, 1)])


def test_names_join_across_scripts_and_parts_stay_apart() -> None:
    found = resolve(POOL)
    assert one(found, "西门子", "Siemens", "Siemens AG")
    assert one(found, "哈尔滨工业大学", "哈工大", "Harbin Institute of Technology")
    assert not one(found, "哈尔滨工业大学", "哈尔滨工业大学附属医院")
    assert not one(found, "西门子", "西门子（中国）有限公司")
    assert not one(found, "北京第一研究所", "北京第二研究所")
    assert found.organisation[of("卫生部", "FR")] != found.organisation[of("卫生部")]
    kinds = {(r.parent, r.child): r.kind for r in found.relations}
    assert kinds[of("哈尔滨工业大学"), of("哈尔滨工业大学附属医院")] == "affiliate"
    assert kinds[of("西门子"), of("西门子（中国）有限公司")] == "subsidiary"


def test_a_name_that_fits_two_is_left_to_people() -> None:
    found = resolve(POOL)
    assert len({found.organisation[of(name)] for name in ("Lidarex", "Lidarex GmbH", "Lidarex Inc.")}) == 3
    doubts = [d for d in found.doubts if of("Lidarex") in (d.a, d.b)]
    assert [d.state for d in doubts] == ["open", "open"]
    assert {d.held_by for d in doubts} == {"fits several organisations equally"}
    assert one(resolve(POOL, judged(("different", "Lidarex", "Lidarex Inc."))), "Lidarex", "Lidarex GmbH")


def test_being_named_in_one_document_joins_what_may_be_one() -> None:
    pair = tuple(sorted((of("卢姆奎斯特公司"), of("卢姆奎斯特通信公司"))))
    assert not one(resolve(POOL), "卢姆奎斯特公司", "卢姆奎斯特通信公司")

    def beside(asked: object, ids: Ids) -> Mapping[tuple[str, str], int]:
        assert pair in list(asked)  # type: ignore[call-overload]
        return {(pair[0], pair[1]): 1}

    found = resolve(POOL, beside=beside)
    assert one(found, "卢姆奎斯特公司", "卢姆奎斯特通信公司")
    assert found.joined[of("卢姆奎斯特公司")].how == "founder"
    assert found.joined[of("卢姆奎斯特通信公司")].how == "written together"


def test_a_different_judgement_splits_and_taking_it_back_restores() -> None:
    before = resolve(POOL)
    said = judged(("different", "西门子", "Siemens AG"))
    split = resolve(POOL, said)
    assert not one(split, "西门子", "Siemens AG")
    assert split.organisation[of("Siemens AG")] == of("Siemens AG")
    assert {key for key, decision in split.splits if decision == "dec-1"} == {of("西门子"), of("Siemens AG")}
    assert state(split, "西门子", "Siemens AG") == "different"
    assert resolve(POOL, []).organisation == before.organisation


def test_different_also_holds_by_way_of_others() -> None:
    said = judged(
        ("same", "Lidarex", "Lidarex GmbH"),
        ("same", "Lidarex Inc.", "卢姆奎斯特公司"),
        ("different", "Lidarex", "Lidarex Inc."),
    )
    found = resolve(POOL, said)
    assert not one(found, "Lidarex GmbH", "卢姆奎斯特公司")
    assert found.set_aside == ()


def test_same_joins_what_clearly_differs_for_a_machine() -> None:
    found = resolve(POOL, judged(("same", "Lidarex GmbH", "Lidarex Inc."), ("same", "Lidarex", "Lidarex Inc.")))
    assert one(found, "Lidarex", "Lidarex GmbH", "Lidarex Inc.")
    assert found.organisation[of("Lidarex Inc.")] == of("Lidarex")
    assert found.joined[of("Lidarex Inc.")].decision_id == "dec-1"


def test_the_later_of_two_contradicting_decisions_holds() -> None:
    found = resolve(POOL, judged(("same", "西门子", "哈工大"), ("different", "哈工大", "西门子")))
    assert not one(found, "西门子", "哈工大")
    assert [(c.decision_id, c.kind) for c in found.set_aside] == [("dec-1", "contradiction")]
    found = resolve(POOL, judged(("different", "西门子", "哈工大"), ("same", "哈工大", "西门子")))
    assert one(found, "西门子", "哈工大")
    assert [c.decision_id for c in found.set_aside] == ["dec-1"]


def test_a_contradiction_by_way_of_others_is_told() -> None:
    said = judged(
        ("different", "Lidarex", "Lidarex Inc."), ("same", "Lidarex", "西门子"), ("same", "西门子", "Lidarex Inc.")
    )
    found = resolve(POOL, said)
    assert one(found, "Lidarex", "西门子", "Lidarex Inc.")
    assert [c.decision_id for c in found.set_aside] == ["dec-1"]


def test_unsure_keeps_a_pair_with_people_and_parent_makes_a_relation() -> None:
    assert state(resolve(POOL, judged(("unsure", "Siemens", "Siemens AG"))), "Siemens", "Siemens AG") == "unsure"
    found = resolve(POOL, judged(("parent", "Siemens AG", "Lidarex GmbH")))
    made = [r for r in found.relations if r.kind == "parent"]
    assert [(r.parent, r.child, r.decision_id) for r in made] == [
        (found.organisation[of("Siemens AG")], of("Lidarex GmbH"), "dec-1")
    ]


def test_a_judgement_on_a_name_that_is_not_there_is_told() -> None:
    found = resolve(POOL, [Judgement(1, "dec-1", "same", of("西门子"), "org-nothing")])
    assert [c.kind for c in found.set_aside] == ["unknown_name"]


def test_a_mention_with_two_names_of_two_organisations_goes_with_the_one_that_tells_more() -> None:
    drapello = [
        Spelling("代尔夫特德拉佩洛大学", "Drapello University", "university", "NL", ("w 1", "d", 0)),
        Spelling("卑尔根德拉佩洛大学", "Drapello University", "university", "NO", ("w 2", "d", 0)),
    ]
    found = resolve(drapello)
    assert len({found.of(one) for one in drapello}) == 2
    assert found.of(drapello[1]) == of("卑尔根德拉佩洛大学")
    assert found.of(Spelling("！！", None, "company", None, ("w", "d", 0))) is None


@settings(max_examples=25, deadline=None)
@given(st.permutations(POOL), judgements, st.randoms(use_true_random=False))
def test_order_does_not_matter(mentions: Sequence[Spelling], said: list[Judgement], dice: object) -> None:
    mixed = list(said)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert resolve(mentions, mixed) == resolve(POOL, said)


@settings(max_examples=30, deadline=None)
@given(judgements)
def test_what_people_said_holds(said: list[Judgement]) -> None:
    found = resolve(POOL, said)
    aside = {c.decision_id for c in found.set_aside}
    latest = {j.pair: j for j in said}
    for j in latest.values():
        joined = found.organisation[j.a] == found.organisation[j.b]
        if j.kind == "same":
            assert joined or j.decision_id in aside
        elif j.kind in ("different", "parent"):
            assert not joined or j.decision_id in aside
    if said:
        assert said[-1].decision_id not in aside, "the last decision always holds"


@settings(max_examples=25, deadline=None)
@given(st.integers(1, len(POOL)), judgements)
def test_ids_resolve_for_ever_and_stay_when_members_are_gained(seen: int, said: list[Judgement]) -> None:
    before, after = resolve(POOL[:seen], said), resolve(POOL, said)
    issued = set(before.organisation.values())
    assert issued <= after.organisation.keys()
    for owner in issued:
        now = after.organisation[owner]
        assert after.nodes[now].first <= before.nodes[owner].first
        assert now == owner or now in before.nodes
    assert all(after.organisation[owner] == owner for owner in after.organisation.values())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(POOL)), judgements, judgements)
def test_a_cache_changes_nothing(seen: int, then: list[Judgement], now: list[Judgement]) -> None:
    cache = as_cache(resolve(POOL[:seen], then))
    assert resolve(POOL, now, cache) == resolve(POOL, now)
    assert resolve(POOL[:seen], now, as_cache(resolve(POOL, then))) == resolve(POOL[:seen], now)


def test_a_key_that_becomes_too_common_is_passed_over_with_and_without_a_cache(monkeypatch: object) -> None:
    monkeypatch.setattr("attache.link.organisations.pairs.MOST_NAMES", 3)  # type: ignore[attr-defined]
    few = [Spelling(None, f"Lidarex {word}", "company", None, (f"w {n}", "d", 0)) for n, word in enumerate("ABC")]
    many = [*few, *(Spelling(None, f"Lidarex {c}", "company", None, ("w 9", c, 0)) for c in "DE")]
    assert len(resolve(few).doubts) > 0
    assert resolve(many, (), as_cache(resolve(few))) == resolve(many)
    assert resolve(few, (), as_cache(resolve(many))) == resolve(few)
