"""What an edition is computed from, as one small record of digests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from attache.collect.evidence import Evidence
from attache.collect.sources import SHIPPED, Source, load_sources
from attache.core.ids import digest
from attache.core.samples import KINDS
from attache.core.version import code_digest, release
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.link.organisations import JUDGED
from attache.read.reader import SourceHints

__all__ = ["Inputs", "hints", "inputs", "sources"]

READING = ("core", "vocabulary", "read")
CODING = (*READING, "code")
DECIDED = ("code", *KINDS, *JUDGED)
"""Kinds of decisions that an edition depends on; a screening, for one, is none."""
BUILDING = (*CODING, "link", "collect", "build")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of all that an edition depends on; equal inputs give equal editions."""

    entries: int
    custody: str
    decisions: int
    ledger: str
    codebook: str
    casebook: str
    sources: str
    reading: str
    coding: str
    building: str
    release: str

    @property
    def edition_id(self) -> str:
        """Sixteen hexadecimal digits that stand for all of it."""
        return digest(json.dumps(asdict(self), sort_keys=True))[:16]


def inputs(
    workspace: Workspace, evidence: Evidence, ledger: Ledger, declared: Mapping[str, Source], codebook: str
) -> Inputs:
    """Return the inputs as they stand now; `codebook` is the digest of the codebook."""
    decisions, chain = ledger.last(*DECIDED)
    return Inputs(
        entries=evidence.last,
        custody=evidence.head,
        decisions=decisions,
        ledger=chain,
        codebook=codebook,
        casebook=_folder(workspace.casebook),
        sources=digest("\n".join(f"{key} {_settings(source)}" for key, source in sorted(declared.items()))),
        reading=code_digest(*READING),
        coding=code_digest(*CODING),
        building=code_digest(*BUILDING),
        release=release(),
    )


def sources(workspace: Workspace, seen: Sequence[str]) -> dict[str, Source]:
    """Return the declared sources of the workspace and the shipped ones, those that were seen in evidence."""
    known = load_sources(SHIPPED) | load_sources(workspace.sources)
    return {key: known[key] for key in seen if key in known}


def hints(declared: Mapping[str, Source], seen: Sequence[str]) -> dict[str, SourceHints]:
    """Return what the declarations tell the reader, for every source in evidence."""
    return {key: _hints(declared[key]) if key in declared else SourceHints() for key in seen}


def _hints(source: Source) -> SourceHints:
    return SourceHints(template=source.reader, mission=source.mission, direction=source.direction)


def _settings(source: Source) -> str:
    return json.dumps(source.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)


def _folder(folder: Path) -> str:
    """Return a digest over the names and contents of a folder's files."""
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return digest("\n".join(f"{path.relative_to(folder).as_posix()} {digest(path.read_bytes())}" for path in files))
