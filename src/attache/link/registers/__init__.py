"""Registers: from the file of the issuing authority to dated entries, and editions merged into listing intervals."""

from attache.link.registers.editions import DatedEdition, merge_editions
from attache.link.registers.load import COLLECTIONS, FORMATS, load
from attache.link.registers.loaded import Loaded

__all__ = ["COLLECTIONS", "FORMATS", "DatedEdition", "Loaded", "load", "merge_editions"]
