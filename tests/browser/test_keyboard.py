"""Everything that counts can be done without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from attache.build.measuring import open_frame
from attache.build.registering import Plan, register
from tests.browser.conftest import PASSWORD, Opener, Served

LIDAR = "激光雷达"
pytestmark = pytest.mark.slow
FOCUSED = "document.activeElement"
SHOWN = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
}"""


def tab_to(page: Page, test: str, most: int = 400) -> None:
    """Press Tab until a condition on the focused element `e` holds; what has the focus must show it each time."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const e = {FOCUSED}; return Boolean({test}); }})()"):
            assert page.evaluate(SHOWN), "the focus is not shown"
            return
    raise AssertionError(f"no element is reached by {most} times Tab: {test}")


def test_find_words_and_reach_the_archived_page_by_keys(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/")
    tab_to(page, "e.matches('a.skip')", most=1)
    tab_to(page, "e.matches('header.site input[type=search]')", most=5)
    page.keyboard.type(LIDAR)
    page.keyboard.press("Enter")
    expect(page.locator("article.card").first).to_be_visible()
    tab_to(page, "e.matches('a.skip')", most=1)
    page.keyboard.press("Enter")
    tab_to(page, "e.matches('article.card h3 a')")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Original text")).to_be_visible()
    tab_to(page, f"e.matches('.text a') && e.textContent.includes('{LIDAR}')")
    expect(page.get_by_role("tooltip")).to_contain_text("LiDAR and 3D ranging")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()
    tab_to(page, "e.matches(\"a[href^='/captures/']\") && e.closest('section#evidence')")
    page.keyboard.press("Enter")
    archived = page.frame_locator("iframe[title='Archived page, inert']")
    expect(archived.get_by_text(LIDAR).first).to_be_attached()
    tab_to(page, "e.matches('a[download]')")


def test_code_a_sample_by_keys(team: Served, opened: Opener) -> None:
    site = team.app.state.site
    edition = site.view().edition
    plan = Plan("codes", 3, 29, question="At which stage?", variables=("stage",))
    register(site.ledger, edition, open_frame(edition), plan, author="head")
    page = opened(team.address)
    page.goto("/coding")
    page.get_by_label("Name").fill("coder")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="At which stage?")).to_be_visible()
    tab_to(page, "e.matches('section.sample td a.button')")
    page.keyboard.press("Enter")
    for number in range(1, 4):
        expect(page.get_by_text(f"Record {number} of 3")).to_be_visible()
        expect(page.locator("fieldset.values input:focus")).to_have_count(1)  # nobody has to look for the values
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("the last one that waited")
    expect(page.get_by_role("row").filter(has_text="Stage")).to_contain_text("3 / 3")


def test_narrow_by_keys(server: Served, opened: Opener) -> None:
    page = opened(server.address, viewport={"width": 390, "height": 800})
    page.goto("/opportunities?q=" + LIDAR)
    tab_to(page, "e.matches('details.narrow > summary')")
    page.keyboard.press("Enter")
    tab_to(page, "e.closest('.facet')")
    page.keyboard.press("Enter")
    expect(page.locator("p.chosen a").first).to_be_visible()
    tab_to(page, "e.closest('p.chosen')")
    page.keyboard.press("Enter")
    expect(page.locator("p.chosen")).to_have_count(0)
