"""Figures that others published, beside ours, with a verdict."""

from __future__ import annotations

from attache.build.edition import Edition
from attache.build.measuring import open_frame
from attache.measure.claims import Compared, compare
from attache.measure.frame import Frame
from attache.publish.brief import printed
from attache.publish.brief.model import Cell, Head, Line, Paragraph, Run, Section, Table
from attache.publish.brief.rows import RowBook
from attache.publish.brief.words import judged, say, translate, word
from attache.vocabulary.claims import load_all_claims

__all__ = ["claims"]

_TOLD = ("matches", "differs", "sources conflict")
_COLUMNS = (("claim", 0.6), ("statement", 2.6), ("published", 1.2), ("ours", 1.4), ("verdict", 3.0))


def claims(edition: Edition, book: RowBook) -> Section:
    """Return the section: the figures with a verdict in a table, the number of all others in a sentence."""
    frames: dict[str, Frame] = {}

    def opened(since: str | None, until: str | None) -> Frame:
        frame = open_frame(edition, since=since, until=until)
        frames[frame.stamp.window] = frame
        return frame

    compared = compare(load_all_claims(()), opened)
    told = [one for one in compared if one.verdict in _TOLD]
    language = book.language
    title = word("claims.title", language)
    heads = tuple(Head(word(f"claims.{name}", language), width=width) for name, width in _COLUMNS)
    table = Table(title, heads, tuple(_line(one, frames, book) for one in told))
    rest = Run(printed.whole(len(compared) - len(told)), style="strong")
    command = Run("attache claims", style="code")
    others = Paragraph(say("claims.others", language, k=rest, command=command), "note")
    blocks = (Paragraph(say("claims.intro", language)), *((table,) if told else ()), others)
    return Section("claims", title, blocks, kind="claims")


def _line(one: Compared, frames: dict[str, Frame], book: RowBook) -> Line:
    claim, language = one.published.claim, book.language
    stated = translate(claim.as_stated, language)
    stated += "" if claim.comparator == "text" else f" {translate(claim.unit, language)}"
    verdict = Run(judged(one.verdict, language), style="strong")
    return Line(
        (
            Cell.of(Run(one.published.key, style="code"), label=True),
            Cell.of(Run(translate(claim.statement, language)), label=True),
            Cell.of(Run(stated), label=True),
            _ours(one, frames, book),
            Cell(((verdict,), (Run(judged(one.reason, language), style="dim"),)), label=True),
        )
    )


def _ours(one: Compared, frames: dict[str, Frame], book: RowBook) -> Cell:
    """Return ours as a link to its row; synthetic data is never set beside a published figure."""
    row = one.ours.row
    if row is None or one.ours.value is None:
        return Cell.of(Run("–"), label=True)
    if row.synthetic:
        return Cell.of(Run(word("synthetic.tag", book.language), style="dim"), label=True)
    return Cell.of(book.link(row, frames[row.window], str(one.ours)))
