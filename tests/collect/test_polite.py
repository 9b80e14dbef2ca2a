from __future__ import annotations

from email.utils import format_datetime

import pytest

from attache.collect.exchange import Request, Response
from attache.collect.fixture import Answer, FixtureFetcher, Page
from attache.collect.polite import LONGEST_WAIT, PoliteFetcher, conditional
from tests.collect.clock import FakeClock

SITE = "http://site.example"


class Site:
    """A made-up site behind a polite fetcher with a fake clock."""

    def __init__(self, pages: dict[str, Page], **options: object) -> None:
        self.clock = FakeClock()
        self.fixture = FixtureFetcher({f"{SITE}{path}": page for path, page in pages.items()}, now=self.clock.now)
        self.times: list[float] = []
        self.robots: list[Response] = []
        settings: dict[str, object] = {"pace": 5.0, "backoff": 4.0, "record": self.robots.append} | options
        self.fetcher = PoliteFetcher(
            self,
            clock=self.clock.monotonic,
            sleep=self.clock.sleep,
            today=self.clock.today,
            now=self.clock.now,
            **settings,  # type: ignore[arg-type]
        )

    def fetch(self, request: Request) -> Response:
        self.times.append(self.clock.seconds)
        return self.fixture.fetch(request)

    def ask(self, path: str) -> Response:
        return self.fetcher.fetch(Request(f"{SITE}{path}"))

    @property
    def paths(self) -> list[str]:
        return [url.removeprefix(SITE) for url in self.fixture.asked]


def robots(text: str, **pages: Page) -> Site:
    return Site({"/robots.txt": text, **{f"/{name}": page for name, page in pages.items()}})


def test_one_request_at_a_time_at_a_pace() -> None:
    site = Site({"/a": "a", "/b": "b", "/c": "c"})
    for path in ("/a", "/b", "/c"):
        assert site.ask(path).status == 200
    assert site.times == [0, 5, 10, 15]
    assert site.paths == ["/robots.txt", "/a", "/b", "/c"]


def test_the_pace_is_from_start_to_start_without_jitter() -> None:
    site = Site({"/a": "a", "/b": "b"})
    site.ask("/a")
    site.clock.sleep(3)
    site.ask("/b")
    site.clock.sleep(60)
    site.ask("/a")
    assert site.times == [0, 5, 10, 70]


def test_hosts_do_not_wait_for_each_other() -> None:
    site = Site({})
    for host in ("one", "two", "three"):
        site.fetcher.fetch(Request(f"http://{host}.example/"))
    assert site.times == [0, 5, 5, 10, 10, 15]


def test_robots_are_obeyed_and_kept() -> None:
    site = robots("User-agent: *\nDisallow: /private\n", public="p", private="q")
    assert site.ask("/public").status == 200
    blocked = site.ask("/private")
    assert (blocked.status, blocked.failure) == (None, "blocked by robots.txt")
    assert "/private" not in site.paths
    assert [r.request.role for r in site.robots] == ["robots"]


def test_robots_for_us_by_name() -> None:
    site = robots("User-agent: attache\nDisallow: /\n\nUser-agent: *\nDisallow:\n", a="a")
    assert site.ask("/a").failure == "blocked by robots.txt"


def test_crawl_delay_is_obeyed_up_to_a_limit() -> None:
    slow = robots("User-agent: *\nCrawl-delay: 30\n", a="a")
    slow.ask("/a")
    slow.ask("/a")
    assert slow.times == [0, 5, 35]
    absurd = robots("User-agent: *\nCrawl-delay: 86400\n", a="a")
    absurd.ask("/a")
    absurd.ask("/a")
    assert absurd.times == [0, 5, 125]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_robots_allows_all(status: int) -> None:
    assert Site({"/robots.txt": status, "/a": "a"}).ask("/a").status == 200


@pytest.mark.parametrize("page", [500, 503, Answer(failure="timeout: x"), Answer(failure="no connection: x")])
def test_unreachable_robots_forbid_all_for_now(page: Page) -> None:
    site = Site({"/robots.txt": page, "/a": "a"})
    for _ in range(3):
        answer = site.ask("/a")
        assert answer.status is None
        assert (answer.failure or "").startswith("robots.txt could not be read (")
    assert set(site.paths) == {"/robots.txt"}
    assert len(site.paths) == 3
    site.fixture._pages[f"{SITE}/robots.txt"] = 404
    site.clock.pass_days(1.1)
    assert site.ask("/a").status == 200


