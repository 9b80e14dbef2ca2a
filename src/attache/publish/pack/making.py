"""Making a pack: the files of a folder, one after the other, in an order that never changes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from attache.build.edition import Edition
from attache.core.errors import WorkspaceError
from attache.measure.labels import group_label
from attache.publish.brief import Asked, Brief, make_brief
from attache.publish.brief.asking import select
from attache.publish.brief.html import to_html
from attache.publish.brief.model import (
    Block,
    Cell,
    Facts,
    Figure,
    Head,
    Line,
    Paragraph,
    Run,
    Section,
    Source,
    Table,
)
from attache.publish.brief.words import say, word
from attache.publish.pack.archive import WARC, write_warc
from attache.publish.pack.contents import Contents, page_of
from attache.publish.pack.pages import Pages
from attache.publish.pack.papers import notice_text, readme_text
from attache.publish.pack.tables import captures_csv, rows_csv, tables

__all__ = ["File", "make_pack"]

_TABLES = ("records", "codes", "values", "organisations", "rows")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a pack: its path there, and its bytes or the file that holds them."""

    path: str
    body: bytes | Path


def make_pack(
    edition: Edition,
    asked: Asked,
    evidence: Path | None,
    *,
    language: str = "en",
) -> Iterator[File]:
    """Yield the files of the pack of an edition for what was asked; nothing in them depends on the clock.

    `evidence` is the folder of the WARC files; None leaves the archived responses out. The sums come last, with
    `writing.write_pack`. Errors are those of `make_brief`; EvidenceError where a record is not what it was.
    """
    contents = Contents(select(edition, asked))
    pages = {one: page_of(one) for one in contents.ids}
    brief = _titled(make_brief(edition, asked, language=language, pages=pages), contents)
    with tempfile.TemporaryDirectory(prefix="attache-pack-") as folder:
        places = {}
        if evidence is not None:
            places = _archive(Path(folder) / "warc", evidence, contents)
            yield File(WARC, Path(folder) / "warc")
            yield _text("evidence/README.txt", readme_text(contents, language))
        yield _text("evidence/captures.csv", captures_csv(contents, places))
        yield _text("index.html", to_html(_index(brief, contents, archived=evidence is not None)))
        for path, page in Pages(contents, language, brief.subtitle, places).all():
            yield _text(path, page)
    for path, table in tables(contents):
        yield _text(path, table)
    yield _text("data/rows.csv", rows_csv(brief.rows))
    for figure in _figures(brief):
        yield _text(f"charts/{figure.id.removeprefix('f-')}.svg", figure.drawing.svg())
    yield _text("NOTICE.txt", notice_text(brief))
    for name, block in _citations(brief):
        yield _text(f"citation.{name}", block.text + "\n")


def _text(path: str, text: str) -> File:
    return File(path, text.encode())


def _archive(path: Path, evidence: Path, contents: Contents) -> dict[str, int]:
    if contents.captures and not evidence.is_dir():
        raise WorkspaceError("there is no evidence here", where=str(evidence), mend="leave it out with --no-evidence")
    with path.open("wb") as out:
        return write_warc(out, evidence, contents.captures)


def _figures(brief: Brief) -> Iterator[Figure]:
    for section in brief.walk():
        yield from (block for block in section.blocks if isinstance(block, Figure))


def _citations(brief: Brief) -> Iterator[tuple[str, Source]]:
    endings = {"BibTeX": "bib", "CSL-JSON": "json"}
    for section in brief.sections:
        for block in section.blocks:
            if isinstance(block, Source) and block.name in endings:
                yield endings[block.name], block


def _index(brief: Brief, contents: Contents, *, archived: bool) -> Brief:
    """Return the brief with lists of the pack's pages and files before its chapters."""
    added = (
        _postings(contents, brief.language),
        _organisations(contents, brief.language),
        _files(brief, archived=archived),
    )
    first, *rest = brief.sections
    return replace(brief, kicker=word("pack.kicker", brief.language), sections=(first, *added, *rest))


