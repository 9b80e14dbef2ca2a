"""Search finds every place where the words stand, in Chinese and English, and nothing else."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.build.builder import build
from attache.build.indexing import open_index
from attache.build.search import FACETS, Entry, SearchIndex, tokens
from attache.core.errors import InputError
from attache.core.text import normalise, simplify
from tests.build.conftest import take_in, workspace_with

_ENTRIES = [
    Entry("d0", "激光雷达", "以色列Innoviz公司研发固態激光雷達ABC大学", {"country": ["IL"], "field": ["lidar", "ai"]}),
    Entry("d1", "无人机", "德国公司 UAV lidar 雷达", {"country": ["DE"], "field": ["uav"]}),
    Entry("d2", "", "中国ABC大学x1, the Lidar sensor maker", {"country": ["FR"]}),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return SearchIndex.write(tmp_path_factory.mktemp("s") / "search", _ENTRIES)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("激光雷达", {"d0"}),
        ("激光雷達", {"d0"}),
        ("雷达", {"d0", "d1"}),
        ("固态激光", {"d0"}),
        ("态激", {"d0"}),
        ("雷", {"d0", "d1"}),
        ("学", {"d0", "d2"}),
        ("中国ABC大学", {"d2"}),
        ("国abc", {"d2"}),
        ('"ABC大学"', {"d0", "d2"}),
        ("ＬＩＤＡＲ", {"d1", "d2"}),
        ("lid*", {"d1", "d2"}),
        ("lida", set()),
        ('"sensor maker"', {"d2"}),
        ('"maker sensor"', set()),
        ("maker sensor", {"d2"}),
        ("雷达 -以色列", {"d1"}),
        ("达雷", set()),
        ("", {"d0", "d1", "d2"}),
        ("()", set()),
        ("*", set()),
        ("\\", set()),
        ('"', set()),
    ],
)
def test_words(index: SearchIndex, words: str, found: set[str]) -> None:
    hits = index.search(words)
    assert {hit.document_id for hit in hits.hits} == found
    assert hits.total == len(found)


def test_the_title_counts_more(index: SearchIndex) -> None:
    assert index.search("雷达").hits[0].document_id == "d0"


def test_facets_narrow_and_count(index: SearchIndex) -> None:
    hits = index.search("雷达", where={"country": ["IL", "FR"]}, facets=FACETS)
    assert hits.total == 1
    assert hits.facets["field"] == {"lidar": 1, "ai": 1}
    assert index.search("", where={"country": ["DE", "FR"]}).total == 2
    with pytest.raises(InputError, match="no facet `colour`"):
        index.search("", where={"colour": ["x"]})


def test_a_monstrous_query_is_refused(index: SearchIndex) -> None:
    with pytest.raises(InputError, match="longer than"):
        index.search("雷" * 2000)


def test_taking_over_an_index(tmp_path: Path) -> None:
    old = SearchIndex.write(tmp_path / "old", _ENTRIES)
    new = SearchIndex.write(
        tmp_path / "new",
        [Entry("d0", "新", "新文本", {}), Entry("d9", "", "九", {})],
        old=tmp_path / "old",
        gone=["d0"],
    )
    assert new.ids() == {"d0", "d1", "d2", "d9"}
    assert new.search("激光").total == 0
    assert old.ids() == {"d0", "d1", "d2"}
    assert old.search("激光").total == 1


_chars = st.sampled_from("激光雷达固态中国大学ab1 X，。\n系統繁體")


@given(st.lists(st.text(_chars, min_size=1, max_size=30), min_size=1, max_size=8), st.data())
def test_every_substring_of_han_is_found_where_it_stands(texts: list[str], data: st.DataObject) -> None:
    stored = [simplify(normalise(t)) for t in texts]
    runs = [r for t in stored for r in _runs(t)]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    term = run[start : data.draw(st.integers(start + 1, len(run)))]
    with tempfile.TemporaryDirectory() as folder:
        made = SearchIndex.write(Path(folder) / "s", [Entry(f"d{i}", "", t, {}) for i, t in enumerate(stored)])
        found = {hit.document_id for hit in made.search(term).hits}
    assert found == {f"d{i}" for i, t in enumerate(stored) if term in t}


def _runs(text: str) -> list[str]:
    return [run for run in "".join(c if "\u4e00" <= c <= "\u9fff" else " " for c in text).split() if run]


@given(st.text())
def test_any_text_and_any_query_have_terms(text: str) -> None:
    assert all(isinstance(t, str) and t and " " not in t for t in (*tokens(text), *tokens(text, query=True)))


def test_two_character_terms_on_many_documents(tmp_path: Path) -> None:
    rng = random.Random(4)
    chars = [c for c in map(chr, range(0x4E00, 0x4E00 + 400)) if simplify(c) == c]
    texts = ["".join(rng.choices(chars, k=80)) for _ in range(500)]
    made = SearchIndex.write(tmp_path / "s", [Entry(f"d{i}", "", t, {}) for i, t in enumerate(texts)])
    for _ in range(100):
        term = "".join(rng.choices(chars, k=2))
        expected = {f"d{i}" for i, t in enumerate(texts) if term in t}
        assert {h.document_id for h in made.search(term, limit=500).hits} == expected


def test_the_state_of_postings_is_a_facet_that_follows_them(tmp_path: Path) -> None:
    space = workspace_with(tmp_path / "w", 40)
    build(space)
    (space.sources / "letters" / "00002.txt").unlink()
    for day in ("2020-02-01T00:00:00Z", "2020-03-01T00:00:00Z"):
        take_in(space, day)
    index = open_index(build(space).edition)
    found = index.search("", facets=["state"], where={"state": ["gone"]})
    assert found.facets["state"] == {"gone": 1}
    assert found.hits[0].title == "德国雷达技术项目2"


def test_by_date_what_has_none_comes_last(tmp_path: Path) -> None:
    days = {"a": "2019-07", "b": "", "c": "2019-07-02", "d": "2018"}
    entries = [Entry(key, "激光", "", {}, published=day) for key, day in days.items()]
    index = SearchIndex.write(tmp_path / "i", entries)
    for sort, order in (("newest", "cadb"), ("oldest", "dacb")):
        assert "".join(hit.document_id for hit in index.search("激光", sort=sort).hits) == order
    with pytest.raises(InputError):
        index.search("激光", sort="loudest")
