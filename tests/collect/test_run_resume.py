from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from attache.collect.adapter import is_good
from attache.collect.evidence import Evidence
from attache.collect.fixture import Answer, FixtureFetcher
from attache.collect.guard import Limits
from attache.collect.health import notices_of
from attache.collect.observe import observe
from attache.collect.run import Report, collect, live_fetcher
from attache.collect.sources import Source
from attache.core.errors import SourceError
from tests.collect.column import Killed, Site, source
from tests.collect.hostile import hostile_server


@pytest.fixture
def evidence(tmp_path: Path) -> Iterator[Evidence]:
    with Evidence(tmp_path / "evidence") as kept:
        yield kept


def status_of(evidence: Evidence) -> dict[str, str]:
    return {life.item_key: life.status for life in observe(evidence.captures(), evidence.sweeps(), 2)}


def test_a_first_sweep_takes_everything(evidence: Evidence) -> None:
    site = Site(*range(1, 26))
    report = site.sweep(evidence)
    assert (report.listed, report.new, report.rechecked, report.failed, report.left) == (25, 25, 0, 0, 0)
    assert report.sweep.complete
    assert set(report.sweep.seen) == {f"project-{n}" for n in range(1, 26)}
    assert not report.notices
    assert sorted(site.details) == list(range(1, 26))
    capture = evidence.latest("cistc-229", "project-7")
    assert capture is not None
    assert b"ProjectTitle" in evidence.body(capture)
    assert {c.role for c in evidence.captures()} == {"nav", "list", "detail"}
    assert list(evidence.sweeps()) == [report.sweep]


def test_a_second_sweep_takes_only_what_is_new(evidence: Evidence) -> None:
    site = Site(*range(1, 26))
    site.sweep(evidence)
    site.clock.pass_days(1)
    site.items.insert(0, 99)
    report = site.sweep(evidence)
    assert (report.new, report.rechecked) == (1, 0)
    assert site.details == [99]


def test_known_items_are_asked_again_after_recheck_days_the_oldest_first(evidence: Evidence) -> None:
    site = Site(3, 1, 2)
    site.sweep(evidence)
    site.clock.pass_days(8)
    site.items.insert(0, 9)
    report = site.sweep(evidence)
    assert (report.new, report.rechecked) == (1, 3)
    assert site.details == [9, 3, 1, 2]


def test_a_changed_title_in_the_list_is_read_at_once(evidence: Evidence) -> None:
    site = Site(1, 2, 3)
    site.sweep(evidence)
    site.clock.pass_days(1)
    site.titles[2] = "新题目"
    site.sweep(evidence)
    assert site.details == [2]
    assert status_of(evidence) == {"project-1": "live", "project-2": "changed", "project-3": "live"}


def test_unchanged_by_etag(evidence: Evidence) -> None:
    site = Site(1, 2)
    site.etags = True
    site.sweep(evidence)
    site.clock.pass_days(8)
    report = site.sweep(evidence)
    assert (report.rechecked, report.unchanged) == (2, 2)
    life = next(observe(evidence.captures(), evidence.sweeps(), 2))
    assert (life.status, len(life.captures)) == ("live", 1)
    assert life.last_seen > life.first_seen


def test_a_304_that_nobody_asked_for_is_a_failure(evidence: Evidence) -> None:
    site = Site(1)
    plain = site._answer
    site._answer = lambda url: Answer(status=304) if "infoid" in url else plain(url)  # type: ignore[method-assign]
    assert site.sweep(evidence).failed == 1


def test_a_withdrawn_item_is_gone_and_comes_back(evidence: Evidence) -> None:
    site = Site(1, 2, 3)
    site.sweep(evidence)
    site.clock.pass_days(8)
    site.withdrawn.add(2)
    assert site.sweep(evidence).vanished == 1
    assert status_of(evidence)["project-2"] == "gone"
    site.clock.pass_days(8)
    site.withdrawn.clear()
    site.sweep(evidence)
    assert status_of(evidence)["project-2"] == "returned"


