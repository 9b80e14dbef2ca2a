"""The main journeys, in a real browser, as people make them: by what they read on a page, from the page before.

| who | journey |
|---|---|
| analyst | find 激光雷达 and reach the archived words |
| analyst | narrow by facets and take what is shown along |
| compliance officer | screen a spreadsheet, judge a hit, download the record, screen it again and compare |
| anybody named | reply to a record |
| scholar | follow a need to an outcome |
| journalist | compare a published claim with ours |
| scholar | open the records behind a figure, down to the evidence |
| journalist | from a posting to all that an organisation was named in |
| research-security officer | expose a technology |
| ministry | take along the pack of a country |
| anybody | switch to Chinese and stay in it |
| coder | sign in, code a record and see it |
| anybody | follow a link into a folded part, and print |

`test_keyboard.py` makes the first without a mouse.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from tests.browser.conftest import PASSWORD, Opener, Served
from tests.read.office_files import xlsx

LIDAR = "激光雷达"
pytestmark = pytest.mark.slow


def total(page: Page) -> int:
    """The number of records that a list says it has."""
    return int(re.sub(r"\D", "", page.get_by_role("status").first.inner_text()))


def table(download: Download) -> list[dict[str, str]]:
    """The rows of a CSV file that was downloaded, without the notice that stands below them."""
    rows = list(csv.DictReader(io.StringIO(Path(download.path()).read_text(encoding="utf-8-sig"))))
    assert "not wrongdoing" in str(rows[-1]) + str(rows[-2])
    return [row for row in rows if next(iter(row.values()))]


def search(page: Page, words: str) -> None:
    """Search from the head of any page."""
    page.get_by_role("banner").get_by_role("searchbox").fill(words)
    page.get_by_role("banner").get_by_role("button", name="Search").click()


def test_find_words_and_reach_the_archived_page(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/")
    search(page, LIDAR)
    assert total(page) > 0
    expect(page.locator("article.card mark").first).to_have_text(LIDAR)
    page.locator("article.card").first.get_by_role("link").first.click()
    words = page.get_by_role("region", name="Original text").locator("a", has_text=LIDAR).first
    words.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("LiDAR and 3D ranging")
    page.get_by_role("region", name="Evidence", exact=True).get_by_role("link", name="Open the capture").click()
    archived = page.frame_locator("iframe[title='Archived page, inert']")
    expect(archived.get_by_text(LIDAR).first).to_be_visible()
    digest = page.locator("dd code").first.inner_text()
    assert re.fullmatch("[0-9a-f]{64}", digest)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the WARC record").click()
    assert digest_of_payload(Path(download.value.path())) == digest


def digest_of_payload(path: Path) -> str:
    """The digest of the body in a WARC record, by another library than ours."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415

    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type in ("response", "resource"):
                return hashlib.sha256(record.content_stream().read()).hexdigest()
    raise AssertionError("the file holds no record of an answer")


