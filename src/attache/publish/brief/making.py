"""Making a brief: an edition and what was asked, as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attache.build.edition import Edition
from attache.core.errors import InputError, NotFoundError
from attache.measure.chapters import CHAPTERS, MEASURES
from attache.measure.measures import Measure
from attache.measure.where import ALL
from attache.publish.brief import printed
from attache.publish.brief.asking import Asked, Selected, select
from attache.publish.brief.caveats import caveats
from attache.publish.brief.changes import changes
from attache.publish.brief.claimed import claims
from attache.publish.brief.counted import counted
from attache.publish.brief.drawn import Drawn
from attache.publish.brief.evidence import Evidence
from attache.publish.brief.measured import Measured, Rows
from attache.publish.brief.model import Block, Brief, Facts, Paragraph, Run, Runs, Section, Source, clean
from attache.publish.brief.rows import RowBook
from attache.publish.brief.words import check_language, say, translate, word
from attache.publish.cite import Work, bibtex, csl_json
from attache.publish.notice import LICENCE, NOTICE, SYNTHETIC

__all__ = ["make_brief", "measure_all", "write_sections"]


def make_brief(
    edition: Edition,
    asked: Asked | None = None,
    *,
    since: Edition | None = None,
    language: str = "en",
    chapters: Sequence[str] = (),
    pages: Mapping[str, str] | None = None,
) -> Brief:
    """Return the brief of an edition for what was asked; nothing in it depends on the clock.

    `since` is an earlier edition to compare with; `chapters` are those to write, all where none is named. `pages`
    gives for a document the page beside the brief that shows it. InputError and NotFoundError where a condition
    means nothing.
    """
    check_language(language)
    measures = _measures(chapters)
    if since is not None and since.number >= edition.number:
        raise InputError(
            f"edition {since.number} is not before edition {edition.number}", mend="compare with an earlier edition"
        )
    now = select(edition, asked or Asked())
    then = select(since, now.asked, unknown_is_nothing=True) if since is not None else None
    book = RowBook(language, Evidence(language, pages or {}))
    rows = measure_all(now, measures)
    sections = list(write_sections(now, then, rows, book))
    if not now.asked.narrowed and now.frame is now.all_dates and len(rows) == len(MEASURES):
        sections.insert(-1, claims(edition, book))
    title = clean(word("title", language, about=_about(now, language)))
    return Brief(
        title=title,
        subtitle=word("subtitle", language, edition=str(edition.number), day=now.frame.stamp.as_of),
        language=language,
        day=now.frame.stamp.as_of,
        edition=edition.edition_id,
        notice=NOTICE[language],
        licence=LICENCE[language],
        synthetic=SYNTHETIC[language] if now.frame.stamp.synthetic else None,
        kicker=word("kicker", language),
        rows=tuple(row for few in rows.values() for row in few),
        sections=(*sections, _citation(now, title, language), book.section(_command(now)), book.evidence.section()),
    )


def _measures(chapters: Sequence[str]) -> tuple[Measure, ...]:
    for chapter in chapters:
        if chapter not in CHAPTERS:
            known = ", ".join(CHAPTERS)
            raise NotFoundError(f"there is no chapter `{chapter[:80]}`", mend=f"use one of {known}")
    return tuple(one for one in MEASURES.values() if not chapters or one.chapter in chapters)


def measure_all(selected: Selected, measures: Sequence[Measure]) -> Rows:
    """Return the rows of measures, by the measure's id."""
    return {measure.id: measure.run(selected.frame) for measure in measures}


def write_sections(now: Selected, then: Selected | None, rows: Rows, book: RowBook) -> Iterator[Section]:
    """Yield the sections that state figures, in the order of a brief."""
    yield _asked(now, then, rows, book)
    yield from _chapters(now, rows, book)
    if then is not None:
        yield changes(now, then, rows, measure_all(then, [MEASURES[name] for name in rows]), book)
    yield caveats(now, book)


def _command(now: Selected) -> str:
    return now.asked.command("brief", now.edition.number)