def test_an_item_that_leaves_the_list_is_gone_after_two_sweeps_and_still_asked_for(evidence: Evidence) -> None:
    site = Site(1, 2, 3)
    site.sweep(evidence)
    site.items.remove(3)
    site.clock.pass_days(4)
    site.sweep(evidence)
    assert status_of(evidence)["project-3"] == "live"
    site.clock.pass_days(4)
    site.sweep(evidence)
    assert 3 in site.details
    assert status_of(evidence)["project-3"] == "gone"


def test_an_item_that_vanishes_between_list_and_detail(evidence: Evidence) -> None:
    site = Site(1, 2)
    site.withdrawn.add(2)
    report = site.sweep(evidence)
    assert (report.new, report.vanished, report.failed) == (2, 1, 0)
    assert status_of(evidence) == {"project-1": "live"}


@pytest.mark.parametrize("die_at", range(0, 32, 3))
def test_a_killed_sweep_is_taken_up_again(evidence: Evidence, die_at: int) -> None:
    site = Site(*range(1, 26))
    site.die_at = die_at
    with pytest.raises(Killed):
        site.sweep(evidence)
    had = set(site.details)
    assert not list(evidence.sweeps())
    site.clock.pass_days(0.2)
    report = site.sweep(evidence)
    assert had.isdisjoint(site.details)
    assert had | set(site.details) == set(range(1, 26))
    assert (report.resumed, report.new) == (len(had), 25 - len(had))
    assert report.sweep.complete
    assert len(report.sweep.seen) == 25
    details = [c for c in evidence.captures() if c.role == "detail"]
    assert len(details) == len({c.item_key for c in details}) == 25
    site.clock.pass_days(1)
    assert site.sweep(evidence).new == 0


def test_a_recheck_that_was_killed_is_taken_up_again(evidence: Evidence) -> None:
    site = Site(*range(1, 9))
    site.sweep(evidence)
    site.clock.pass_days(10)
    site.die_at = 6
    with pytest.raises(Killed):
        site.sweep(evidence)
    had = set(site.details)
    assert len(had) == 4
    report = site.sweep(evidence)
    assert set(site.details) == set(range(1, 9)) - had
    assert report.resumed == 4


def test_what_a_killed_sweep_left_is_old_after_a_day(evidence: Evidence) -> None:
    site = Site(1, 2, 3)
    site.die_at = 4
    with pytest.raises(Killed):
        site.sweep(evidence)
    assert len(site.details) == 2
    site.clock.pass_days(9)
    report = site.sweep(evidence)
    assert report.resumed == 0
    assert sorted(site.details) == [1, 2, 3]


def test_a_limit_leaves_the_rest_for_next_time(evidence: Evidence) -> None:
    site = Site(*range(1, 8))
    report = site.sweep(evidence, limit=3)
    assert (report.new, report.left, report.sweep.complete) == (3, 4, False)
    report = site.sweep(evidence, limit=0)
    assert (report.new, report.left) == (0, 4)
    report = site.sweep(evidence)
    assert (report.new, report.left, report.sweep.complete) == (4, 0, True)


def test_failures_are_tried_again_next_time_and_many_stop_the_sweep(evidence: Evidence) -> None:
    site = Site(*range(1, 41))
    site.failing = set(range(1, 41))
    report = site.sweep(evidence)
    assert (report.failed, report.left) == (10, 30)
    assert not report.sweep.complete
    assert {n.kind for n in report.notices} == {"failed_capture", "incomplete_sweep"}
    site.failing.clear()
    assert site.sweep(evidence).new == 40


def notices(report: Report) -> dict[str, str]:
    assert all(notice.source_id == "cistc-229" for notice in report.notices)
    return {notice.kind: notice.message for notice in report.notices}


def test_zero_yield_is_a_warning_and_proves_nothing(evidence: Evidence) -> None:
    site = Site(1, 2, 3)
    site.sweep(evidence)
    site.items.clear()
    for _ in range(3):
        site.clock.pass_days(1)
        report = site.sweep(evidence)
        assert "zero_yield" in notices(report)
        assert not report.sweep.complete
    assert set(status_of(evidence).values()) == {"live"}


