"""Blocks of text as the HTML that editors of such sites leave behind: spaces, spans and all."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from attache.demo.dice import Dice

__all__ = ["Block", "to_html"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph; with a `label`, a field of a form. `text` may hold `&nbsp;` and no other markup.

    `kind` is `contact` for what names a person, else empty.
    """

    text: str
    label: str = ""
    heading: str = ""
    kind: str = ""


_INDENTS = ["", "　　", "&nbsp;&nbsp;&nbsp;&nbsp;", "\xa0\xa0\xa0\xa0", "&emsp;&emsp;"]
_PARAGRAPHS = [
    ("<p>", "</p>"),
    ('<p style="text-indent: 2em;">', "</p>"),
    ('<p class="MsoNormal" style="line-height:150%"><span style="font-family:仿宋;font-size:14pt">', "</span></p>"),
    ("<div>", "</div>"),
    ('<P align="left"><FONT face="宋体" size="3">', "</FONT></P>"),
]


def to_html(dice: Dice, blocks: Sequence[Block]) -> str:
    """Return the blocks as HTML in one of several habits of markup."""
    if all(block.label for block in blocks) and dice.chance(0.5):
        return _table(dice, blocks)
    if dice.chance(0.15):
        return "<br />\r\n".join(_indent(dice, blocks))
    start, end = dice.pick(_PARAGRAPHS)
    glue = dice.pick(["", "\n", "\r\n", "\r\n\t\t"])
    blank = f"{start}&nbsp;{end}{glue}" if dice.chance(0.15) else ""
    return glue.join(f"{blank}{start}{line}{end}" for line in _indent(dice, blocks)) + glue


def _indent(dice: Dice, blocks: Sequence[Block]) -> list[str]:
    indent, bold = dice.pick(_INDENTS), dice.chance(0.4)
    colon, wrap = dice.pick(["：", "：", ": ", "："]), dice.pick([("", ""), ("", ""), ("【", "】"), ("◆ ", "")])
    return [indent + _line(block, bold, colon, wrap) for block in blocks]


def _line(block: Block, bold: bool, colon: str, wrap: tuple[str, str]) -> str:
    text, head = _escaped(block.text), ""
    if block.label:
        head = f"{wrap[0]}{block.heading}{_escaped(block.label)}{wrap[1]}"
        head += "" if wrap[1] else colon
        head = f"<strong>{head}</strong>" if bold else head
    return head + text


def _table(dice: Dice, blocks: Sequence[Block]) -> str:
    width = dice.between(560, 720)
    rows = "\r\n".join(
        f'<tr><td width="110">{_escaped(block.label)}</td><td><p>{_escaped(block.text)}</p></td></tr>'
        for block in blocks
    )
    return f'<table border="1" cellspacing="0" width="{width}"><tbody>\r\n{rows}\r\n</tbody></table>'


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("&amp;nbsp;", "&nbsp;")
