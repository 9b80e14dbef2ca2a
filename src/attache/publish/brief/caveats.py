"""What a reader must know, as sentences that hold by the facts of the selection: each with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from attache.measure.frame import Frame
from attache.measure.where import ALL, UNKNOWN, Where
from attache.publish.brief import printed
from attache.publish.brief.asking import Selected
from attache.publish.brief.counted import counted
from attache.publish.brief.model import Listing, Runs, Section
from attache.publish.brief.rows import RowBook
from attache.publish.brief.words import say, word

__all__ = ["FEW", "caveats"]

FEW = 30
"""Below this many postings a sentence says that shares say little."""
_SELECTED = (
    ("synthetic", {"synthetic": ("true",)}),
    ("undated", {"published_on": (UNKNOWN,)}),
    ("no_country", {"host_country": (UNKNOWN,)}),
    ("no_mission", {"mission_id": (UNKNOWN,)}),
    ("reposts", {"first_of_group": ("false",)}),
    ("gone", {"status": ("gone",)}),
)
_CODED = "select distinct document_id from units where i in (select i from people) order by 1"
_SEVERAL = """
select distinct u.document_id, bool_or(p.how = 'disagreed') from people p join units u using (i)
where p.how in ('agreed', 'disagreed') group by 1 order by 1
"""
_SOURCES = "select count(distinct source_id) from documents where document_id in (select document_id from units)"


def caveats(selected: Selected, book: RowBook) -> Section:
    """Return the section; a sentence whose number is 0 is left out, unless the 0 is what matters."""
    language = book.language
    items = [*_counts(selected, book), *_people(selected, book), *_source(selected, book)]
    items += [say(f"caveats.{name}", language) for name in ("first", "window", "intervals")]
    return Section("caveats", word("caveats.title", language), (Listing(tuple(items)),), kind="caveats")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Puts a count and its total into a sentence, both as links to their row."""

    frame: Frame
    book: RowBook

    def told(
        self, name: str, n: int, total: int, where: Where | None = None, documents: list[str] | None = None
    ) -> Runs:
        row = counted(self.frame, name.replace(".", "_"), n, total, where=where)
        one, other = (self.book.link(row, self.frame, printed.whole(number), documents) for number in (n, total))
        return say(f"caveats.{name}", self.book.language, n=one, total=other)


def _counts(selected: Selected, book: RowBook) -> Iterator[Runs]:
    for name, conditions in _SELECTED:
        frame = selected.all_dates if name == "undated" else selected.frame
        where = Where("opportunities", conditions)
        if n := frame.count(where):
            yield _Sentence(frame, book).told(name, n, frame.count(ALL), where)
    n = selected.frame.count(ALL)
    if 0 < n < FEW:
        yield _Sentence(selected.frame, book).told("few", n, selected.in_edition, ALL)


def _people(selected: Selected, book: RowBook) -> Iterator[Runs]:
    frame = selected.frame
    if not (total := frame.count(ALL)):
        return
    sentence = _Sentence(frame, book)
    coded = [row[0] for row in frame.rows(_CODED)]
    yield sentence.told("machine" if coded else "machine.all", len(coded), total, documents=coded)
    several = frame.rows(_SEVERAL)
    if disagreed := [document for document, differs in several if differs]:
        yield sentence.told("disagreed", len(disagreed), len(several), documents=disagreed)


def _source(selected: Selected, book: RowBook) -> Iterator[Runs]:
    frame = selected.frame
    if frame.rows(_SOURCES)[0][0] == 1:
        n = frame.count(ALL)
        yield _Sentence(frame, book).told("one_source", n, n, ALL)