def test_shrinkage_is_a_warning(evidence: Evidence) -> None:
    site = Site(*range(1, 21))
    site.sweep(evidence)
    site.clock.pass_days(1)
    del site.items[15:]
    assert notices(site.sweep(evidence))["shrinkage"].startswith("5 of the 20 items")
    floor = source(floor={"items": 100})
    assert notices(site.sweep(evidence, floor))["shrinkage"] == "the lists name 15 items, fewer than the declared 100"


def test_a_little_less_is_no_warning(evidence: Evidence) -> None:
    site = Site(*range(1, 21))
    site.sweep(evidence)
    del site.items[17:]
    assert not notices(site.sweep(evidence))


def test_unknown_fields_and_a_changed_shape_are_warnings(evidence: Evidence) -> None:
    site = Site(1, 2)
    site.sweep(evidence)
    site.extra = {"Region": "EU"}
    found = notices(site.sweep(evidence))
    assert "region" in found["unread_field"]
    assert "region" in found["template_change"]


def test_notices_travel_with_the_sweep(evidence: Evidence) -> None:
    site = Site(1)
    site.extra = {"Region": "EU"}
    report = site.sweep(evidence)
    kept = notices_of(evidence.sweeps())
    assert [(n.kind, n.message, n.count) for n in kept] == [(n.kind, n.message, n.count) for n in report.notices]


def test_synthetic_is_marked_by_header_and_by_source(evidence: Evidence) -> None:
    site = Site(1)
    site.headers = (("X-Attache-Synthetic", "1"),)
    site.sweep(evidence)
    assert {c.synthetic for c in evidence.captures() if c.role == "detail"} == {True}
    assert {c.synthetic for c in evidence.captures() if c.role == "list"} == {False}
    other = source(id="demo", synthetic=True)
    collect(other, evidence, Site(1), now=site.clock.now)
    assert {c.synthetic for c in evidence.captures("demo")} == {True}


def test_progress_is_told(evidence: Evidence) -> None:
    seen: list[tuple[str, int, int | None]] = []
    Site(1, 2).sweep(evidence, progress=lambda *step: seen.append(step))
    assert seen[-1] == ("cistc-229: items", 2, 2)


def test_sources_of_files_are_imported_not_collected(evidence: Evidence) -> None:
    files = Source(id="f", name="n", owner="o", adapter="files", settings={"path": "x"})
    with pytest.raises(SourceError, match="import it instead"):
        collect(files, evidence, FixtureFetcher())


# Live, on this machine


def test_live_end_to_end_against_a_server_that_misbehaves(evidence: Evidence) -> None:
    paths = [
        "/fine",
        "/gzip",
        "/silence",
        "/bomb",
        "/not-found",
        "/to-private",
        "/lies-longer",
        "/reset",
        "/wrong-charset",
    ]
    with hostile_server() as server:
        declared = Source(
            id="hostile",
            name="n",
            owner="o",
            adapter="web",
            scope=(f"127.0.0.1:{server.port}",),
            private_hosts=("127.0.0.1",),
            entry=tuple(f"{server.url}{path}" for path in paths),
            settings={"kind": "urls"},
            pace=0,
        )
        limits = Limits(connect=0.3, read=0.2, total=0.5)
        fetcher = live_fetcher(declared, evidence, contact="ops@example.org", limits=limits)
        fetcher._backoff = 0
        report = collect(declared, evidence, fetcher)
    assert (report.new, report.vanished, report.failed) == (9, 1, 5)
    assert report.sweep.failures == 5
    good = [
        c.url.rsplit("/", 1)[1] for c in evidence.captures() if is_good(c.http_status, c.failure) and c.role == "detail"
    ]
    assert sorted(good) == ["fine", "gzip", "wrong-charset"]
    assert [c.role for c in evidence.captures() if c.url.endswith("robots.txt")] == ["robots"]
