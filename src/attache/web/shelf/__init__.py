"""What pages show of an edition, by id, in one SQLite file beside its tables.

The tables are made for counting; a page wants one record with all that belongs to it, in a millisecond. The shelf is
derived: it is made when it is missing and can be thrown away. A `Sheet` is one of its tables.
"""

from __future__ import annotations

from attache.web.shelf.sheets import SHEETS, Sheet
from attache.web.shelf.shelf import Shelf

__all__ = ["SHEETS", "Sheet", "Shelf"]
