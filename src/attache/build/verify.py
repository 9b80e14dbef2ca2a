"""Verify: recompute everything that an edition says, and name what does not hold.

Evidence: every record's digest and the custody chain. Ledger: its chain. Edition: every file's digest,
every span (the words at the place are the words quoted), the search index's set of documents, and the
edition itself, computed again from evidence and ledger as they stood for it, compared digest by digest.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from attache.build.builder import compute
from attache.build.edition import Edition, Editions
from attache.build.indexing import open_index
from attache.build.inputs import BUILDING, Inputs
from attache.build.state import State
from attache.build.tables import column, file_sha256, read_parts
from attache.collect.evidence import Evidence
from attache.core.version import code_digest
from attache.core.workspace import Workspace
from attache.ledger import Ledger

__all__ = ["Checked", "verify"]

Progress = Callable[[str, int, int], None]
_SPANS = (("values", "quote"), ("codes", "quote"), ("amounts", "as_stated"))


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of verifying: how much of each kind was checked, one sentence per finding, and remarks."""

    counts: dict[str, int]
    findings: tuple[str, ...]
    remarks: tuple[str, ...]


def verify(workspace: Workspace, edition: Edition | None, *, recompute: bool, progress: Progress) -> Checked:
    """Check the evidence, the ledger and, where there is one, `edition`."""
    counts: dict[str, int] = {}
    findings: list[str] = []
    remarks: list[str] = []
    evidence, ledger = Evidence(workspace.evidence), Ledger(workspace.ledger_url)
    counts["captures"] = evidence.count()
    heads = _heads(workspace)
    findings += [str(found) for found in evidence.verify(lambda at, all_: progress("evidence", at, all_), heads)]
    counts["decisions"] = ledger.head[0]
    findings += ledger.verify()
    if edition is not None:
        broken = list(_files(edition, counts))
        findings += broken
        if not broken:
            findings += _spans(edition, counts, progress)
            findings += _index(edition, counts)
        if recompute:
            more, said = _again(workspace, edition, counts, progress)
            findings += more
            remarks += said
    return Checked(counts, tuple(findings), tuple(remarks))


def _heads(workspace: Workspace) -> list[str]:
    """Return the heads of the custody chain that editions noted: a log rewritten since then lacks one."""
    editions = Editions(workspace.editions)
    noted = [editions.get(number).manifest["inputs"] for number in editions.numbers()]
    return sorted({str(one["custody"]) for one in noted if one["entries"]})


def _files(edition: Edition, counts: dict[str, int]) -> Iterator[str]:
    listed = set()
    if (path := edition.codebook_file) is not None:
        counts["files"] = counts.get("files", 0) + 1
        if file_sha256(path) != edition.manifest["inputs"]["codebook"]:
            yield f"{path}: the codebook was changed (its SHA-256 is not the manifest's); build again."
    for table, entry in edition.manifest["tables"].items():
        for part in entry["parts"]:
            path = edition.folder(table) / part["file"]
            listed.add(path)
            counts["files"] = counts.get("files", 0) + 1
            if not path.is_file():
                yield f"{path}: the file is missing; build again."
            elif file_sha256(path) != part["sha256"]:
                yield f"{path}: the file was changed (its SHA-256 is not the manifest's); build again."
    for path in sorted((edition.path / "tables").rglob("*")):
        if path.is_file() and path not in listed:
            yield f"{path}: the manifest does not know this file; remove it."


def _spans(edition: Edition, counts: dict[str, int], progress: Progress) -> Iterator[str]:
    texts = _texts(edition)
    for at, (table, quoted) in enumerate(_SPANS):
        progress("spans", at, len(_SPANS))
        for file in edition.files(table):
            rows = read_parts(edition.folder(table), [file], ["document_id", "start", "end", quoted])
            columns = (column(rows, name) for name in ("document_id", "start", "end", quoted))
            for key, start, end, quote in zip(*columns, strict=True):
                if start < 0:
                    continue
                counts["spans"] = counts.get("spans", 0) + 1
                if texts.get(key, "")[start:end] != quote or not quote:
                    yield f"{table} of {key}: the words at [{start}, {end}) are not those quoted; build again."


def _texts(edition: Edition) -> dict[str, str]:
    rows = read_parts(edition.folder("documents"), edition.files("documents"), ["document_id", "text"])
    return dict(zip(column(rows, "document_id"), column(rows, "text"), strict=True))


def _index(edition: Edition, counts: dict[str, int]) -> Iterable[str]:
    known = set(_texts(edition))
    counts["indexed"] = len(known)
    if open_index(edition).ids() != known:
        yield f"{edition.path / 'search'}: the index and the tables differ; remove the folder, it will be made again."


def _again(
    workspace: Workspace, edition: Edition, counts: dict[str, int], progress: Progress
) -> tuple[list[str], list[str]]:
    then = Inputs(**edition.manifest["inputs"])
    if then.building != code_digest(*BUILDING):
        return [], [f"edition {edition.number} was built by another version of the code and was not computed again"]
    state = State.of(workspace, Evidence(workspace.evidence), Ledger(workspace.ledger_url), again=edition)
    folder = workspace.editions / f".verify-{edition.edition_id}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        compute(workspace, state, folder, None, progress)
        return list(_compare(edition, Edition(folder), counts)), []
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _compare(edition: Edition, again: Edition, counts: dict[str, int]) -> Iterator[str]:
    counts["recomputed"] = int(edition.codebook_file is not None)
    for table, entry in edition.manifest["tables"].items():
        fresh = {part["file"]: part["sha256"] for part in again.manifest["tables"][table]["parts"]}
        counts["recomputed"] += len(fresh)
        for part in entry["parts"]:
            if fresh.pop(part["file"], None) != part["sha256"]:
                yield f"{table}/{part['file']}: computed again, it differs; inputs were changed behind the edition."
        for extra in fresh:
            yield f"{table}/{extra}: computed again, it exists, but the edition lacks it; build again."
