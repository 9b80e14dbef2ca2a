"""Parts of a Word document that python-docx has no door for: links within it, bookmarks, whole tables at once.

Element names and their order are those of ECMA-376, part 1 (WordprocessingML).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attache.publish.brief.model import Run

__all__ = [
    "SMALL",
    "bookmark",
    "page_field",
    "paragraph",
    "set_columns",
    "shade",
    "style_document",
    "table_element",
    "text_run",
]

SMALL = 13
"""Size of text in annexes, in half points."""
_TWIPS = 56.6929
"""Twentieths of a point in a millimetre."""
_INK, _SOFT, _LINK, _RULE = "1B1F24", "57606A", "0B4F8A", "C9CED4"
_FONTS = {
    "en": ("Cambria", "Calibri", "SimSun", "Microsoft YaHei"),
    "zh": ("Cambria", "Calibri", "SimSun", "Microsoft YaHei"),
}
_MONO = "Consolas"
_STYLES = (
    ("Kicker", 8, "sans", _SOFT, 0, 2),
    ("Notice", 9, "serif", _SOFT, 4, 8),
    ("Warning", 9, "sans", "7A3E00", 4, 4),
    ("Contents", 9, "sans", _INK, 0, 1),
    ("Fact", 9, "sans", _INK, 0, 2),
    ("Small", 7.5, "sans", _SOFT, 1, 2),
    ("Source", 7, "mono", _INK, 0, 0),
    ("Figure", 9, "sans", _INK, 8, 2),
    ("TableCell", 8.5, "sans", _INK, 1, 1),
    ("AnnexCell", 6.5, "sans", _INK, 1, 1),
)
"""Our styles: name, size in points, family, colour, space before and after in points."""


def element(tag: str, /, **attributes: str) -> Any:
    """Return an element `w:TAG` with attributes of the same name space."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def text_run(run: Run, *, small: bool = False, size: int | None = None) -> Any:
    """Return a run of text, within a link where it has one."""
    made = element("r")
    look = _look(run, size)
    if len(look):
        made.append(look)
    for at, part in enumerate(run.text.split("\t")):
        if at:
            made.append(element("tab"))
        text = element("t")
        text.text = part
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(text)
    if run.link is None:
        return made
    link = element("hyperlink", anchor=run.link, history="1")
    link.append(made)
    return link


def _look(run: Run, size: int | None) -> Any:
    """Return the properties of a run, in the order that the schema asks for."""
    look = element("rPr")
    if run.style == "code":
        look.append(element("rFonts", ascii=_MONO, hAnsi=_MONO, cs=_MONO))
    if run.style == "strong":
        look.append(element("b"))
    if run.style == "code":
        look.append(element("noProof"))
    colour = _LINK if run.link else _SOFT if run.style == "dim" else None
    if colour:
        look.append(element("color", val=colour))
    if run.style == "code" and size:
        look.append(element("sz", val=str(size - 2)))
    return look


def paragraph(runs: Sequence[Any], style: str, *, number: bool = False) -> Any:
    """Return a paragraph with some runs; a number stands flush right."""
    made, properties = element("p"), element("pPr")
    properties.append(element("pStyle", val=style))
    if number:
        properties.append(element("jc", val="right"))
    made.append(properties)
    made.extend(runs)
    return made


def bookmark(made: Any, name: str, number: int) -> None:
    """Put a bookmark at the start of a paragraph."""
    at = 1 if len(made) and made[0].tag.endswith("}pPr") else 0
    made.insert(at, element("bookmarkEnd", id=str(number)))
    made.insert(at, element("bookmarkStart", id=str(number), name=name))


def page_field(foot: Any) -> None:
    """Put the number of the page at the end of a paragraph."""
    for kind, text in (("begin", None), (None, "PAGE"), ("separate", None), ("shown", "1"), ("end", None)):
        run = element("r")
        if text is None:
            run.append(element("fldChar", fldCharType=str(kind)))
        else:
            told = element("instrText" if kind is None else "t")
            told.text = text
            run.append(told)
        foot._p.append(run)


