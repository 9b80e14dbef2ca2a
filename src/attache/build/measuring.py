"""An edition opened for measuring."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb

from attache.build.edition import Edition
from attache.measure.frame import Frame, Stamp
from attache.vocabulary.codebook import Codebook

__all__ = ["open_frame"]

_LAST = "select max(captured_at) from captures where failure is null"


def open_frame(
    edition: Edition,
    *,
    since: str | None = None,
    until: str | None = None,
    only: Sequence[str] | None = None,
    codebook: Codebook | None = None,
    change: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
) -> Frame:
    """Make an edition ready for counting; `only` narrows to ids of opportunities, `since` and `until` are ISO days.

    `codebook` is the edition's own if not given. `change` may put other views in place of the edition's tables first.
    """
    con = edition.connect()
    if change is not None:
        change(con)
    last = con.execute(_LAST).fetchall()[0][0]
    as_of = str(last)[:10] if last else "1970-01-01"
    manifest = edition.manifest
    stamp = Stamp(edition.edition_id, edition.number, bool(manifest["synthetic"]), as_of, since, until)
    return Frame(con, stamp, codebook or edition.codebook, only=only)
