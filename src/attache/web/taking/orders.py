"""Packs and briefs that were ordered: one folder each beside the edition that they are of, by what they are made from.

A folder holds `plan.json`, `progress` while it is made, at the end `done.json` and the file itself, or why there is
none. Whoever makes it holds `lock`; where nobody does and it is not done, it was cut short and may be ordered again.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from attache.build.edition import Edition
from attache.core.errors import InputError
from attache.core.files import write_atomic
from attache.core.ids import digest
from attache.core.version import code_digest
from attache.publish.brief import Asked
from attache.publish.brief.writing import WRITERS
from attache.web.screening.jobs import busy

__all__ = ["FORMS", "KEPT", "KEPT_BYTES", "KINDS", "MOST_WAITING", "Order", "Orders", "Plan", "Progress"]

KINDS = ("pack", "brief")
FORMS: Mapping[str, tuple[str, ...]] = {"pack": ("zip",), "brief": tuple(name.lstrip(".") for name in WRITERS)}
"""In which forms each kind is made."""
MOST_WAITING = 5
"""Orders of an edition that may wait for their turn; one is made at a time."""
KEPT, KEPT_BYTES = 200, 4 << 30
"""Finished orders of an edition that are kept, and their bytes; the oldest go first, and can be ordered again."""
STARTING = 30
"""Seconds in which a process must have taken up its work."""
_FOLDER = "taken"
_MADE_WITH = ("core", "vocabulary", "link", "build", "measure", "publish")
_KEY = frozenset("0123456789abcdef")

Kind = Literal["waiting", "making", "lost", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is ordered: a pack or a brief, of a country or an organisation, in a language and a form."""

    kind: str
    country: str
    organisation: str
    language: str
    form: str

    def check(self) -> Plan:
        """Return it; InputError where it is nothing that can be made."""
        if self.kind not in KINDS:
            raise InputError(f"there is no `{self.kind[:40]}` to be made", mend=f"ask for one of {', '.join(KINDS)}")
        if self.form not in FORMS[self.kind]:
            mend = f"use one of {', '.join(FORMS[self.kind])}"
            raise InputError(f"a {self.kind} is not made as `{self.form[:40]}`", mend=mend)
        if bool(self.country) == bool(self.organisation):
            raise InputError(f"a {self.kind} is of one country or one organisation", mend="order it from its page")
        return self

    @property
    def asked(self) -> Asked:
        """The selection of records that it is about."""
        return Asked(countries=(self.country,) if self.country else (), organisation=self.organisation or None)

    @property
    def name(self) -> str:
        """Name of the file without what tells editions apart."""
        return f"attache-{self.kind}-{self.country or self.organisation}-{self.language}"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order is: `files` of a pack that are written; `bytes` and `sha256` of what is ready, else why not."""

    kind: Kind
    files: int = 0
    bytes: int = 0
    sha256: str = ""
    problem: str = ""
    mend: str = ""


class Order:
    """One pack or brief that was ordered."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, folder.name
        told = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        self.plan = Plan(**told["plan"])
        self.edition = int(told["edition"])

    @property
    def file(self) -> Path:
        """Where the file stands once it is ready; its name is that of the folder inside a pack."""
        return self.folder / f"{self.plan.name}-edition-{self.edition}.{self.plan.form}"

    def made(self, files: int) -> None:
        """Note how many files are written."""
        draft = self.folder / ".progress"
        draft.write_text(str(files), encoding="utf-8")
        draft.replace(self.folder / "progress")

    def ready(self, sha256: str) -> None:
        """Note that the file stands."""
        write_atomic(self.folder / "done.json", json.dumps({"sha256": sha256}))

    def failed(self, problem: str, mend: str) -> None:
        """Note why there is no file; nothing half-made is left."""
        for path in self.folder.glob(f".{self.file.name}.*"):
            path.unlink(missing_ok=True)
        write_atomic(self.folder / "done.json", json.dumps({"problem": problem, "mend": mend}, ensure_ascii=False))

    def progress(self) -> Progress:
        """Return how far it is."""
        if told := self._read("done.json"):
            done = json.loads(told)
            if "problem" in done:
                return Progress("failed", problem=done["problem"], mend=done["mend"])
            if self.file.is_file():
                return Progress("ready", bytes=self.file.stat().st_size, sha256=done["sha256"])
            return Progress("lost")
        count = self._read("progress")
        if busy(self.folder / "lock"):
            return Progress("waiting" if count is None else "making", int(count or 0))
        fresh = time.time() - (self.folder / "plan.json").stat().st_mtime < STARTING
        return Progress("waiting" if fresh and not (self.folder / "lock").exists() else "lost")

    def _read(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None


class Orders:
    """What was ordered of one edition; what other code made is removed."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.folder = edition.path / _FOLDER / _mark()

    def find(self, plan: Plan) -> Order | None:
        """Return what was ordered like this."""
        return self.get(self._key(plan))

    def get(self, key: str) -> Order | None:
        """Return an order by its key; None where there is none (any more)."""
        if len(key) != 16 or not set(key) <= _KEY or not (self.folder / key / "plan.json").is_file():
            return None
        return Order(self.folder / key)

    def place(self, plan: Plan) -> tuple[Order, bool]:
        """Return the order for a plan, and whether it is new: one that failed or was cut short is made again.

        InputError where too many wait.
        """
        found = self.find(plan.check())
        if found is not None and found.progress().kind in ("waiting", "making", "ready"):
            return found, False
        if sum(one.progress().kind in ("waiting", "making") for one in self._all()) > MOST_WAITING:
            mend = "wait until one of them is ready, and order again"
            raise InputError("too many packs and briefs are being made", mend=mend)
        self._sweep()
        folder = self.folder / self._key(plan)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        told = {"plan": asdict(plan), "edition": self.edition.number}
        write_atomic(folder / "plan.json", json.dumps(told, ensure_ascii=False))
        return Order(folder), True

    def _key(self, plan: Plan) -> str:
        return digest("\x1f".join((self.edition.edition_id, *asdict(plan).values())))[:16]

    def _all(self) -> Iterator[Order]:
        if self.folder.is_dir():
            yield from (Order(one) for one in sorted(self.folder.iterdir()) if (one / "plan.json").is_file())

    def _sweep(self) -> None:
        for old in self.folder.parent.glob("*"):
            if old.name != self.folder.name:
                shutil.rmtree(old, ignore_errors=True)
        done = [one for one in self._all() if (one.folder / "done.json").exists()]
        size = 0
        for at, one in enumerate(sorted(done, key=_age)):
            size += one.file.stat().st_size if one.file.is_file() else 0
            if at >= KEPT - 1 or size > KEPT_BYTES:
                shutil.rmtree(one.folder, ignore_errors=True)


@cache
def _mark() -> str:
    return code_digest(*_MADE_WITH)[:8]


def _age(order: Order) -> float:
    return -(order.folder / "done.json").stat().st_mtime