def test_narrow_and_take_along(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/opportunities")
    everything = total(page)
    for facet in ("Country", "Year"):
        choice = page.get_by_role("region", name=facet, exact=True).get_by_role("listitem").first
        stated = int(choice.locator(".count").inner_text().replace(",", ""))
        choice.get_by_role("link").click()
        assert total(page) == stated < everything
    permalink = page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = table(download.value)
    assert len(rows) == total(page)
    assert len({row["host_country"] for row in rows}) == 1
    again = opened(server.address)
    again.goto(permalink)
    assert total(again) == len(rows)


def test_screen_a_spreadsheet(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/organisations")
    known = page.get_by_role("main").locator("tbody th a, article h3 a, li h3 a").first.inner_text()
    rows = [["Name", "Country"], ["北京航空航天大学", "China"], [known, ""], ["No Such Firm Zzyzx", ""]]
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Screen").click()
    file = {"name": "partners.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx(rows)}
    page.get_by_label("Or choose a file").set_input_files(file)
    page.get_by_role("button", name="Screen", exact=True).click()
    expect(page.get_by_label("Column of the names").locator("option:checked")).to_have_text("Name")
    expect(page.get_by_role("table", name="First rows")).to_contain_text("北京航空航天大学")
    page.get_by_role("button", name="Screen 3 rows").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Screening of 3 names")
    beihang = page.locator("article.answer", has_text="北京航空航天大学")
    expect(beihang.locator(".hit").first).to_contain_text("国防七子")
    expect(page.locator("article.answer.none", has_text="Zzyzx")).to_be_visible()
    beihang.get_by_text("Judge this hit").first.click()
    beihang.get_by_label("the same", exact=True).first.check()
    beihang.get_by_role("textbox").first.fill("The ministry's own page says so.")
    beihang.get_by_role("button").first.click()
    expect(page.get_by_role("status").filter(has_text="Kept")).to_be_visible()
    expect(beihang.get_by_role("list", name="What people say")).to_contain_text("The ministry's own page says so.")
    for form, magic in (("CSV", b"\xef\xbb\xbf"), ("PDF", b"%PDF")):
        with page.expect_download() as download:
            page.get_by_role("link", name=form, exact=True).click()
        assert Path(download.value.path()).read_bytes().startswith(magic)
    page.get_by_role("region", name="Later, or on another day").get_by_label("As of").fill("2020-01-01")
    page.get_by_role("button", name="Screen these names again").click()
    expect(page.get_by_text("as of 2020-01-01").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Compare with the screening")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two screenings of the same names")
    expect(page.get_by_role("table", name="What was asked")).to_contain_text("2020-01-01")


def test_a_reply_is_received_and_waits(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/opportunities?q=" + LIDAR)
    page.locator("article.card").first.get_by_role("link").first.click()
    reply = page.get_by_role("region", name="Right of reply")
    reply.get_by_text("Write a reply").click()
    reply.get_by_label("Name of the organisation").fill("Lidarex GmbH")
    reply.get_by_label("Statement").fill("We were never asked.")
    reply.get_by_role("button", name="Send").click()
    expect(reply.get_by_role("status")).to_be_in_viewport()
    expect(reply.get_by_role("status")).to_contain_text(re.compile("Received.*dec-[0-9a-f]+"))
    expect(reply.get_by_role("figure").first).to_contain_text("waits for an editor")


def test_follow_a_need_to_an_outcome(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Needs").click()
    page.get_by_label("Answered").select_option("answered")
    page.get_by_role("button", name="Apply").click()
    row = (
        page.get_by_role("table", name="Needs")
        .get_by_role("row")
        .filter(has=page.locator("td:last-child", has_text=re.compile(r"^\s*[1-9]")))
    )
    name = row.first.get_by_role("link").first
    need = name.inner_text()
    name.click()
    assert page.get_by_role("heading", level=1).inner_text() in need
    expect(page.locator("article.card").first).to_be_visible()
    outcome = page.locator("article.outcome").first
    statement = outcome.locator("p").first.inner_text()
    expect(page.locator("p.through").first).to_contain_text(re.compile(r"\d{4}"))
    outcome.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("region", name="What followed")).to_contain_text(statement)


def test_compare_a_claim(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/claims")
    claims = page.get_by_role("table", name="Published figures beside ours")
    claims.get_by_role("link", name="Share of posts from Russia, the United States").click()
    whole = page.get_by_role("region", name="C007")
    expect(whole).to_contain_text("nearly half")
    expect(whole).to_contain_text("strategicstudyindia.com")
    ours = whole.locator("div", has=page.get_by_role("heading", name="Ours")).last
    expect(ours).to_contain_text("synthetic")  # so that no figure stands there to be mistaken for a finding
    expect(whole).to_contain_text("not comparable")
    ours.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("four largest host countries")


def test_open_the_records_behind_a_figure(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/figures")
    page.get_by_role("link", name="Which forms of cooperation are offered or sought?").click()
    expect(page.locator("figure.chart img").first).to_be_visible()
    assert page.locator("figure.chart img").first.evaluate("image => image.naturalWidth") > 0
    row = page.locator("table.measured tbody tr", has_text="Joint research and development").first
    count = row.locator("td.number a").first
    stated = int(count.inner_text().replace(",", ""))
    count.click()
    expect(page.locator("p.lead")).to_contain_text(f"{stated:,}")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert len(table(download.value)) == stated
    page.locator("article.card").first.get_by_role("link").first.click()
    codes = page.get_by_role("complementary", name="What it shows")
    codes.get_by_role("link", name="Joint research and development").first.click()
    expect(page.locator(":target")).to_be_visible()
    expect(page.get_by_role("region", name="Evidence", exact=True)).to_contain_text("SHA-256")


def test_from_a_posting_to_its_organisation(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/opportunities?q=" + LIDAR)
    name = page.locator("article.card a[href^='/organisations/']").first
    organisation = name.inner_text()
    name.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(organisation)
    line = page.get_by_role("region", name="Time line")
    expect(line).to_contain_text(LIDAR)
    with page.expect_download() as download:
        page.get_by_role("complementary").get_by_role("link", name="CSV").click()
    assert table(download.value)
    line.get_by_role("link", name=re.compile(LIDAR)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(LIDAR)


def test_expose_a_technology(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Expose").click()
    page.get_by_label("Title").fill("Solid-state LiDAR")
    page.get_by_label("Description").fill("A solid-state LiDAR for cars with a laser at 1550 nm and no moving parts.")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("region", name="What was recognised")).to_contain_text("LiDAR")
    expect(page.get_by_role("region", name="Needs", exact=True)).to_contain_text("LiDAR")
    page.get_by_role("region", name="Opportunities", exact=True).get_by_role("article").first.get_by_role(
        "link"
    ).first.click()
    expect(page.get_by_role("region", name="Original text")).to_contain_text("激光")


def test_take_along_the_pack_of_a_country(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/places")
    page.get_by_role("main").get_by_role("link", name="Portugal", exact=True).first.click()
    page.get_by_text("Pack or brief to take along").click()
    page.get_by_role("button", name="Make a pack (ZIP)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pack: Portugal")
    button = page.get_by_role("link", name=re.compile("Download"))
    expect(button).to_be_visible(timeout=180_000)  # the page tells it by itself
    digest = page.locator("code.digest").inner_text()
    with page.expect_download() as download:
        button.click()
    packed = Path(download.value.path()).read_bytes()
    assert hashlib.sha256(packed).hexdigest() == digest
    with zipfile.ZipFile(io.BytesIO(packed)) as pack:
        names = pack.namelist()
        assert pack.testzip() is None
        notice = next(name for name in names if name.endswith("NOTICE.txt") or name.endswith("README.md"))
        assert "not wrongdoing" in pack.read(notice).decode()


def test_switch_to_chinese_and_stay(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/opportunities?q=" + LIDAR)
    found = total(page)
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert total(page) == found
    page.locator("article.card").first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="证据", exact=True)).to_be_visible()
    page.locator("nav.pages a[href^='/figures']").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("banner").get_by_role("searchbox").fill("芯片")
    page.get_by_role("banner").get_by_role("button").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_a_coder_signs_in_and_codes(team: Served, opened: Opener) -> None:
    page = opened(team.address)
    page.goto("/opportunities?q=" + LIDAR)
    page.get_by_label("Name").fill("coder")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.locator("article.card").first.get_by_role("link").first.click()
    page.get_by_label("Code this record").select_option(label="Stage")
    page.get_by_role("button", name="Choose values").click()
    page.get_by_role("group", name="Stage").get_by_role("radio").nth(2).check()
    chosen = page.get_by_role("radio", checked=True).evaluate(
        "one => one.parentNode.firstChild.nextSibling.data.trim()"
    )
    page.get_by_label("Words that prove it").fill(LIDAR)
    page.get_by_role("button", name="Save the codes").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    codes = page.get_by_role("region", name="Codes of all coders")
    expect(codes.get_by_role("columnheader", name="coder", exact=True)).to_be_visible()
    expect(codes.get_by_role("row").filter(has_text=chosen).filter(has_text="in the next edition")).to_be_visible()


def test_what_a_link_leads_to_is_unfolded_and_paper_has_no_folds(server: Served, opened: Opener) -> None:
    page = opened(server.address)
    page.goto("/opportunities?q=" + LIDAR)
    page.locator("article.card").first.get_by_role("link").first.click()
    notes = page.locator("#words ol.notes")
    expect(notes).to_be_hidden()
    page.locator(".text a.w", has_text=LIDAR).first.click()
    expect(page.locator("#words :target")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#read table").first).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#read table").first).to_be_hidden()
    expect(notes).to_be_visible()
