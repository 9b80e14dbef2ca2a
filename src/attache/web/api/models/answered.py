"""Needs with the opportunities that answer them."""

from __future__ import annotations

from pydantic import Field

from attache.web.api.models.documents import Card
from attache.web.api.models.stated import Followed, Need

__all__ = ["Answer", "NeedRecord"]


class Answer(Card):
    """An opportunity that answers a need."""

    exactness: str = Field(description="how exactly: by the same technology, by the field …")
    in_force: bool = Field(description="whether the need was in force when it was posted")


class NeedRecord(Need):
    """A need with the opportunities that answer it (the nearest 500) and what followed."""

    answered_by: list[Answer]
    followed_by: list[Followed]
