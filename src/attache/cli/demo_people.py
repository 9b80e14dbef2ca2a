"""The demo's people: a sample is drawn, coded twice and adjudicated; a cohort is drawn and followed."""

from __future__ import annotations

import re

from attache.build import following, people
from attache.build.edition import Edition
from attache.build.measuring import open_frame
from attache.build.registering import Plan, Registered, register
from attache.cli.sampling import opened_ledger
from attache.cli.sheets import comparison_of
from attache.core.workspace import Workspace
from attache.demo import DAYS, Truth, corpus
from attache.demo.people import (
    ADJUDICATOR,
    CODERS,
    NOTHING,
    SEARCHER,
    VARIABLES,
    coded,
    compared,
    fate,
    truly,
)
from attache.ledger import ADJUDICATED, Ledger
from attache.measure.frame import Frame
from attache.publish.csvs import write_csv
from attache.vocabulary.codebook import Codebook, load_codebook

__all__ = ["decide"]

_KEEPER = "synthetic-keeper"
_SAMPLE, _COHORT, _OTHERS, _SEED = 80, 30, 160, 7
_DRAWN, _CODED, _ADJUDICATED = "2020-07-01T09:00:00Z", "2020-07-10T09:00:00Z", "2020-07-20T09:00:00Z"
_LIST = "comparison-group.csv"
_NUMBER = re.compile(r"infoid=(\d+)")
_ADDRESSES = """select opportunity_id, d.url from opportunities join documents d using (document_id)
where opportunity_id in (select unnest(?))"""
Truths = dict[str, Truth]


def decide(space: Workspace, edition: Edition) -> str:
    """Let the synthetic people decide on an edition of the synthetic corpus, and say what they did.

    Times are those of the story and not of the clock, so that the ledger is the same each time.
    """
    frame = open_frame(edition)
    with opened_ledger(space) as ledger:
        sample = _code(ledger, edition, frame)
        cohort = _follow(ledger, edition, frame, space)
    drawn = cohort.decision.payload["size"]
    return f"{len(sample.members)} postings are coded by two synthetic people, {drawn} organisations followed."


def _code(ledger: Ledger, edition: Edition, frame: Frame) -> Registered:
    question = "How good is the lexicon coder, and what would people find?"
    plan = Plan("codes", _SAMPLE, _SEED, question=question, variables=VARIABLES)
    sample = register(ledger, edition, frame, plan, author=_KEEPER, at=_DRAWN)
    truths = _truths(edition, sample)
    codebook = load_codebook(None)
    choices = {name: [one for one in codebook.variable(name).values if one != "unspecified"] for name in VARIABLES}
    said = {coder: {unit: coded(coder, unit, truth, choices) for unit, truth in truths.items()} for coder in CODERS}
    for coder, units in said.items():
        people.take(ledger, sample, _rows(units, codebook), coder, at=_CODED)
    doubtful = {unit: truly(truth) for unit, truth in truths.items() if len({str(said[c][unit]) for c in CODERS}) > 1}
    people.take(ledger, sample, _rows(doubtful, codebook), ADJUDICATED + ADJUDICATOR, at=_ADJUDICATED)
    return sample


def _rows(said: dict[str, dict[str, tuple[str, ...]]], codebook: Codebook) -> list[people.Coded]:
    return [
        people.Coded(
            unit, name, people.values_of(";".join(values), name, codebook, unit) or frozenset((NOTHING,)), unit
        )
        for unit, codes in said.items()
        for name, values in codes.items()
    ]


def _truths(edition: Edition, sample: Registered) -> Truths:
    """Return the truth of the texts that the coders see: those of the first crawl."""
    shown = {posting.info_id: text.truth for posting in corpus() if (text := posting.at(DAYS[0]))}
    found = edition.connect().execute(_ADDRESSES, [[one["id"] for one in sample.members]]).fetchall()
    numbers = {key: _NUMBER.search(url) for key, url in sorted(found)}
    return {key: shown[int(number[1])] for key, number in numbers.items() if number}


def _follow(ledger: Ledger, edition: Edition, frame: Frame, space: Workspace) -> Registered:
    path = space.root / _LIST
    write_csv(path, ("name", "country", "kind"), compared(_OTHERS))
    by = ("organisation_kind",)
    others, _ = comparison_of(path, by, edition)
    plan = Plan(
        "outcomes", _COHORT, _SEED, by=by, question="What became of the organisations that postings offered?",
        comparison=others, source=_LIST,
    )  # fmt: skip
    cohort = register(ledger, edition, frame, plan, author=_KEEPER, at=_DRAWN)
    codebook = load_codebook(None)
    for one in cohort.members:
        told = fate(one["role"], int(one["place"]), one["index_on"])
        for day, searched in told.searches:
            following.log(
                ledger, cohort, one, searched=searched, query=str(one["name"]), found=bool(told.finds),
                author=SEARCHER, on=day, at=f"{day}T15:00:00Z",
            )  # fmt: skip
        for find in told.finds:
            stated = following.Told(
                find.outcome_class, find.grade, find.statement, find.source, find.on, "虚构公司（synthetic）",
                find.pre_existing,
            )  # fmt: skip
            at = f"{told.searches[-1][0]}T16:00:00Z"
            following.record(ledger, cohort, one, stated, codebook, author=SEARCHER, at=at)
    return cohort
