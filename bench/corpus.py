"""An edition's tables drawn from target margins: what is true of each posting, and what a machine and people say of it.

    frame = corpus.frame_of(corpus.make(margins, seed))

Everything follows from margins and seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import corpus_lives
import corpus_people
import duckdb
import numpy as np
import pyarrow as pa
from corpus_codes import answers, code_table, machine, truths
from corpus_columns import table
from corpus_postings import postings
from corpus_read import read
from margins import Margins

from attache.build.tables import TABLES
from attache.measure.frame import Frame, Stamp
from attache.vocabulary.codebook import load_codebook

__all__ = ["Corpus", "connect", "frame_of", "make"]


@dataclass
class Corpus:
    """Tables of an edition by name, as Arrow.

    `facts` are true values of this one corpus that no margin fixes: shares of its organisations, of which a cohort is a
    sample.
    """

    tables: dict[str, pa.Table]
    as_of: date
    facts: dict[str, float] = field(default_factory=dict)


def make(margins: Margins, seed: int) -> Corpus:
    """Draw a corpus."""
    dice = np.random.default_rng(seed)
    posted = postings(margins, dice)
    truth = truths(margins, posted, dice)
    codes = [code_table(posted, said, "lexicon") for said in machine(margins, truth, dice)]
    places, sample = corpus_people.sample(margins, posted, seed)
    codes += [code_table(posted, one, "ana", places) for one in answers(truth, places)]
    needs, requests = corpus_people.needs()
    followed, facts = corpus_people.cohort(margins, posted, dice, seed)
    lives = corpus_lives.lives(margins, posted, truth["military_relevance"], dice)
    parts = (
        read(margins, posted, dice), corpus_lives.tables(margins, posted, lives, dice), sample, followed,
        corpus_people.figures(margins, dice), {"needs": needs, "codes": pa.concat_tables([*codes, requests])},
    )  # fmt: skip
    found: dict[str, pa.Table] = {}
    for part in parts:
        for name, one in part.items():
            found[name] = pa.concat_tables([found[name], one]) if name in found else one
    return Corpus(found, margins.as_of, facts)


def connect(corpus: Corpus, threads: int = 1) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB with every table of an edition, those without rows too."""
    con = duckdb.connect(config={"threads": threads})
    for name, record in TABLES.items():
        con.register(name, corpus.tables[name] if name in corpus.tables else table(record, 0))
    return con


def frame_of(corpus: Corpus, threads: int = 1) -> Frame:
    """Return the corpus ready for counting."""
    stamp = Stamp("invented", 1, True, corpus.as_of.isoformat())
    return Frame(connect(corpus, threads), stamp, load_codebook(None))
