"""What the queries of the shelf stand on beside an edition's tables: counted units and codes, answers, folded names."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import duckdb
import pyarrow as pa

from attache.build.edition import Edition
from attache.build.measuring import open_frame
from attache.link.folding import fold
from attache.measure.answering import prepare_answers
from attache.measure.chapters import MEASURES
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame

__all__ = ["open_prepared"]

_STATED = ("process.stated_funnel", "process.stated_conversion", "process.targets")
"""Measures of single records: what sources state of one activity or programme."""
_KINDS = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}


def open_prepared(edition: Edition) -> duckdb.DuckDBPyConnection:
    """Open an edition with `units`, `coded` and `answers` as measures have them, `stated` rows and `folded(name)`.

    `place` of a stated row is where its measure has it.
    """
    frame = open_frame(edition)
    prepare_answers(frame)
    frame.con.create_function("folded", fold, ["VARCHAR"], "VARCHAR")
    frame.con.register("stated", _stated(frame))
    return frame.con


def _stated(frame: Frame) -> pa.Table:
    rows = [row for name in _STATED for row in MEASURES[name].run(frame)]
    columns: dict[str, Any] = {
        one.name: pa.array([getattr(row, one.name) for row in rows], _KINDS.get(_kind(one.type), pa.string()))
        for one in fields(Estimate)
    }
    return pa.table({**columns, "place": pa.array(range(len(rows)), pa.int64())})


def _kind(declared: object) -> str:
    return str(declared).split(" ")[0]