def test_robots_that_are_no_robots() -> None:
    page = Answer(b"\xff\xfe\x00<html>" * 1000, headers=(("Content-Type", "text/html"),))
    assert Site({"/robots.txt": page, "/a": "a"}).ask("/a").status == 200


def test_robots_that_redirect_in_circles_count_as_none() -> None:
    loop = Answer(status=302, headers=(("Location", "/robots.txt"),))
    assert Site({"/robots.txt": loop, "/a": "a"}).ask("/a").status == 200


def test_backs_off_twice_as_long_each_time_and_gives_up() -> None:
    site = Site({"/robots.txt": 404, "/a": 503})
    response = site.ask("/a")
    assert site.times == [0, 5, 10, 18]
    assert (response.status, response.failure) == (503, "HTTP 503, 3 attempts")


def test_recovers_after_transient_failures() -> None:
    site = Site({"/robots.txt": 404, "/a": [503, Answer(failure="timeout"), "back"]})
    assert site.ask("/a").body == b"back"


@pytest.mark.parametrize("status", [400, 403, 404, 410, 501])
def test_answers_that_mean_it_are_not_asked_again(status: int) -> None:
    site = Site({"/robots.txt": 404, "/a": status})
    assert site.ask("/a").status == status
    assert site.paths.count("/a") == 1


@pytest.mark.parametrize("failure", ["refused: x", "too large: x", "too slow: x", "bad gzip: x", "outside the scope"])
def test_failures_that_would_come_again_are_not_asked_again(failure: str) -> None:
    site = Site({"/robots.txt": 404, "/a": Answer(failure=failure)})
    assert site.ask("/a").failure == failure
    assert site.paths.count("/a") == 1


def busy(retry_after: str) -> Answer:
    return Answer(status=429, headers=(("Retry-After", retry_after),))


def test_retry_after_seconds() -> None:
    site = Site({"/robots.txt": 404, "/a": [busy("70"), "now"], "/b": "b"})
    assert site.ask("/a").body == b"now"
    assert site.times == [0, 5, 75]


def test_retry_after_date() -> None:
    site = Site({"/robots.txt": 404})
    when = format_datetime(site.clock.today().replace(minute=2), usegmt=True)
    site.fixture._pages[f"{SITE}/a"] = [busy(when), "now"]
    assert site.ask("/a").body == b"now"
    assert site.times == [0, 5, 120]


@pytest.mark.parametrize("value", ["100000", "99999999999999999999999999", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_host_that_wants_to_be_left_alone_is(value: str) -> None:
    site = Site({"/robots.txt": 404, "/a": busy(value), "/b": "b"})
    assert "left alone" in (site.ask("/a").failure or "")
    assert "left alone" in (site.ask("/b").failure or "")
    assert site.paths == ["/robots.txt", "/a"]
    assert site.clock.seconds < LONGEST_WAIT


@pytest.mark.parametrize("value", ["soon", "-5", "", "1e9", "Fri, 99 Foo 2100", "٣"])
def test_a_retry_after_without_sense_means_the_usual_pause(value: str) -> None:
    site = Site({"/robots.txt": 404, "/a": [busy(value), "now"]})
    assert site.ask("/a").body == b"now"
    assert site.times == [0, 5, 10]


def test_redirects_pass_the_same_checks() -> None:
    there = Answer(status=302, headers=(("Location", "/private/x"),))
    site = Site({"/robots.txt": "User-agent: *\nDisallow: /private\n", "/a": there, "/private/x": "x"})
    response = site.ask("/a")
    assert response.failure == "blocked by robots.txt"
    assert (response.url, response.redirects) == (f"{SITE}/private/x", (f"{SITE}/a",))
    assert "/private/x" not in site.paths


def test_conditional_fields() -> None:
    assert conditional('"a"', None) == (("If-None-Match", '"a"'),)
    assert conditional(None, "Mon, 01 Jan 2024 00:00:00 GMT") == (
        ("If-Modified-Since", "Mon, 01 Jan 2024 00:00:00 GMT"),
    )
    assert conditional('"a\r\nX: y"', "\u4e2d") == ()
    assert conditional(None, None) == ()
