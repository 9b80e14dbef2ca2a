"""The figures of a release, computed from its own tables: all measures, and published claims beside ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from attache.measure.chapters import MEASURES
from attache.measure.claims import Compared, compare
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame, Stamp
from attache.publish.release.contents import ClaimCompared
from attache.publish.release.opening import connect
from attache.vocabulary.claims import load_all_claims
from attache.vocabulary.codebook import Codebook

__all__ = ["claims_compared", "frame_of", "measured"]

Tell = Callable[[str, int, int | None], None]


def frame_of(folder: Path, stamp: Stamp, codebook: Codebook) -> Frame:
    """Make the tables of a release ready for counting, within the window of `stamp`."""
    return Frame(connect(folder), stamp, codebook)


def measured(frame: Frame, tell: Tell = lambda _doing, _done, _total: None) -> Iterator[Estimate]:
    """Yield the rows of all measures, in the order of the chapters."""
    for at, measure in enumerate(MEASURES.values()):
        tell("measures", at, len(MEASURES))
        yield from measure.run(frame)


def claims_compared(folder: Path, frame: Frame, tell: Tell) -> list[ClaimCompared]:
    """Return every published figure that the release's table of claims has beside ours, sorted by key."""
    stamp, windows = frame.stamp, 0

    def opened(since: str | None, until: str | None) -> Frame:
        nonlocal windows
        windows += 1
        tell("windows of claims", windows, None)
        return frame_of(folder, frame.within(since, until) if (since or until) else stamp, frame.codebook)

    there = set(frame.rows("select claim_id, part from claims"))
    claims = load_all_claims(())
    chosen = [one for one in claims.figures.values() if (one.claim.claim_id, one.claim.part) in there]
    rows = [_row(one, stamp) for one in compare(claims, opened, chosen)]
    return sorted(rows, key=lambda row: (row.claim_id, row.part))


def _row(one: Compared, stamp: Stamp) -> ClaimCompared:
    claim, ours = one.published.claim, one.ours
    shown = not stamp.synthetic or (ours.by is not None and ours.by.reference is not None)
    return ClaimCompared(
        claim_id=claim.claim_id,
        part=claim.part,
        as_stated=claim.as_stated,
        unit=claim.unit,
        verdict=one.verdict,
        reason=one.reason,
        value=ours.value if shown else None,
        low=ours.low if shown else None,
        high=ours.high if shown else None,
        measure=ours.by.measure if ours.by else None,
        variant=ours.by.variant if ours.by else None,
        synthetic=stamp.synthetic,
        edition=stamp.edition,
    )
