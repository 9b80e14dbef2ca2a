"""The critical-technology lists that a described technology touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attache.measure.entries import Link
from attache.measure.needs import why
from attache.vocabulary.lists import ReferenceList, in_force

__all__ = ["touched"]


def touched(links: Mapping[tuple[str, str], Link], lists: Sequence[ReferenceList], as_of: str) -> list[dict[str, Any]]:
    """Return the entries of critical-technology lists that a text leads to, list by list, nearest first.

    An entry says that the field agrees, never that the technology is controlled.
    """
    out = []
    for item in lists:
        if item.kind != "critical":
            continue
        near = [
            (links[item.list_id, entry.code], entry) for entry in item.entries if (item.list_id, entry.code) in links
        ]
        for link, entry in sorted(near, key=lambda pair: pair[0].order):
            if not link.faint:
                out.append(
                    {
                        "list": item.list_id,
                        "list_name_zh": item.name_zh,
                        "list_name_en": item.name_en,
                        "issuer": item.issuer,
                        "version": item.version,
                        "code": entry.code,
                        "name_zh": entry.zh,
                        "name_en": entry.en,
                        "valid_from": item.valid_from,
                        "valid_to": item.valid_to,
                        "in_force": in_force(item, as_of),
                        "source": entry.source,
                        "grade": entry.grade,
                        "why": why(link),
                    }
                )
    return out
