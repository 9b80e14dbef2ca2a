"""What a file holds: one document, or one per row or line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Part", "refuse"]

from attache.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a file.

    `key` tells the documents of a file apart (empty where there is one). A page has `html`, all else `text`
    without its title. Rows and JSON objects have `fields`: `id`, `date` and `url` as stated where there
    are such fields, `row` with all fields, and `unread` with the names of those that are in neither
    title nor text.
    """

    key: str
    kind: str
    html: str | None = None
    text: str | None = None
    title: str | None = None
    fields: Mapping[str, object] | None = None


def refuse(what: str, name: str, mend: str) -> InputError:
    """Return the error that says why a file is not read."""
    return InputError(what, where=name, mend=mend)
