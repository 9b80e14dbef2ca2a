"""Reference data, every row dated and cited: lists, casebooks, claims, countries, missions, the codebook."""

from attache.vocabulary.casebook import Case, Casebook, load_casebook
from attache.vocabulary.claims import Source, load_claims, load_sources
from attache.vocabulary.lists import Entry, ReferenceList, in_force, load_list, load_lists, needs_of

__all__ = [
    "Case",
    "Casebook",
    "Entry",
    "ReferenceList",
    "Source",
    "in_force",
    "load_casebook",
    "load_claims",
    "load_list",
    "load_lists",
    "load_sources",
    "needs_of",
]
