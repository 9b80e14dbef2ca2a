"""Names of organisations: taken apart, compared across scripts, found in registers; useful by itself."""

from attache.link.describe import Part, describe
from attache.link.entries import Entry
from attache.link.index import Candidates
from attache.link.names import Name, parse
from attache.link.score import THRESHOLD, Comparison, compare
from attache.link.screen import Hit, Register, screen

__all__ = [
    "THRESHOLD",
    "Candidates",
    "Comparison",
    "Entry",
    "Hit",
    "Name",
    "Part",
    "Register",
    "compare",
    "describe",
    "parse",
    "screen",
]
