"""Codes of invented postings: what is true of each, what a machine that errs says, and what people say of some."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from corpus_columns import Columns, Flags, Numbers, picked, table
from corpus_postings import Postings
from margins import Margins, Variable

from attache.build.tables import TABLES

__all__ = ["Truth", "answers", "code_table", "machine", "truths"]

Truth = dict[str, dict[str, Flags]]


def truths(margins: Margins, posted: Postings, dice: np.random.Generator) -> Truth:
    """Return for each variable and value the postings of which it is true."""
    found: Truth = {}
    for name, variable in margins.variables.items():
        if variable.given is None:
            found[name] = _true(variable, posted.years_before, np.ones(len(posted)), dice)
    for name, variable in margins.variables.items():
        if variable.given is not None:
            other, values, times = variable.given
            there = np.logical_or.reduce([found[other][value] for value in values if value in found[other]])
            found[name] = _true(variable, posted.years_before, np.where(there, times, 1.0), dice)
    return found


def _true(variable: Variable, years: Numbers, times: Numbers, dice: np.random.Generator) -> dict[str, Flags]:
    if variable.one:
        chosen = picked({**variable.chances, "": 1 - sum(variable.chances.values())}, len(years), dice)
        return {value: chosen == value for value in variable.chances}
    return {
        value: dice.random(len(years)) < chance * variable.trend.get(value, 1.0) ** years * times
        for value, chance in variable.chances.items()
    }


Said = tuple[str, Mapping[str, Flags]]


def machine(margins: Margins, truth: Truth, dice: np.random.Generator) -> list[Said]:
    """Return what the machine codes of each variable."""
    found: list[Said] = []
    for name, values in truth.items():
        sensitivity, specificity = margins.machine.of(name)
        if sensitivity == specificity == 1:
            found.append((name, values))
        elif margins.variables[name].one:
            found.append((name, _mistaken(values, sensitivity, specificity, dice)))
        else:
            size = len(next(iter(values.values())))
            said = {
                value: np.where(yes, dice.random(size) < sensitivity, dice.random(size) > specificity)
                for value, yes in values.items()
            }
            found.append((name, said))
    return found


def _mistaken(
    values: dict[str, Flags], sensitivity: float, specificity: float, dice: np.random.Generator
) -> dict[str, Flags]:
    names = list(values)
    true = np.select([values[name] for name in names], range(len(names)), default=-1)
    other = (true + 1 + np.floor(dice.random(len(true)) * (len(names) - 1)).astype(int)) % len(names)
    missed, chance = dice.random(len(true)) > sensitivity, dice.random(len(true))
    said = np.where(missed, np.where(chance < 0.5, other, -1), true)
    said = np.where(true < 0, np.where(chance > specificity, other, -1), said)
    return {name: said == at for at, name in enumerate(names)}


def answers(truth: Truth, places: Numbers) -> list[Said]:
    """Return what people code of the drawn: the truth, and `none` where nothing of a variable is true."""
    found: list[Said] = []
    for name, values in truth.items():
        said = {value: yes[places] for value, yes in values.items()}
        found.append((name, {**said, "none": ~np.logical_or.reduce(list(said.values()))}))
    return found


_WORDS = {
    "ai_ml": "机器学习", "lidar_sensing": "激光雷达", "machine_learning": "机器学习", "deep_learning": "深度学习",
}  # fmt: skip


def code_table(posted: Postings, said: Said, coder: str, among: Numbers | None = None) -> pa.Table:
    """Return the codes of one variable by one coder, of all postings or those `among`."""
    variable, values = said
    places = among if among is not None else np.arange(len(posted))
    parts: list[tuple[str, Numbers]] = [(value, places[yes]) for value, yes in values.items()]
    rows = np.concatenate([who for _, who in parts])
    names = np.repeat(np.array([value for value, _ in parts], dtype=object), [len(who) for _, who in parts])
    columns: Columns = {
        "subject_id": posted.ids[rows], "document_id": posted.documents[rows], "variable": variable, "value": names,
        "coder": coder, "confidence": 0.9, "start": 4, "end": 8,
        "quote": np.repeat([_WORDS.get(value, value) for value, _ in parts], [len(who) for _, who in parts]),
        "reason": "invented", "codebook": "2026.1",
    }  # fmt: skip
    return table(TABLES["codes"], len(rows), **columns)