def _about(now: Selected, language: str) -> str:
    asked = now.asked
    parts = [values for _, values in now.describe(language)]
    parts += [now.organisation.name] if now.organisation else []
    parts += [f"“{asked.query}”"] if asked.query else []
    parts += [_window(now, language)] if asked.since or asked.until else []
    return ", ".join(parts) or word("title.all", language)


def _window(now: Selected, language: str) -> str:
    asked = now.asked
    if not asked.since and not asked.until:
        return translate("all dates", language)
    return f"{asked.since or '…'} – {asked.until or '…'}"


def _asked(now: Selected, then: Selected | None, rows: Rows, book: RowBook) -> Section:
    language = book.language
    n = now.frame.count(ALL)
    row = counted(now.frame, "selection", n, now.in_edition, where=ALL, denominator="opportunities of the edition")
    one, other = (book.link(row, now.frame, printed.whole(number)) for number in (n, now.in_edition))
    pairs: list[tuple[str, Runs]] = [
        (clean(name[:1].upper() + name[1:]), (Run(values),)) for name, values in now.describe(language)
    ]
    if now.organisation:
        told = (Run(now.organisation.name, style="quoted"), Run(f" ({word('asked.organisation.how', language)}) "))
        pairs.append(
            (word("asked.organisation", language), (*told, Run(now.organisation.organisation_id, style="code")))
        )
    if now.asked.query:
        pairs.append((word("asked.query", language), (Run(now.asked.query, style="quoted"),)))
    if not pairs:
        pairs.append((word("asked.selection", language), (Run(word("asked.all", language)),)))
    pairs.append((word("asked.window", language), (Run(_window(now, language)),)))
    pairs.append((word("asked.postings", language), say("asked.count", language, n=one, total=other)))
    pairs.append((word("asked.edition", language), _edition(now, "asked.edition.is", language)))
    if then is not None:
        pairs.append((word("asked.since", language), _edition(then, "asked.since.is", language)))
    pairs.append((word("asked.codebook", language), (Run(now.frame.codebook.version),)))
    pairs.append((word("asked.again", language), (Run(_again(now, then, rows, language), style="code"),)))
    blocks: list[Block] = [Facts(tuple(pairs)), Paragraph(say("asked.links", language), "note")]
    if not n:
        blocks.insert(1, Paragraph(say("asked.nothing", language), "warning"))
    return Section("asked", word("asked.title", language), tuple(blocks), kind="asked")


def _edition(one: Selected, key: str, language: str) -> Runs:
    stamp = one.frame.stamp
    return say(key, language, number=str(stamp.number), id=stamp.edition, day=stamp.as_of)


def _again(now: Selected, then: Selected | None, rows: Rows, language: str) -> str:
    compared = f" --since {then.edition.number}" if then is not None else ""
    chosen = dict.fromkeys(MEASURES[name].chapter for name in rows) if len(rows) < len(MEASURES) else ()
    chapters = "".join(f" --chapter {chapter}" for chapter in chosen)
    return f"{_command(now)}{compared}{chapters} --language {language}"


def _chapters(now: Selected, rows: Rows, book: RowBook) -> Iterator[Section]:
    measured = Measured(now.frame, book, now.asked.narrowed)
    drawn = Drawn.of(rows, now.frame, book)
    for chapter, title in CHAPTERS.items():
        named = [MEASURES[name] for name in rows if MEASURES[name].chapter == chapter]
        sections = [measured.section(one, rows[one.id], drawn.beside(one.id)) for one in named]
        if sections:
            shown = translate(title, book.language)
            yield Section(f"chapter-{chapter}", shown, (), tuple(sections), kind="chapter")


def _citation(now: Selected, title: str, language: str) -> Section:
    stamp = now.frame.stamp
    work = Work(
        title=title,
        day=stamp.as_of,
        version=f"edition {stamp.number} ({stamp.edition})",
        key=f"attache-{stamp.edition[:8]}-{stamp.as_of[:4]}",
        note=SYNTHETIC[language] if stamp.synthetic else None,
        language=language,
    )
    blocks = (
        Paragraph(say("cite.note", language)),
        Source(bibtex(work), "BibTeX"),
        Source(csl_json(work), "CSL-JSON"),
    )
    return Section("cite", word("cite.title", language), blocks, kind="cite")
