"""The change log says what was added, edited, withdrawn, returned, coded anew, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from attache.core.facts import Outcome
from attache.core.organisations import Forward, Organisation
from attache.publish.csvs import read_csv
from attache.publish.release import open_release
from attache.publish.release.changes import CHANGES, Before, write_changes
from attache.publish.release.contents import SHAPES
from attache.publish.release.stamps import Stamped
from attache.publish.release.tables import data_file, write_records, write_selected
from tests.measure.editions import coded, edition_tables, joined, made, posted

Tables = Mapping[str, Sequence[Any]]
Change = dict[str, str]
INPUTS = {"custody": "1", "ledger": "1", "codebook": "1", "coding": "1"}


def written(folder: Path, tables: Tables) -> dict[str, list[str]]:
    """Write tables as those of a release."""
    folder.mkdir()
    con = edition_tables(**tables)
    for name, shape in SHAPES.items():
        if name in tables or name in ("documents", "lives", "codes", "opportunities", "organisations", "captures"):
            write_selected(con, folder, shape)
        else:
            write_records(folder, name, [])
    return {name: [str(data_file(folder, name))] for name in SHAPES}


@pytest.fixture
def compared(tmp_path: Path) -> Callable[..., list[Change]]:
    def compare(before: Tables, after: Tables, **inputs: str) -> list[Change]:
        files = written(tmp_path / "a", before)
        written(tmp_path / "b", after)
        stamped = Stamped("0123", 2, "2024-03-31", True, "Attaché", "2026.1", {**INPUTS, **inputs}, ())
        write_changes(tmp_path / "b", stamped, Before("the one before", files, INPUTS))
        return list(read_csv(tmp_path / "b" / "changes.csv"))

    return compare


def kinds(changes: Sequence[Change]) -> list[tuple[str, str, str]]:
    return [(one["kind"], one["id"], one["why"]) for one in changes]


def one_posting(number: int, text: str = "words", title: str = "雷达", **more: Any) -> dict[str, list[Any]]:
    found = posted(number, published_on="2019-01-01", host_country="DE", **more)
    return {**found, "documents": [replace(found["documents"][0], text=text, title=title)]}


def test_nothing_moved(compared: Callable[..., list[Change]], tmp_path: Path) -> None:
    assert compared(one_posting(1), one_posting(1)) == []
    assert "No record differs." in (tmp_path / "b" / "CHANGES.md").read_text(encoding="utf-8")


def test_added_withdrawn_and_returned(compared: Callable[..., list[Change]]) -> None:
    before = joined([one_posting(1), one_posting(2, status="gone"), one_posting(3)])
    after = joined([one_posting(1, status="gone"), one_posting(2, status="returned"), one_posting(4)])
    found = {(one["kind"], one["id"]): one for one in compared(before, after)}
    assert set(found) == {
        ("withdrawn", "doc-001"), ("returned", "doc-002"), ("dropped", "doc-003"), ("added", "doc-004"),
    }  # fmt: skip
    assert found["withdrawn", "doc-001"]["before"] == "live"
    assert found["withdrawn", "doc-001"]["why"] == "evidence: since 2023-01-01T00:00:00Z"
    assert found["added", "doc-004"]["why"] == "evidence"
    assert set(found["added", "doc-004"]) == set(CHANGES)
    assert found["added", "doc-004"]["synthetic"] == "true"


def test_an_edit_names_its_cause(compared: Callable[..., list[Change]]) -> None:
    assert kinds(compared(one_posting(1), one_posting(1, "others"))) == [
        ("edited", "doc-001", "reading rules or sources")
    ]


@pytest.mark.parametrize(
    ("coder", "text", "inputs", "why"),
    [
        ("lexicon", "words", {"codebook": "2"}, "codebook"),
        ("lexicon", "words", {"coding": "2", "custody": "2"}, "coding rules"),
        ("lexicon", "others", {"custody": "2"}, "another text"),
        ("anna", "words", {"ledger": "2"}, "people"),
    ],
)
def test_codes_say_what_recoded_them(
    compared: Callable[..., list[Change]], coder: str, text: str, inputs: dict[str, str], why: str
) -> None:
    before = {**one_posting(1), "codes": [coded("opp-001", "military_relevance", "M1")]}
    after = {**one_posting(1, text), "codes": [coded("opp-001", "military_relevance", "M2", coder)]}
    found = [one for one in compared(before, after, **inputs) if one["kind"] == "re-coded"]
    assert [(one["id"], one["what"], one["before"], one["after"]) for one in found] == [
        ("opp-001", "military_relevance", "M1", "M2")
    ]
    assert found[0]["why"] == why


def test_merged_organisations_and_stated_records(compared: Callable[..., list[Change]]) -> None:
    one, other = (made(Organisation, organisation_id=f"org-{n}", name=f"Lidarex {n}") for n in (1, 2))
    outcome = made(Outcome, outcome_id="out-1", organisation="Lidarex", outcome_class="O1")
    forward = made(Forward, old_id="org-2", organisation_id="org-1", why="decision")
    found = compared(
        {"organisations": [one, other], "outcomes": [outcome]},
        {"organisations": [one], "forwards": [forward], "outcomes": [replace(outcome, outcome_class="O2")]},
    )
    assert kinds(found) == [
        ("merged", "org-2", "decision"),
        ("changed", "out-1", "casebook, pages or people"),
    ]
    assert found[0]["after"] == "org-1 Lidarex 1"


def test_titles_are_inert(compared: Callable[..., list[Change]], tmp_path: Path) -> None:
    title = '=cmd|"x" [a](javascript:alert(1)) <img src=x> `code`\n# head'
    compared({}, one_posting(1, title=title))
    page = (tmp_path / "b" / "CHANGES.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if "doc-001" in line)
    assert "<img" not in line.replace("\\<", "")
    assert "](" not in line.replace("\\]\\(", "")
    assert "\n# head" not in page
    assert "\"'=cmd" in (tmp_path / "b" / "changes.csv").read_text(encoding="utf-8-sig")


def test_a_release_of_a_built_edition(release: Path) -> None:
    rows = list(read_csv(release / "changes.csv"))
    counts = Counter((one["kind"], one["table"]) for one in rows)
    assert counts["added", "documents"] == 2
    assert counts["edited", "documents"] == 1
    assert counts["re-coded", "codes"] >= 1
    page = (release / "CHANGES.md").read_text(encoding="utf-8")
    assert "What changed underneath: evidence, ledger." in page
    assert "Synthetic" in page


def test_the_first_release_says_so(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    stamped = Stamped("0123", 1, "2024-03-31", False, "Attaché", "2026.1", INPUTS, ())
    assert write_changes(tmp_path / "r", stamped, None) == 0
    assert "first release" in (tmp_path / "r" / "CHANGES.md").read_text(encoding="utf-8")


def test_a_release_is_what_the_next_is_compared_with(release: Path) -> None:
    before = open_release(release).before()
    assert set(before.files) == set(SHAPES)
    assert before.name.startswith("the release of edition 2 (")
