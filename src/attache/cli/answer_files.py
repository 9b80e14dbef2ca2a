"""Answers of a screening as files: CSV that is safe to open as a spreadsheet, JSON lines, JSON."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from attache.cli.answers import UNKNOWN, in_words, least_shown, listed_words, searched, why
from attache.cli.pools import as_line
from attache.core.errors import InputError
from attache.link import THRESHOLD

__all__ = ["COLUMNS", "FORMATS", "AnswerFile", "answer_file", "check_output"]

COLUMNS = (
    *("id", "name", "country", "verdict", "score", "how_sure", "register", "entry_id", "entry", "found_by", "why"),
    *("register_edition", "programme", "listed_from", "listed_to", "listed", "listed_why", "as_of", "postings"),
    *("first_posted", "last_posted", "missions", "countries", "states", "lead_time_days", "lead_time", "hints"),
    *("synthetic", "remark", "notice"),
)
"""Columns of the CSV file; there is one row for each hit that people are shown, and one for each name without."""
_FORMULA = frozenset("=+-@\t\r＝＋－＠")
_LONGEST = 32_000
"""Characters of a cell; a spreadsheet takes no more."""

Row = Mapping[str, Any]


class AnswerFile(Protocol):
    """A file that takes an answer line by line."""

    def take(self, line: str) -> None:
        """Write one line of the answer."""

    def end(self) -> None:
        """Write what stands at the end."""


class _Lines:
    """JSON lines: the header, then the answers."""

    def __init__(self, file: IO[str], header: Row) -> None:
        self._file = file
        self.take(as_line(header))

    def take(self, line: str) -> None:
        self._file.write(f"{line}\n")

    def end(self) -> None:
        """Nothing stands there."""


class _Json:
    """One JSON object: the header's keys and `answers`."""

    def __init__(self, file: IO[str], header: Row) -> None:
        self._file, self._mark = file, ""
        file.write(f'{as_line(header)[:-1]}, "answers": [\n')

    def take(self, line: str) -> None:
        self._file.write(f"{self._mark}{line}")
        self._mark = ",\n"

    def end(self) -> None:
        self._file.write("\n]}\n")


class _Csv:
    """One row for each hit that people are shown, or name without; the last rows say what was searched."""

    def __init__(self, file: IO[str], header: Row) -> None:
        self._about = header["screening"]
        self._least = least_shown(self._about)
        self._rows = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\r\n")
        self._rows.writeheader()
        self._met: dict[str, None] = {}

    def take(self, line: str) -> None:
        answer = json.loads(line)
        answer["hits"] = [hit for hit in answer["hits"] if hit["score"] >= self._least]
        for row in _rows(answer, self._about["as_of"]):
            if row.get("register"):
                self._met.setdefault(row["register"])
            self._rows.writerow({key: _cell(value) for key, value in row.items()})

    def end(self) -> None:
        for notice in self._notices():
            self._rows.writerow({"notice": _cell(notice)})

    def _notices(self) -> Iterator[str]:
        about = self._about
        yield searched(about)
        yield f"Screened at {about['at']} by {about['author']}; at most {about['top']} hits for a name."
        yield from about["remarks"]
        for key in self._met:
            if one := about["registers"].get(key):
                yield f"{key}: {one['effect'] or UNKNOWN}"
                yield from (f"{key}: beware: {trap}" for trap in one["traps"])
        yield from about["caveats"]


FORMATS: dict[str, Callable[[IO[str], Row], AnswerFile]] = {".csv": _Csv, ".jsonl": _Lines, ".json": _Json}
"""Ends of names of files that can be written."""


def check_output(path: Path) -> None:
    """Refuse a file that cannot be written, before anything is searched."""
    if path.suffix.lower() not in FORMATS:
        mend = f"end its name with one of {', '.join(FORMATS)}"
        raise InputError("is no file that can be written", where=str(path), mend=mend)
    if not path.parent.is_dir() or path.is_dir():
        raise InputError("is in no folder, or is one", where=str(path), mend="name a file in a folder that is there")


@contextmanager
def answer_file(path: Path, header: Row) -> Iterator[AnswerFile]:
    """Open a file for an answer; it is wholly there at the end, or not at all."""
    kind = FORMATS[path.suffix.lower()]
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        marked = "utf-8-sig" if kind is _Csv else "utf-8"  # spreadsheets ask for the mark
        with os.fdopen(handle, "w", encoding=marked, newline="", errors="replace") as file:
            made = kind(file, header)
            yield made
            made.end()
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _rows(answer: Row, day: str) -> Iterator[dict[str, Any]]:
    name = answer["name"]
    about = {"id": answer["id"], "name": name, "country": answer.get("country"), "as_of": day}
    about["remark"] = answer.get("remark")
    if not answer["hits"]:
        yield about | {"verdict": "not searched" if "remark" in answer else "no match"}
    for hit in answer["hits"]:
        row = about | {
            "verdict": "match" if hit["score"] >= THRESHOLD else "weak",
            "score": hit["score"],
            "how_sure": in_words(hit["score"]),
            "register": hit["register"],
            "entry_id": hit["entry_id"],
            "entry": hit["name"],
            "found_by": hit["alias"],
            "why": why(name, hit),
            "register_edition": hit["edition"],
        }
        yield row | (_posted(hit["posted"]) if "posted" in hit else _listed(hit))


def _listed(hit: Row) -> dict[str, Any]:
    told = [
        f"{hint['rule'] or 'no rule'}: {hint['because']}" + (f" ({_status(hint)})" if hint["rule"] else "")
        for hint in hit.get("hints", ())
    ]
    return {
        **{key: hit.get(key) for key in ("programme", "listed_from", "listed_to", "listed_why")},
        "listed": listed_words(hit),
        "lead_time_days": hit.get("lead_time_days"),
        "lead_time": hit.get("lead_time"),
        "hints": "; ".join(told),
        "synthetic": "synthetic" if hit.get("synthetic") else "",
    }


def _status(hint: Row) -> str:
    return str(hint["status"]).replace("_", " ") if hint["applies"] else "does not apply to this register"


def _posted(posted: Row) -> dict[str, Any]:
    return {
        "postings": posted["documents"],
        "first_posted": posted["first"],
        "last_posted": posted["last"],
        "missions": _joined(posted["missions"]),
        "countries": _joined(posted["countries"]),
        "states": _joined([f"{count} {state}" for state, count in posted["states"].items()]),
        "synthetic": "synthetic" if posted["synthetic"] else "",
    }


def _joined(values: Sequence[str]) -> str:
    return "; ".join(values)


def _cell(value: object) -> object:
    """Return a value as a cell that no spreadsheet takes for a formula; numbers of our own stay numbers."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "".join(char if char.isprintable() or char in "\n\t\r" else "�" for char in text[:_LONGEST])
    return f"'{text}" if text[:1] in _FORMULA or text.lstrip()[:1] in _FORMULA else text