def _titled(brief: Brief, contents: Contents) -> Brief:
    """Return the brief as that of a pack: what it is called, and the command that makes it again."""
    selected, language = contents.selected, brief.language
    again = f"{selected.asked.command('pack', selected.edition.number)} --language {language}"
    first, *rest = brief.sections
    facts = first.blocks[0]
    assert isinstance(facts, Facts)  # noqa: S101 -- the first block says what was asked
    made = word("asked.again", language)
    pairs = tuple((name, (Run(again, style="code"),) if name == made else told) for name, told in facts.pairs)
    blocks = (replace(facts, pairs=pairs), *first.blocks[1:])
    subtitle = word("pack.subtitle", language, edition=str(selected.edition.number), day=brief.day)
    return replace(brief, subtitle=subtitle, sections=(replace(first, blocks=blocks), *rest))


def _postings(contents: Contents, language: str) -> Section:
    named = ("date", 0.9), ("document", 3.2), ("mission", 2.0), ("organisation", 1.8), ("state", 0.8), ("kind", 1.0)
    heads = tuple(Head(word(f"pack.{name}", language), width=width) for name, width in named)
    book, at = contents.selected.frame.codebook, ("en", "zh").index(language)
    known = {one["organisation_id"] for one in contents.organisations}
    lines = []
    for one in contents.documents:
        key, offered = str(one["document_id"]), one["organisation_id"]
        title = str(one["title"] or word("evidence.untitled", language))
        cells = (
            Run(str(one["published_on"] or word("evidence.undated", language))),
            Run(title, style="quoted", file=page_of(key)),
            Run(group_label("mission_id", one["mission_id"], book)[at] or "–"),
            Run(str(one["organisation"] or "–"), style="quoted", file=page_of(offered) if offered in known else None),
            Run(group_label("status", one["status"], book)[at]),
            Run(word(f"pack.kind.{'opportunity' if one['opportunity_id'] else 'other'}", language)),
        )
        lines.append(Line(tuple(Cell.of(run, label=True) for run in cells)))
    synthetic = any(one["synthetic"] for one in contents.documents)
    title = word("pack.postings", language)
    return _listed("postings", title, "pack.postings", Table(title, heads, tuple(lines), synthetic=synthetic), language)


def _organisations(contents: Contents, language: str) -> Section:
    named = ("name", 3.0), ("kind", 1.2), ("country", 1.4), ("documents", 0.8)
    heads = tuple(Head(word(f"pack.{n}", language), number=n == "documents", width=w) for n, w in named)
    book, at = contents.selected.frame.codebook, ("en", "zh").index(language)
    counts: dict[str, int] = {}
    for one in contents.naming:
        counts[one["organisation_id"]] = counts.get(one["organisation_id"], 0) + 1
    lines = []
    for one in contents.organisations:
        key = str(one["organisation_id"])
        cells = (
            Run(str(one["name"]), style="quoted", file=page_of(key)),
            Run(str(one["kind"])),
            Run(group_label("host_country", one["country"], book)[at] or "–"),
            Run(str(counts.get(key, 0)), file=page_of(key)),
        )
        lines.append(Line(tuple(Cell.of(run, label=True) for run in cells)))
    title = word("pack.organisations", language)
    return _listed("organisations", title, "pack.organisations", Table(title, heads, tuple(lines)), language)


def _listed(anchor: str, title: str, key: str, table: Table, language: str) -> Section:
    if not table.lines:
        return Section(anchor, title, (Paragraph(say(f"{key}.none", language)),))
    return Section(anchor, title, (Paragraph(say(f"{key}.intro", language)), table))


def _files(brief: Brief, *, archived: bool) -> Section:
    language = brief.language
    files = [(f"data/{name}.csv", name) for name in _TABLES]
    files += [("evidence/captures.csv", "captures")]
    files += [(WARC, "warc"), ("evidence/README.txt", "readme")] if archived else []
    files += [("citation.bib", "bibtex"), ("citation.json", "csl"), ("NOTICE.txt", "notice"), ("SHA256SUMS", "sums")]
    lines = [_file(path, word(f"pack.file.{name}", language)) for path, name in files]
    lines += [_file(f"charts/{one.id.removeprefix('f-')}.svg", one.title) for one in _figures(brief)]
    heads = (Head(word("pack.file", language), width=2), Head(word("pack.about", language), width=3))
    blocks: list[Block] = [Table(word("pack.files", language), heads, tuple(lines))]
    if archived:
        blocks.append(Paragraph(say("pack.files.evidence", language), "warning"))
    return Section("files", word("pack.files", language), tuple(blocks))


def _file(path: str, about: str) -> Line:
    return Line((Cell.of(Run(path, style="code", file=path), label=True), Cell.of(Run(about), label=True)))
