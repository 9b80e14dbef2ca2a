"""A recorded screening to take along, with what people say of its hits: CSV and JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from attache.build.answer_rows import COLUMNS, answer_rows, cleaned, notices
from attache.build.screening_records import as_line
from attache.publish.csvs import write_csv
from attache.publish.notice import NOTICE, SYNTHETIC
from attache.web.language import Language
from attache.web.screening.past import Stored, subject_of
from attache.web.screening.verdicts import Verdict, Verdicts

__all__ = ["SAID", "is_synthetic", "to_csv", "to_json"]

SAID = ("verdict_of_people", "verdict_by", "verdict_at", "verdict_reason")
"""Columns of the CSV for what people say of a hit; several say so one after another."""
_STEP = 500


def to_csv(stored: Stored, verdicts: Verdicts, language: Language) -> str:
    """Return the record as CSV that no spreadsheet takes for formulas; its last rows say what was searched."""
    heads = [*COLUMNS[:-1], *SAID, COLUMNS[-1]]
    file = io.StringIO(newline="")
    file.write("\ufeff")
    write_csv(file, heads, _cells(stored, verdicts, heads, language))
    return file.getvalue()


def _cells(stored: Stored, verdicts: Verdicts, heads: Sequence[str], language: Language) -> Iterator[list[object]]:
    met: dict[str, None] = {}
    for row in _rows(stored, verdicts):
        if row.get("register"):
            met.setdefault(str(row["register"]))
        yield [_cell(row.get(head)) for head in heads]
    for one in _notices(stored, met, language):
        yield [*[None] * (len(heads) - 1), _cell(one)]


def _rows(stored: Stored, verdicts: Verdicts) -> Iterator[dict[str, Any]]:
    for place in range(len(stored.lines)):
        answer = stored.answer(place)
        rows = answer_rows(answer, stored.about["as_of"])
        for hit, row in zip(answer["hits"] or [None], rows, strict=True):
            yield row | (_said(verdicts, stored, answer["name"], hit) if hit else {})


def _said(verdicts: Verdicts, stored: Stored, name: object, hit: Mapping[str, Any]) -> dict[str, str]:
    said = verdicts.of(subject_of(name, hit), stored.summary.decision_id)
    each = [(one.verdict, one.author, one.at, one.reason) for one in said]
    return dict(zip(SAID, ("; ".join(column) for column in zip(*each, strict=True)), strict=True)) if each else {}


def _notices(stored: Stored, met: Mapping[str, None], language: Language) -> Iterator[str]:
    yield from notices(stored.about, met)
    if cut := stored.summary.told.get("cut"):
        yield f"Cut short ({cut['why']}): {len(stored.lines):,} of {cut['asked']:,} names were searched."
    yield NOTICE[language]
    if is_synthetic(stored):
        yield SYNTHETIC[language]


def _cell(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    return cleaned(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def is_synthetic(stored: Stored) -> bool:
    """Whether anything that was found is synthetic."""
    listed = any(one["synthetic"] for one in stored.about["registers"].values())
    return listed or any('"synthetic": true' in line for line in stored.lines)


def to_json(stored: Stored, verdicts: Verdicts, language: Language) -> Iterator[str]:
    """Yield the record as one JSON object: what was searched, the answers as recorded, and what people say."""
    told = {
        "id": stored.summary.decision_id,
        "at": stored.summary.at,
        "by": stored.summary.author,
        "sha256": stored.summary.told["sha256"],
        "cut": stored.summary.told.get("cut"),
        "notice": NOTICE[language],
        "synthetic": SYNTHETIC[language] if is_synthetic(stored) else None,
        "screening": stored.about,
        "verdicts": list(_verdicts(stored, verdicts)),
    }
    yield f'{as_line(told)[:-1]}, "answers": ['
    for at in range(0, len(stored.lines), _STEP):
        yield ("," if at else "") + ",\n".join(stored.lines[at : at + _STEP])
    yield "]}\n"


def _verdicts(stored: Stored, verdicts: Verdicts) -> Iterator[dict[str, Any]]:
    said = verdicts.subjects
    each = (places for subject, places in stored.subjects.items() if subject in said) if said else ()
    for place in sorted(set(chain.from_iterable(each))):
        answer = stored.answer(place)
        for hit in answer["hits"]:
            for one in verdicts.of(subject_of(answer["name"], hit), stored.summary.decision_id):
                yield _verdict(answer, hit, one)


def _verdict(answer: Mapping[str, Any], hit: Mapping[str, Any], one: Verdict) -> dict[str, Any]:
    about = {"answer": answer["id"], "name": answer["name"], "register": hit["register"], "entry_id": hit["entry_id"]}
    said = {"verdict": one.verdict, "reason": one.reason, "by": one.author, "at": one.at, "screening": one.screening}
    return about | said
