"""A brief as Markdown (CommonMark with tables): links within it are anchors, everything collected is escaped.

Charts are left out, since one file cannot hold them in a way that readers of Markdown show; their rows are linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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
from attache.publish.brief.words import word

__all__ = ["escape", "to_markdown"]

_MARKS = re.compile(r"([\\`*_\[\]<>|&~$^@])")
_STYLES = {"strong": "**{}**", "dim": "{}", "quoted": "{}", "": "{}"}


def escape(text: str) -> str:
    """Return text in which nothing is markup, an entity or an address that a reader would make a link of."""
    marked = _MARKS.sub(r"\\\1", text)
    marked = re.sub(r"(?i)\b(https?|ftp|mailto|xmpp):", r"\1\\:", marked)
    return re.sub(r"(?i)\bwww\.", r"www\\.", marked)


def to_markdown(brief: Brief) -> str:
    """Return the brief as one Markdown file."""
    parts = [f"# {escape(brief.title)}", escape(brief.subtitle)]
    parts += [f"> **{escape(brief.synthetic)}**"] if brief.synthetic else []
    parts += [f"> {escape(brief.notice)}", f"## {escape(word('contents', brief.language))}"]
    parts.append("\n".join(f"- [{escape(one.title)}](#{one.id})" for one in brief.sections))
    for section in brief.sections:
        parts += _section(section, 2, brief.language)
    parts += ["---", escape(brief.licence), escape(brief.notice)]
    parts += [escape(brief.synthetic)] if brief.synthetic else []
    return "\n\n".join(parts) + "\n"


def _section(section: Section, level: int, language: str) -> Iterator[str]:
    yield f'<a id="{section.id}"></a>\n\n{"#" * level} {escape(section.title)}'
    for block in section.blocks:
        yield from _block(block, language)
    for one in section.sections:
        yield from _section(one, level + 1, language)


def _block(block: Block, language: str) -> Iterator[str]:
    match block:
        case Paragraph():
            text = _started(_runs(block.runs))
            yield f"> **{text}**" if block.kind == "warning" else text
        case Listing():
            yield "\n".join(f"- {_started(_runs(item))}" for item in block.items)
        case Facts():
            yield "\n".join(f"- {escape(name)}: {_runs(told)}" for name, told in block.pairs)
        case Table():
            yield from _table(block, language)
        case Figure():
            tag = f" ({word('synthetic.tag', language)})" if block.synthetic else ""
            yield f'<a id="{block.id}"></a>*{escape(block.title)}{escape(tag)}* — {_runs(block.rows)}'
        case Source():
            yield f"{escape(block.name)}:\n\n" + "\n".join(f"    {line}" for line in block.text.split("\n"))


def _table(table: Table, language: str) -> Iterator[str]:
    if table.synthetic:
        yield f"*{escape(word('synthetic.head', language))}*"
    lines = [_row(escape(head.text) for head in table.heads)]
    lines.append(_row("---:" if head.number else "---" for head in table.heads))
    lines += [_row(_cells(line)) for line in table.lines]
    yield "\n".join(lines)
    if table.more:
        yield _started(_runs(table.more))


def _cells(line: Line) -> Iterator[str]:
    for at, cell in enumerate(line.cells):
        anchor = f'<a id="{line.anchor}"></a>' if line.anchor and at == 0 else ""
        yield anchor + _cell(cell)


def _cell(cell: Cell) -> str:
    return "<br>".join(map(_runs, cell.lines))


def _row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _runs(runs: Runs) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    if run.style == "code":
        text = escape(run.text) if "`" in run.text or "|" in run.text else f"`{run.text}`"
    else:
        text = _STYLES[run.style].format(escape(run.text))
    return f"[{text}](#{run.link})" if run.link else text


def _started(text: str) -> str:
    """Return the text of a block that does not begin with the mark of another kind of block."""
    return re.sub(r"\A(\s*\d*)([#+=.)-])", r"\1\\\2", text) if re.match(r"\s*([#+=-]|\d+[.)])", text) else text
