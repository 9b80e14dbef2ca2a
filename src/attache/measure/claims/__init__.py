"""Published figures set beside each other, by arithmetic, and beside ours."""

from __future__ import annotations

from attache.measure.claims.checking import check_figures
from attache.measure.claims.comparing import Compared, Found, Verdict, compare, window_of
from attache.measure.claims.coverage import Coverage
from attache.measure.claims.findings import OUTCOMES, Finding

__all__ = [
    "OUTCOMES",
    "Compared",
    "Coverage",
    "Finding",
    "Found",
    "Verdict",
    "check_figures",
    "compare",
    "window_of",
]
