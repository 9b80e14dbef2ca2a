"""The state that an edition is computed from: captures up to a point, lives, plan, ledger, declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from attache.build.edition import Edition
from attache.build.inputs import Inputs, hints, inputs, sources
from attache.build.plan import Plan, make_plan, unit_id
from attache.build.register_sources import is_register
from attache.collect.evidence import Evidence
from attache.collect.exchange import Sweep
from attache.collect.observe import Life, observe
from attache.collect.sources import Source
from attache.core.ids import digest
from attache.core.records import Capture
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.read.reader import SourceHints
from attache.vocabulary.codebook import canonical_codebook, load_codebook

__all__ = ["State"]

_GONE_AFTER = 2


@dataclass(frozen=True, slots=True)
class State:
    """All that a build reads, fixed at one moment.

    `lives` maps unit ids to what was observed of their items. Items of registers are no units of reading. `codebook` is
    one in canonical form.
    """

    inputs: Inputs
    captures: tuple[Capture, ...]
    sweeps: tuple[Sweep, ...]
    lives: Mapping[str, Life]
    plan: Plan
    ledger: Ledger
    declared: Mapping[str, Source]
    hints: Mapping[str, SourceHints]
    casebook: Path
    codebook: str
    codebook_version: str
    evidence: Path

    @classmethod
    def of(cls, workspace: Workspace, evidence: Evidence, ledger: Ledger, *, again: Edition | None = None) -> State:
        """Fix the state now, or as it was for an edition that is to be computed `again`."""
        upto = Inputs(**again.manifest["inputs"]) if again else None
        codebook = workspace.codebook if again is None else again.codebook_file
        captures = tuple(evidence.captures(upto=upto.entries if upto else evidence.last))
        sweeps = tuple(evidence.sweeps(upto=upto.entries if upto else evidence.last))
        seen = sorted({capture.source_id for capture in captures})
        declared = sources(workspace, seen)
        version = load_codebook(codebook).version  # and a mistake in it is told with the file that people wrote
        text = canonical_codebook(codebook)
        found = upto or inputs(workspace, evidence, ledger, declared, digest(text))
        told = hints(declared, seen)
        keys = {key: digest(f"{found.reading}\x1f{told[key]}") for key in seen}
        after = {key: declared[key].gone_after if key in declared else _GONE_AFTER for key in seen}
        lives = {unit_id(life.source_id, life.item_key): life for life in _observe(captures, sweeps, after)}
        items = (
            (unit, life.source_id, life.item_key, life.captures)
            for unit, life in lives.items()
            if not is_register(life.source_id, declared)
        )
        plan = make_plan(items, keys)
        more = (workspace.casebook, text, version, workspace.evidence)
        return cls(found, captures, sweeps, lives, plan, ledger, declared, told, *more)


def _observe(captures: Sequence[Capture], sweeps: Sequence[Sweep], after: Mapping[str, int]) -> Iterator[Life]:
    by_source: dict[str, list[Capture]] = {}
    for capture in captures:
        by_source.setdefault(capture.source_id, []).append(capture)
    for source, found in by_source.items():
        yield from observe(found, [sweep for sweep in sweeps if sweep.source_id == source], after[source])
