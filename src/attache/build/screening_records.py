"""Records of screenings: an answer packed into the ledger so that it can be printed again, exactly as it was."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attache.core.errors import EvidenceError, NotFoundError
from attache.core.ids import digest, stable_id
from attache.core.workspace import Workspace
from attache.ledger import Decision, Ledger
from attache.link import THRESHOLD

__all__ = ["KIND", "Record", "append", "as_line", "find", "stored_lines", "summaries"]

KIND = "screening"
"""Kind of the decision in the ledger."""
PLAIN = 64 * 1024
"""Bytes of an answer up to which it is kept as text; a longer one is packed with gzip."""
MOST = 6 * 1024 * 1024
"""Bytes of a packed answer up to which it is kept in the ledger."""
_MOST_UNPACKED = 2 * 1024 * 1024 * 1024


def as_line(value: Mapping[str, Any]) -> str:
    """Return a value as one line of JSON that can be written, whatever characters it was given."""
    line = json.dumps(value, ensure_ascii=False, default=str)
    try:
        line.encode()
    except UnicodeEncodeError:  # halves of surrogate pairs
        return json.dumps(value, default=str)
    return line


class Record:
    """What a screening answers, gathered while it is printed.

    Kept is the whole answer, as text up to `plain` bytes, else packed; where that is more than `most` bytes, its hits
    from the threshold of a match on, without reasons; where even that is more, its SHA-256 and the counts alone.
    """

    def __init__(self, header: Mapping[str, Any], *, plain: int = PLAIN, most: int = MOST) -> None:
        self._plain, self._most = plain, most
        self._sum = hashlib.sha256()
        self._whole, self._matches = _Packed(plain), _Packed(0)
        self.names = self.hits = self.matched = 0
        line = as_line(header)
        self._feed(line, line)

    def take(self, line: str) -> None:
        """Take one line of the answer."""
        row = json.loads(line)
        hits = row["hits"]
        sure = [hit for hit in hits if hit["score"] >= THRESHOLD]
        self.names += 1
        self.hits += len(hits)
        self.matched += bool(sure)
        self._feed(line, as_line(row | {"hits": [hit | {"reasons": []} for hit in sure]}))

    def _feed(self, line: str, short: str) -> None:
        raw = f"{line}\n".encode()
        self._sum.update(raw)
        self._whole.add(raw)
        self._matches.add(f"{short}\n".encode())

    @property
    def sha256(self) -> str:
        """The SHA-256 of all lines until now, the header first."""
        return self._sum.hexdigest()

    def payload(self) -> dict[str, Any]:
        """Return what the decision holds of the answer, once, at the end."""
        told = {"names": self.names, "hits": self.hits, "matched": self.matched, "sha256": self.sha256}
        whole = self._whole.done()
        if self._whole.text is not None:
            return told | {"kept": "whole", "packing": "text", "answer": self._whole.text.decode()}
        for kept, packed in (("whole", whole), ("matches", self._matches.done())):
            if len(packed) <= self._most:
                return told | {"kept": kept, "packing": "gzip+base64", "answer": base64.b64encode(packed).decode()}
        return told | {"kept": "digest", "packing": None, "answer": None}


class _Packed:
    """Lines packed with gzip as they come, and as text while they are short."""

    def __init__(self, plain: int) -> None:
        self.text: bytes | None = b"" if plain else None
        self._plain = plain
        self._packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        self._parts: list[bytes] = []

    def add(self, raw: bytes) -> None:
        if self.text is not None:
            self.text = self.text + raw if len(self.text) + len(raw) <= self._plain else None
        self._parts.append(self._packer.compress(raw))

    def done(self) -> bytes:
        return b"".join((*self._parts, self._packer.flush()))


def append(
    space: Workspace, record: Record, header: Mapping[str, Any], author: str, cut: Mapping[str, Any] | None = None
) -> Decision:
    """Append a screening to the ledger; its subject stands for the answer's bytes.

    `cut` says of one that was cut short `{why, asked}`: the reason, and how many names were asked for.
    """
    told = header["screening"]
    payload = record.payload() | ({"cut": dict(cut)} if cut else {})
    about = {key: told[key] for key in ("as_of", "top", "threshold", "edition", "postings", "names_from")}
    about["registers"] = {key: one["edition"] for key, one in told["registers"].items()}
    ledger = Ledger(space.ledger_url)
    try:
        subject = stable_id(KIND, payload["sha256"])
        return ledger.append(KIND, subject, about | payload, author=author, at=told["at"])
    finally:
        ledger.close()


def summaries(space: Workspace) -> Iterator[Decision]:
    """Yield the screenings of a workspace, in order."""
    ledger = Ledger(space.ledger_url)
    try:
        yield from ledger.decisions(KIND)
    finally:
        ledger.close()


def find(space: Workspace, key: str) -> Decision:
    """Return the screening with this id, or with the only one that begins so; NotFoundError else."""
    found = [one for one in summaries(space) if key and one.decision_id.startswith(key)]
    exact = [one for one in found if one.decision_id == key]
    if len(exact or found) != 1:
        several = f"{len(found)} screenings have ids that begin with" if found else "no screening has the id"
        raise NotFoundError(f"{several} `{key[:80]}`", mend="`attache screenings` lists them")
    return (exact or found)[0]


def stored_lines(one: Decision) -> tuple[dict[str, Any], Sequence[str]]:
    """Return the header and the lines of an answer that is kept.

    NotFoundError where only its digest is; EvidenceError where what is kept is not what was answered.
    """
    told = one.payload
    if told["kept"] == "digest":
        what = f"the answer of {one.decision_id} was too large to be kept (SHA-256 {told['sha256']})"
        raise NotFoundError(what, mend="look for the file that was written then, and compare")
    raw = _unpacked(told, one.decision_id)
    if told["kept"] == "whole" and digest(raw) != told["sha256"]:
        raise _damaged(one.decision_id, "its digest differs")
    header, *lines = raw.decode().split("\n")[:-1]
    return json.loads(header), lines


def _unpacked(told: Mapping[str, Any], key: str) -> bytes:
    if told["packing"] == "text":
        return str(told["answer"]).encode()
    try:
        packer = zlib.decompressobj(31)
        raw = packer.decompress(base64.b64decode(str(told["answer"]), validate=True), _MOST_UNPACKED)
    except (ValueError, zlib.error) as error:
        raise _damaged(key, str(error)) from None
    if not packer.eof:
        raise _damaged(key, "it is cut short")
    return raw


def _damaged(key: str, why: str) -> EvidenceError:
    return EvidenceError(f"the answer kept in {key} is damaged ({why})", mend="run `attache verify`")
