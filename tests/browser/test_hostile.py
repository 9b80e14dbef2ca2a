"""Hostile text in everything that comes from elsewhere: no page, feed, export, brief or pack lets it take effect."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from attache.core.workspace import Workspace
from attache.publish.csvs import safe_cell
from tests.browser.conftest import Opener, Served, Watched, served
from tests.browser.hostile import ELSEWHERE, FORMULAS, MARKUP, make_hostile
from tests.cli.conftest import Run, run

__all__ = ["run"]

pytestmark = pytest.mark.slow
EACH = 2
"""Pages that are opened of each kind, which is the first word of a path and how many follow."""
TROUBLES = """() => {
  const every = [...document.querySelectorAll("*")];
  const link = (e) => ["href", "src", "action", "formaction", "xlink:href"].map((name) => e.getAttribute(name));
  const own = (address) => new URL(address, location.href).origin === location.origin;
  return [
    [window.pwned !== undefined, "a script of the collected text ran"],
    [every.some((e) => [...e.attributes].some((a) => a.name.startsWith("on"))), "an element with a handler"],
    [every.some((e) => link(e).some((a) => a && /^\\s*(javascript:|vbscript:|data:text)/i.test(a))), "a link that runs"],
    [[...document.scripts].some((e) => !e.src || !own(e.src)), "a script that is not ours"],
    [every.some((e) => e.matches("style, base, object, embed, meta[http-equiv], [style]")), "an element of another"],
    [[...document.querySelectorAll("iframe")].some((e) => e.getAttribute("sandbox") !== ""), "an open frame"],
    [[...document.forms].some((e) => !own(e.action)), "a form to elsewhere"],
    [every.some((e) => !e.matches("textarea") && [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE
      && /[\\u202a-\\u202e\\u2066-\\u2069]/.test(n.data))), "text that turns its direction"],
    [document.body.innerText.includes("49") && document.body.innerText.includes("{{ 49"), "a template ran"],
    [every.some((e) => e.matches("a[target]") && !(e.rel || "").includes("noopener")), "a window that holds ours"],
  ].filter(([found]) => found).map(([, what]) => what);
}"""


@pytest.fixture(scope="module")
def hostile_space(
    browser: Browser, demo_copy: Callable[[Path], Workspace], tmp_path_factory: pytest.TempPathFactory
) -> Workspace:
    return make_hostile(demo_copy(tmp_path_factory.mktemp("hostile") / "demo"))


@pytest.fixture(scope="module")
def hostile(hostile_space: Workspace) -> Iterator[Served]:
    yield from served(hostile_space, counted=True)


def kind_of(path: str) -> str:
    """What pages have in common: the first word of the path, its length, and how it ends."""
    words = path.strip("/").split("/")
    return f"{words[0]}/{len(words)}/{words[-1].rpartition('.')[2] if '.' in words[-1] else ''}"


def test_pages_and_what_they_lead_to(hostile: Served, opened: Opener, watched: Watched) -> None:
    page = opened(hostile.address)
    seen, kinds, files = {"/"}, Counter[str](), []
    waiting = deque(["/", f"/opportunities?q={MARKUP[1]}", f"/opportunities?q={FORMULAS[0]}", "/nowhere<script>"])
    watched.expected = ("status of 404", "status of 400")
    found: dict[str, list[str]] = {}
    while waiting:
        address = waiting.popleft()
        answer = page.request.get(hostile.address + address, max_redirects=0)
        if "text/html" not in answer.headers.get("content-type", ""):
            files.append((address, answer.headers, answer.body()))
            continue
        page.goto(address)
        if troubles := page.evaluate(TROUBLES):
            found[address] = troubles
        assert answer.status < 500, address
        for href in page.evaluate("[...document.links].map(a => a.href)"):
            parts = urlsplit(urljoin(hostile.address + address, href))
            key = parts.path
            if f"{parts.scheme}://{parts.netloc}" != hostile.address or key in seen or kinds[kind_of(key)] >= EACH:
                continue
            seen.add(key)
            kinds[kind_of(key)] += 1
            waiting.append(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    assert not found
    assert len(kinds) > 25, kinds
    for address, headers, body in files:
        inert_file(address, headers, body)
    assert {"csv", "json", "atom"} <= {urlsplit(address).path.rpartition(".")[2] for address, _, _ in files}


def inert_file(address: str, headers: dict[str, str], body: bytes) -> None:
    """A file is taken for what it is, its cells for texts, its feed for a feed."""
    assert headers["x-content-type-options"] == "nosniff", address
    kind = headers["content-type"].partition(";")[0]
    if kind == "text/csv":
        inert_cells(body.decode("utf-8-sig"), address)
    elif kind == "application/atom+xml":
        inert_feed(body, address)
    elif kind == "image/svg+xml":
        tree = ElementTree.fromstring(body)  # noqa: S314 -- our own
        assert not {one.tag.rpartition("}")[2] for one in tree.iter()} & {"script", "foreignObject", "iframe"}, address
        assert not [name for one in tree.iter() for name in one.attrib if name.startswith("on")], address
    else:
        attached = "attachment" in headers.get("content-disposition", "")
        assert attached or kind.endswith("json") or kind in ("image/png", "text/plain"), (address, kind)


def inert_cells(text: str, where: str) -> None:
    """No cell is a formula; numbers may begin with a sign."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) > 1, where
    for cell in (cell for row in rows for cell in row):
        if safe_cell(cell) != cell:
            assert cell.startswith("'") or is_number(cell), (where, cell)


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def inert_feed(body: bytes, where: str) -> None:
    """Entries are plain text, links lead to the web."""
    tree = ElementTree.fromstring(body)  # noqa: S314 -- our own
    atom = "{http://www.w3.org/2005/Atom}"
    assert {one.get("type", "text") for name in ("title", "summary") for one in tree.iter(atom + name)} <= {"text"}, (
        where
    )
    links = [one.get("href", "") for one in tree.iter(atom + "link")]
    assert all(link.startswith(("http://", "https://", "/", "urn:")) for link in links), where