def shade(made: Any, colour: str) -> None:
    """Lay a colour behind a paragraph."""
    properties = made._p.get_or_add_pPr()
    shading = element("shd", val="clear", color="auto", fill=colour)
    following = [one for one in properties if one.tag.rpartition("}")[2] in ("tabs", "spacing", "ind", "jc", "rPr")]
    properties.insert(properties.index(following[0]), shading) if following else properties.append(shading)


def table_element(caption: str, rows: Sequence[Sequence[Sequence[Any]]]) -> Any:
    """Return a table of rows of cells of paragraphs; the first row is the head and repeats on each page."""
    made, properties = element("tbl"), element("tblPr")
    properties.append(element("tblW", w="5000", type="pct"))
    borders = element("tblBorders")
    for side, size, colour in (("top", "8", _INK), ("bottom", "8", _INK), ("insideH", "2", _RULE)):
        borders.append(element(side, val="single", sz=size, space="0", color=colour))
    properties.append(borders)
    properties.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w="70", type="dxa"))
    properties.append(margins)
    properties.append(element("tblLook", val="0620", firstRow="1", noHBand="1", noVBand="1"))
    properties.append(element("tblCaption", val=caption[:250]))
    made.append(properties)
    made.append(element("tblGrid"))
    for at, row in enumerate(rows):
        made.append(_row(row, head=at == 0))
    return made


def _row(cells: Sequence[Sequence[Any]], *, head: bool) -> Any:
    made, properties = element("tr"), element("trPr")
    properties.append(element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))
    made.append(properties)
    for paragraphs in cells:
        cell = element("tc")
        cell.append(element("tcPr"))
        cell.extend(paragraphs)
        made.append(cell)
    return made


def set_columns(table: Any, shares: Sequence[float], millimetres: float) -> None:
    """Give the columns their widths."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    widths = [str(round(millimetres * _TWIPS * share / sum(shares))) for share in shares]
    grid = table.find(qn("w:tblGrid"))
    grid.extend(element("gridCol", w=width) for width in widths)
    for row in table.iterfind(qn("w:tr")):
        for cell, width in zip(row.iterfind(qn("w:tc")), widths, strict=True):
            cell.find(qn("w:tcPr")).append(element("tcW", w=width, type="dxa"))


def style_document(document: Any, language: str) -> None:
    """Give the document our styles, with fonts for both scripts."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    styles = document.styles
    _set(styles["Normal"], 10, "serif", _INK, 0, 5, language)
    _set(styles["List Bullet"], 10, "serif", _INK, 0, 3, language)
    for name, size in (("Title", 24), ("Subtitle", 11), ("Heading 1", 15), ("Heading 2", 11.5), ("Heading 3", 10)):
        soft = _SOFT if name == "Subtitle" else _INK
        _set(styles[name], size, "serif", soft, 14 if name.startswith("Heading") else 0, 6, language)
        styles[name].font.italic = False
        styles[name].font.bold = name not in ("Subtitle", "Title")
        _without_borders(styles[name])
    for name, size, family, colour, before, after in _STYLES:
        _set(styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), size, family, colour, before, after, language)
    for name, place in (("Fact", 34), ("Small", 24)):
        styles[name].paragraph_format.tab_stops.add_tab_stop(Mm(place))
        styles[name].paragraph_format.left_indent = Mm(place) if name == "Fact" else None
        styles[name].paragraph_format.first_line_indent = Mm(-place) if name == "Fact" else None
    styles["Figure"].paragraph_format.keep_with_next = True
    styles["Kicker"].font.all_caps, styles["Kicker"].font.size = True, Pt(8)


def _set(style: Any, size: float, family: str, colour: str, before: float, after: float, language: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    serif, sans, song, hei = _FONTS[language]
    latin, han = {"serif": (serif, song), "sans": (sans, hei), "mono": (_MONO, hei)}[family]
    style.font.name, style.font.size, style.font.color.rgb = latin, Pt(size), RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), han)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _without_borders(style: Any) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
