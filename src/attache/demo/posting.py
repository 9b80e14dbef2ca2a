"""What the synthetic corpus consists of: postings, their texts over time, and the truth behind them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

__all__ = ["Posting", "Proof", "Text", "TrueAmount", "Truth"]


@dataclass(frozen=True, slots=True)
class Proof:
    """A true code and the words of the text that say it (simplified characters, stored form)."""

    variable: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class TrueAmount:
    """An amount as written; `high` is None for "or more", `currency` None for a share and where not said."""

    as_stated: str
    kind: str
    currency: str | None
    low: float
    high: float | None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """What a perfect reader and coder would find in a text; never part of a page.

    `mission` and `host_country` are None where the text does not say them. `published_on` is what the
    source states (`2019-07-15`, `2019-07`) or None. `coop_refused` are modes that the text declines.
    `contacts` must not survive reading. `organisations` are names as written.
    """

    direction: str
    technology: str | None = None
    fields: tuple[str, ...] = ()
    mission: str | None = None
    host_country: str | None = None
    published_on: str | None = None
    published_precision: str | None = None
    language: str = "zh"
    script: str = "Hans"
    target: str | None = None
    organisations: tuple[str, ...] = ()
    amounts: tuple[TrueAmount, ...] = ()
    coop_modes: tuple[str, ...] = ()
    coop_refused: tuple[str, ...] = ()
    stage: str | None = None
    ip_status: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()

    def row(self) -> dict[str, Any]:
        """Return it as plain lists and dictionaries."""
        return dataclasses.asdict(self)


@dataclass(frozen=True, slots=True)
class Text:
    """How a posting read from a day on; `published` is the date field of the site, as written there."""

    since: date
    title: str
    html: str
    published: str
    truth: Truth


@dataclass(frozen=True, slots=True)
class Posting:
    """One item of the site: its column and number, its texts, and the days on which it was gone.

    `gone` are half-open periods; the end is None where it never came back. `repost_of` is the number of
    the item that it repeats.
    """

    column: int
    info_id: int
    published: date
    texts: tuple[Text, ...]
    style: str
    gone: tuple[tuple[date, date | None], ...] = ()
    repost_of: int | None = None

    @property
    def truth(self) -> Truth:
        """The truth of its last text."""
        return self.texts[-1].truth

    def at(self, day: date) -> Text | None:
        """Return its text on a day; None before it was published and while it was gone."""
        if day < self.published or any(start <= day and (end is None or day < end) for start, end in self.gone):
            return None
        return next((text for text in reversed(self.texts) if text.since <= day), None)
