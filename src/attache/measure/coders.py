"""Who coded what a figure rests on."""

from __future__ import annotations

from attache.measure.frame import Frame

__all__ = ["coded_by"]


def coded_by(frame: Frame, *variables: str) -> str:
    """Return the key of `CODED_BY` for figures that rest on these variables; `read` where the codebook has none."""
    known = [name for name in variables if name in frame.codebook.variables]
    if not known:
        return "read"
    marks = ", ".join("?" * len(known))
    query = f"select count(*) > 0 from people where said is not null and cast(variable as varchar) in ({marks})"  # noqa: S608 -- marks
    return "both" if frame.rows(query, *known)[0][0] else "machine"
