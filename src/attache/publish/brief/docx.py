"""A brief as DOCX: headings, tables and charts of Word's own, links between figures, rows and evidence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from attache.publish.brief.model import (
    Block,
    Brief,
    Cell,
    Facts,
    Figure,
    Line,
    Listing,
    Paragraph,
    Run,
    Runs,
    Section,
    Source,
    Table,
)
from attache.publish.brief.office import (
    SMALL,
    bookmark,
    page_field,
    paragraph,
    set_columns,
    shade,
    style_document,
    table_element,
    text_run,
)
from attache.publish.brief.words import word

__all__ = ["to_docx"]

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Date of every file in the archive: the first that ZIP can say."""


def to_docx(brief: Brief) -> bytes:
    """Return the brief as DOCX; the same brief gives the same bytes."""
    import docx  # noqa: PLC0415 -- half a second that most commands do not need

    document = docx.Document()
    style_document(document, brief.language)
    _properties(document, brief)
    _Writer(document, brief).write()
    made = io.BytesIO()
    document.save(made)
    return _repacked(made.getvalue())


def _properties(document: Any, brief: Brief) -> None:
    moment = datetime.fromisoformat(brief.day).replace(tzinfo=None)
    known = document.core_properties
    known.title, known.author, known.last_modified_by = brief.title[:255], "Attaché", "Attaché"
    known.comments, known.keywords, known.subject = brief.synthetic or "", brief.edition, brief.subtitle
    known.created = known.modified = known.last_printed = moment
    known.language, known.revision = {"en": "en-GB", "zh": "zh-CN"}[brief.language], 1


def _repacked(raw: bytes) -> bytes:
    """Return the archive with its files in order of their names and without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, old.read(name))
    return out.getvalue()


@dataclass(slots=True)
class _Writer:
    document: Any
    brief: Brief
    marks: int = 0

    def write(self) -> None:
        brief, document = self.brief, self.document
        self._page(document.sections[0], landscape=False)
        document.add_paragraph(brief.kicker, style="Kicker")
        document.add_paragraph(brief.title, style="Title")
        document.add_paragraph(brief.subtitle, style="Subtitle")
        if brief.synthetic:
            self._warning((Run(brief.synthetic),))
        document.add_paragraph(brief.notice, style="Notice")
        for one in brief.sections:
            self._paragraph((Run(one.title, link=one.id),), "Contents")
        annexes = [one for one in brief.sections if one.kind == "annex"]
        for one in brief.sections:
            if one not in annexes:
                self._section(one, 1)
        closing = [brief.licence, brief.notice, *((brief.synthetic,) if brief.synthetic else ())]
        for text in closing:
            document.add_paragraph(text, style="Small")
        if annexes:
            self._page(document.add_section(), landscape=True)
        for one in annexes:
            self._section(one, 1)

    def _page(self, section: Any, *, landscape: bool) -> None:
        from docx.enum.section import WD_ORIENT  # noqa: PLC0415
        from docx.shared import Mm  # noqa: PLC0415

        long, short = Mm(297), Mm(210)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        section.left_margin = section.right_margin = Mm(16 if landscape else 21)
        section.top_margin = section.bottom_margin = Mm(20)
        section.footer.is_linked_to_previous = False
        foot = section.footer.paragraphs[0]
        foot.style = self.document.styles["Small"]
        tag = f"  ·  {word('synthetic.head', self.brief.language)}" if self.brief.synthetic else ""
        foot.add_run(f"{self.brief.title}  ·  {self.brief.subtitle}{tag}  ·  ")
        page_field(foot)

    def _section(self, section: Section, level: int) -> None:
        made = self.document.add_heading(section.title, level)
        self._mark(made, section.id)
        for block in section.blocks:
            self._block(block)
        for one in section.sections:
            self._section(one, level + 1)

    def _mark(self, made: Any, anchor: str) -> None:
        self.marks += 1
        bookmark(made._p, anchor, self.marks)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                if block.kind == "warning":
                    self._warning(block.runs)
                else:
                    self._paragraph(block.runs, "Small" if block.kind == "note" else "Normal")
            case Listing():
                for item in block.items:
                    self._paragraph(item, "List Bullet")
            case Facts():
                for name, told in block.pairs:
                    style = "Small" if block.small else "Fact"
                    self._paragraph((Run(f"{name}\t", style="dim"), *told), style)
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)
            case Source():
                self._paragraph((Run(block.name, style="dim"),), "Small")
                self._source(block)

    def _paragraph(self, runs: Runs, style: str) -> Any:
        made = self.document.add_paragraph(style=style)
        for run in runs:
            made._p.append(text_run(run, small=style == "Small"))
        return made

    def _warning(self, runs: Runs) -> None:
        shade(self._paragraph(runs, "Warning"), "FFF6E5")

    def _source(self, block: Source) -> None:
        for line in block.text.split("\n"):
            shade(self._paragraph((Run(line, style="code"),), "Source"), "F4F5F7")

    def _figure(self, block: Figure) -> None:
        made = self.document.add_paragraph(style="Figure")
        self._mark(made, block.id)
        from docx.shared import Mm  # noqa: PLC0415

        shape = made.add_run().add_picture(io.BytesIO(block.drawing.png()), width=Mm(166))
        told = shape._inline.docPr
        told.set("descr", block.alt)
        told.set("title", block.title)
        tag = (Run(f"{word('synthetic.tag', self.brief.language)}  ", style="dim"),) if block.synthetic else ()
        self._paragraph((*tag, *block.rows), "Small")

    def _table(self, block: Table) -> None:
        width = 265 if block.annex else 168
        lines = [self._line(line, block) for line in block.lines]
        heads = [self._cell((((Run(head.text, style="strong"),),)), head.number, block.annex) for head in block.heads]
        made = table_element(block.caption, [heads, *lines])
        set_columns(made, [head.width for head in block.heads], width)
        self.document.element.body.insert(-1, made)
        tag = (Run(f"{word('synthetic.tag', self.brief.language)}  ", style="dim"),) if block.synthetic else ()
        self._paragraph((*tag, *block.more), "Small")

    def _line(self, line: Line, block: Table) -> list[list[Any]]:
        cells = []
        for at, (cell, head) in enumerate(zip(line.cells, block.heads, strict=True)):
            made = self._cell(cell.lines, head.number, block.annex)
            if at == 0 and line.anchor:
                self.marks += 1
                bookmark(made[0], line.anchor, self.marks)
            cells.append(made)
        return cells

    def _cell(self, lines: Iterable[Runs] | Cell, number: bool, annex: bool) -> list[Any]:
        several: Sequence[Runs] = lines.lines if isinstance(lines, Cell) else tuple(lines)
        style = "AnnexCell" if annex else "TableCell"
        size = SMALL if annex else None
        return [
            paragraph([text_run(run, size=size) for run in runs], style, number=number) for runs in several or ((),)
        ]
