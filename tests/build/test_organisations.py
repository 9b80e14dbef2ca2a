"""Organisations in a build: resolved, split by a judgement, joined again, the same with and without the edition before."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from attache.build.builder import build
from attache.build.edition import Edition
from attache.build.verify import verify
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.link.organisations import node_id
from tests.build.conftest import take_in, workspace_with

LETTERS = {
    "a": "德国激光雷达\n\n据驻德国使馆科技处消息，慕尼黑利达雷克斯光学公司（Lidarex Optics GmbH）从事激光雷达研发，该公司希望在中国寻找"
    "合作伙伴。\n邮箱：contact@lidarex.example.com\n2019年7月15日\n",
    "b": "激光雷达合作\n\n德国公司Lidarex Optics从事固态激光雷达研发，希望在中国寻找合作伙伴，开展技术许可。\n2019年9月1日\n",
    "c": "哈尔滨工业大学访德\n\n哈尔滨工业大学附属医院访问了慕尼黑工业大学，哈尔滨工业大学同行。\n2018年3月2日\n",
}


@pytest.fixture
def letters(tmp_path: Path) -> Workspace:
    return with_letters(tmp_path / "w")


def with_letters(folder: Path) -> Workspace:
    """Return a workspace with three letters, not built yet."""
    space = workspace_with(folder, 0)
    for name, text in LETTERS.items():
        write(space, name, text)
    take_in(space)
    return space


def write(space: Workspace, name: str, text: str) -> None:
    folder = space.sources / "letters"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def quiet(_doing: str, _done: int, _total: int) -> None:
    return None


def rows(edition: Edition, query: str, *values: object) -> list[tuple[Any, ...]]:
    return edition.connect().execute(query, list(values)).fetchall()


def owner(edition: Edition, name: str) -> str:
    query = "select organisation_id from organisation_names where name_id = ?"
    return str(rows(edition, query, node_id(name))[0][0])


def judge(space: Workspace, kind: str, a: str, b: str) -> str:
    ledger = Ledger(space.ledger_url)
    made = ledger.append(kind, node_id(a), {"with": node_id(b), "reason": "test"}, author="ann")
    ledger.close()
    return made.decision_id


def take_back(space: Workspace, decision: str) -> None:
    ledger = Ledger(space.ledger_url)
    ledger.append("retract", decision, {}, author="ann", retracts=decision)
    ledger.close()


def afresh(space: Workspace, folder: Path) -> Edition:
    """Build a copy of the workspace without any edition before."""
    shutil.copytree(space.root, folder, ignore=shutil.ignore_patterns("editions"))
    other = Workspace.open(folder)
    other.editions.mkdir()
    return build(other).edition


def test_mentions_resolve_to_organisations(letters: Workspace) -> None:
    edition = build(letters).edition
    optics = owner(edition, "Lidarex Optics GmbH")
    assert optics == owner(edition, "Lidarex Optics")
    found = rows(edition, "select * exclude (organisation_id) from organisations where organisation_id = ?", optics)[0]
    assert found[1] in ("利达雷克斯光学公司", "慕尼黑利达雷克斯光学公司")
    assert found[2] in ("Lidarex Optics", "Lidarex Optics GmbH")
    assert found[3:6] == ("company", "DE", "lidarex.example.com")
    assert found[7:] == (2, 2, "2019-07-15", "2019-09-01", True)
    query = "select count(*) from resolutions where offered and organisation_id = ?"
    assert rows(edition, query, optics) == [(2,)]
    for domain, name in rows(edition, "select value, name from \"values\" where name = 'domain'"):
        assert (domain, name) == ("lidarex.example.com", "domain")


def test_missions_are_missions_and_parts_are_not_the_whole(letters: Workspace) -> None:
    edition = build(letters).edition
    query = (
        'select mission_id, organisation_id from resolutions join mentions using (document_id, start, "end") '
        "where kind = 'mission'"
    )
    assert set(rows(edition, query)) == {("de-embassy", None)}
    hit, hospital = owner(edition, "哈尔滨工业大学"), owner(edition, "哈尔滨工业大学附属医院")
    assert hit != hospital
    assert rows(edition, "select parent_id, child_id, kind from relations") == [(hit, hospital, "affiliate")]


def test_every_mention_resolves_once(letters: Workspace) -> None:
    edition = build(letters).edition
    lost = 'select name from mentions anti join resolutions using (document_id, start, "end")'
    assert rows(edition, lost) == []
    assert edition.rows("resolutions") == edition.rows("mentions")


def test_a_judgement_splits_and_taking_it_back_gives_the_ids_from_before(letters: Workspace, tmp_path: Path) -> None:
    first = build(letters).edition
    before = rows(first, "select name_id, organisation_id from organisation_names order by 1")
    decision = judge(letters, "different", "Lidarex Optics GmbH", "Lidarex Optics")
    second = build(letters)
    assert (second.new, second.read) == (True, 0)
    split = second.edition
    assert owner(split, "Lidarex Optics") != owner(split, "Lidarex Optics GmbH")
    told = rows(split, "select old_id, organisation_id from forwards where why = 'split' and decision_id = ?", decision)
    parts = {node_id(name): owner(split, name) for name in ("Lidarex Optics", "Lidarex Optics GmbH")}
    assert dict(told) == parts
    issued = {one for _, one in before}
    assert issued <= {key for (key,) in rows(split, "select name_id from organisation_names")}
    assert verify(letters, split, recompute=True, progress=quiet).findings == ()
    assert afresh(letters, tmp_path / "split").manifest == split.manifest
    take_back(letters, decision)
    third = build(letters).edition
    assert rows(third, "select name_id, organisation_id from organisation_names order by 1") == before
    assert verify(letters, third, recompute=True, progress=quiet).findings == ()


def test_a_same_judgement_forwards_the_later_founder(letters: Workspace) -> None:
    build(letters)
    decision = judge(letters, "same", "Lidarex Optics GmbH", "慕尼黑工业大学")
    edition = build(letters).edition
    kept = owner(edition, "Lidarex Optics GmbH")
    assert owner(edition, "慕尼黑工业大学") == kept
    query = "select organisation_id, why, decision_id from forwards where old_id = ?"
    assert rows(edition, query, node_id("慕尼黑工业大学")) == [(kept, "decision", decision)]


def test_contradictions_are_noticed(letters: Workspace) -> None:
    build(letters)
    judge(letters, "same", "Lidarex Optics", "哈尔滨工业大学")
    judge(letters, "different", "Lidarex Optics", "哈尔滨工业大学")
    edition = build(letters).edition
    found = rows(edition, "select kind, message from notices where source_id = 'ledger'")
    assert [kind for kind, _ in found] == ["contradiction"]
    assert "later decision says `different`" in found[0][1]


def test_growing_gives_the_bytes_of_a_full_build_and_keeps_ids(letters: Workspace, tmp_path: Path) -> None:
    first = build(letters).edition
    issued = {key for (key,) in rows(first, "select organisation_id from organisations")}
    write(letters, "d", LETTERS["b"].replace("激光雷达合作", "光学合作"))
    write(letters, "b", "内容已改写，这里不再提及那家公司。" * 4)
    take_in(letters, "2020-02-01T00:00:00Z")
    step = build(letters).edition
    assert step.manifest == afresh(letters, tmp_path / "other").manifest
    assert verify(letters, step, recompute=True, progress=quiet).findings == ()
    resolved = dict(rows(step, "select name_id, organisation_id from organisation_names"))
    assert issued <= resolved.keys(), "a text that a document no longer has still counts"
    assert owner(step, "Lidarex Optics") in issued
    assert step.rows("former_mentions") > 0


def test_evidence_that_is_appended_later_does_not_take_an_id_over(letters: Workspace) -> None:
    first = build(letters).edition
    kept = owner(first, "Lidarex Optics GmbH")
    write(letters, "0", LETTERS["b"].replace("激光雷达合作", "更早的合作"))
    take_in(letters, "2015-01-01T00:00:00Z")
    assert owner(build(letters).edition, "Lidarex Optics GmbH") == kept


def hostile() -> Iterator[str]:
    yield "有限公司（）有限公司；GmbH GmbH GmbH（有限公司）"
    yield "=cmd()公司（=HYPERLINK(1) GmbH）位于慕尼黑"
    yield "公司" * 3000
    yield "".join(f"慕尼黑利达{chr(0x4E00 + n)}雷达公司（Lidar{n} GmbH），" for n in range(150))


def test_hostile_names_cost_nothing_but_themselves(letters: Workspace) -> None:
    for number, text in enumerate(hostile()):
        write(letters, f"h{number}", f"标题{number}\n\n{text}\n")
    take_in(letters, "2020-02-01T00:00:00Z")
    edition = build(letters).edition
    assert owner(edition, "Lidarex Optics GmbH") == owner(edition, "Lidarex Optics")
    assert verify(letters, edition, recompute=True, progress=quiet).findings == ()


def test_a_name_that_stands_only_beside_another_organisations_has_one_of_its_own(letters: Workspace) -> None:
    judge(letters, "different", "慕尼黑利达雷克斯光学公司", "Lidarex Optics GmbH")
    judge(letters, "different", "Lidarex Optics", "Lidarex Optics GmbH")
    edition = build(letters).edition
    kept = owner(edition, "Lidarex Optics GmbH")
    assert kept != owner(edition, "慕尼黑利达雷克斯光学公司")
    assert rows(edition, "select synthetic from organisations where organisation_id = ?", kept) == [(True,)]
