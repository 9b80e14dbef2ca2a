"""Claims made for tests."""

from __future__ import annotations

from pathlib import Path

from attache.core.facts import Claim
from attache.vocabulary.claims import Claims, Published, load_all_claims
from attache.vocabulary.quantities import parse_quantity


def claim(
    value: str | None,
    *,
    unit: str = "posts",
    as_stated: str | None = None,
    window: str | None = None,
    key: str = "T001",
    **more: str | None,
) -> Claim:
    """Return a claim of this value; without one, of words."""
    found = parse_quantity(value) if value is not None else None
    return Claim(
        claim_id=key, part=1, statement=more.get("statement") or key,
        comparator=found.comparator if found else "text",
        low=found.low if found else None, high=found.high if found else None,
        as_stated=as_stated or value or "", unit=unit, time_window=window, denominator=None,
        definition=more.get("definition"), source=more.get("source") or "a book", grade="report",
        derived_from=more.get("derived_from"), conflicts_with=more.get("conflicts_with"), note=None,
    )  # fmt: skip


def figures_of(*claims: Claim) -> dict[str, Published]:
    """Return figures of these claims, each of the subject that its statement says."""
    return {one.claim_id: Published(one, one.statement.casefold()) for one in claims}


def claims_from(folder: Path, text: str) -> Claims:
    """Return Attaché's own claims with those of a file with this text."""
    path = folder / "more.yaml"
    path.write_text(text, encoding="utf-8")
    return load_all_claims([path])
