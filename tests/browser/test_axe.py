"""axe-core over every page, in both languages, light and dark, wide and narrow: nothing at all; no error in any console."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.addresses import addresses
from tests.browser.conftest import PASSWORD, Opener, Served, Watched

pytestmark = pytest.mark.slow


def faults(page: Page) -> list[str]:
    """What axe finds, as `rule: places`."""
    page.wait_for_load_state("load")
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{one['id']} ({one['impact']}): {_places(one)}" for one in found]


def _places(one: dict[str, Any]) -> str:
    return "; ".join(f"{node['target']} {node['failureSummary'].splitlines()[-1].strip()}" for node in one["nodes"][:3])


@pytest.mark.parametrize(("lang", "scheme", "width"), [("en", "light", 1280), ("zh", "dark", 390)])
def test_no_page_shuts_anybody_out(
    server: Served, opened: Opener, watched: Watched, lang: str, scheme: str, width: int
) -> None:
    asks_frames = "Failed to execute 'postMessage'"  # axe itself, of the sandboxed frame, which does not answer
    watched.expected = ("the server responded with a status of 4", asks_frames)
    page = opened(
        server.address, color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}
    )
    page.goto(f"/?lang={lang}")
    found = {}
    for address in addresses(server.app):
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}")
        if problems := [*faults(page), *structure(page)]:
            found[address] = problems
    assert not found, "\n".join(f"{address}: {one}" for address, ones in found.items() for one in ones)


@pytest.mark.parametrize(("lang", "scheme", "width"), [("en", "light", 1280), ("zh", "dark", 390)])
def test_what_is_made_on_the_way(server: Served, opened: Opener, lang: str, scheme: str, width: int) -> None:
    page = opened(server.address, color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(f"/screen?lang={lang}")
    page.locator("textarea").first.fill("北京航空航天大学\nHarbin Engineering University; China\nNobody At All GmbH")
    page.locator("main form button:not(.plain)").last.click()
    page.wait_for_url("**/screenings/**")
    assert not [*faults(page), *structure(page)]
    page.locator("article.answer .hit").first.locator("summary").first.click()
    assert not [*faults(page), *structure(page)]
    follow(page, page.locator("section.later form button"))
    follow(page, page.locator("section.later li a").first)
    assert not [*faults(page), *structure(page)]
    page.goto(f"/coding?lang={lang}")
    follow(page, page.locator("section.sample td a.button").first)
    assert not [*faults(page), *structure(page)]
    page.goto(f"/expose?lang={lang}")
    page.locator("textarea").first.fill("A solid-state LiDAR with a laser at 1550 nm.")
    follow(page, page.locator("main form button:not(.plain)").last)
    assert not [*faults(page), *structure(page)]
    page.goto(f"/countries/PT?lang={lang}")
    page.locator("details.order > summary").click()
    page.locator("details.order form button").first.click()
    page.wait_for_url("**/taken/**")
    assert not [*faults(page), *structure(page)]


def follow(page: Page, link: Locator) -> None:
    """Click what leads to another page, and wait for that."""
    with page.expect_navigation():
        link.click()


def test_what_a_link_leads_to_can_be_read_in_the_dark(server: Served, opened: Opener) -> None:
    page = opened(server.address, color_scheme="dark")
    page.goto("/codebook/technology_field")
    page.goto("/codebook/technology_field#" + page.locator("ul.values li[id]").nth(3).get_attribute("id"))
    expect(page.locator(":target")).to_be_visible()
    assert not faults(page)
    page.goto("/opportunities?q=激光雷达")
    page.locator("article.card").first.get_by_role("link").first.click()
    page.get_by_role("region", name="Original text").locator("a").first.click()
    assert "#" in page.url
    assert not faults(page)


def structure(page: Page) -> list[str]:
    """What axe leaves to others: one heading of the first level, none skipped, no wider than the window."""
    levels: list[int] = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    told = [] if levels.count(1) == 1 else [f"{levels.count(1)} headings of the first level"]
    if any(later - before > 1 for before, later in pairwise(levels)):
        told.append(f"headings skip a level: {levels}")
    return [*told, *([f"{wide} pixels wider than the window"] if wide > 0 else [])]


def test_pages_of_a_team(team: Served, opened: Opener, watched: Watched) -> None:
    watched.expected = ("the server responded with a status of 403",)
    page = opened(team.address, viewport={"width": 390, "height": 800})
    page.goto("/sign-in")
    assert not faults(page)
    page.get_by_label("Name").fill("coder")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    for address in ("/account", "/people", "/"):
        page.goto(address)
        assert not faults(page), address
