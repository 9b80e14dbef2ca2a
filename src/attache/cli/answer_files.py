"""Answers of a screening as files: CSV that is safe to open as a spreadsheet, JSON lines, JSON."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from attache.build.answer_rows import COLUMNS, answer_rows, cleaned, notices
from attache.build.answered import least_shown
from attache.build.screening_records import as_line
from attache.core.errors import InputError
from attache.publish.csvs import safe_cell

__all__ = ["FORMATS", "AnswerFile", "answer_file", "check_output"]

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
        for row in answer_rows(answer, self._about["as_of"]):
            if row.get("register"):
                self._met.setdefault(row["register"])
            self._rows.writerow({key: _cell(value) for key, value in row.items()})

    def end(self) -> None:
        for notice in notices(self._about, self._met):
            self._rows.writerow({"notice": _cell(notice)})


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


def _cell(value: object) -> object:
    """Return a value as a cell that no spreadsheet takes for a formula; numbers of our own stay numbers."""
    if value is None or isinstance(value, int | float):
        return safe_cell(value)
    return safe_cell(cleaned(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))