def test_replayed_pages_do_nothing(hostile: Served, opened: Opener) -> None:
    page = opened(hostile.address)
    shots = hostile.app.state.site.view().shelf.rows(
        "select capture_id from shots join cards using (document_id) where source_id = 'hostile'"
    )
    assert len(shots) > len(MARKUP)
    for shot in shots:
        page.goto(f"/captures/{shot['capture_id']}")
        frame = page.frame_locator("iframe")
        frame.locator("body").wait_for()
        inner = page.frames[1]
        assert urlsplit(inner.url).path.endswith("/replay")
        assert not page.evaluate("window.pwned"), shot
        assert inner.locator("script, base, object, embed, iframe, form, link, meta[http-equiv]").count() == 0
        assert inner.locator("style").all_inner_texts() == [inner.locator("style").first.inner_text()]  # ours alone
        assert ELSEWHERE not in inner.locator("style").first.inner_text()
        assert inner.locator("[onerror], [onload], [onfocus], [src^=http], [href], [style]").count() == 0
        page.goto(f"/captures/{shot['capture_id']}/replay")
        assert page.evaluate("document.scripts.length") == 0


def test_what_visitors_write_does_nothing(hostile: Served, opened: Opener) -> None:
    page = opened(hostile.address)
    page.goto("/screen")
    names = [f"{formula}{markup}".replace("\r", " ") for markup in MARKUP for formula in FORMULAS[:2]]
    page.get_by_label("Paste names").fill("\n".join(names))
    page.get_by_role("button", name="Screen", exact=True).click()
    page.locator("article.answer").first.wait_for()
    assert not page.evaluate(TROUBLES)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    inert_cells(Path(download.value.path()).read_text("utf-8-sig"), "screening")
    page.goto("/screenings")
    assert not page.evaluate(TROUBLES)
    page.goto("/expose")
    page.get_by_label("Title").fill(MARKUP[1])
    page.get_by_label("Description").fill("激光雷达 LiDAR " + " ".join(MARKUP))
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("region", name="What was recognised").wait_for()
    assert not page.evaluate(TROUBLES)


def test_briefs_and_packs(hostile_space: Workspace, opened: Opener, run: Run, tmp_path: Path) -> None:
    brief, pack = tmp_path / "brief.html", tmp_path / "pack.zip"
    where = ("-w", str(hostile_space.root))
    assert run("brief", "-o", str(brief), "--country", "DE", *where).status == 0
    assert run("pack", "-o", str(pack), "--country", "DE", "--no-evidence", *where).status == 0
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path / "pack")
    page = opened("file://")
    written = [brief, *sorted((tmp_path / "pack").rglob("*.html"))[:12]]
    assert len(written) > 1
    for path in written:
        page.goto(path.as_uri())
        assert not inert_document(page), path
    for path in (tmp_path / "pack").rglob("*.csv"):
        inert_cells(path.read_text("utf-8-sig"), path.name)


def inert_document(page: Page) -> list[str]:
    """What takes effect in a document of one file, which may have a style of its own."""
    troubles: list[str] = page.evaluate(TROUBLES)
    assert ELSEWHERE in page.content()
    return [one for one in troubles if one not in ("an element of another", "a script that is not ours")]
