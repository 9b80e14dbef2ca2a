"""What rules read of invented postings: opportunities, documents, names, amounts, places."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from corpus_columns import Columns, Names, picked, table
from corpus_postings import UNKNOWN, Postings, named
from margins import Margins

from attache.build.tables import TABLES

__all__ = ["read"]

BODIES = 4
"""Bodies of each kind; each is named twice as often as the next."""


def read(margins: Margins, posted: Postings, dice: np.random.Generator) -> dict[str, pa.Table]:
    """Return what rules read: opportunities, documents, amounts, places, bodies, organisations offered."""
    size = len(posted)
    known: Columns = {
        "mission_id": _or_none(posted.missions), "host_country": _or_none(posted.countries),
        "published_on": _or_none(posted.stated), "document_id": posted.documents, "title": "invented posting",
        "synthetic": True,
    }  # fmt: skip
    years = [int(day[:4]) if day != UNKNOWN else None for day in posted.stated]
    urls = np.array([f"https://{source}.example/{at}" for at, source in enumerate(posted.sources)], dtype=object)
    found = {
        "opportunities": table(TABLES["opportunities"], size, opportunity_id=posted.ids, year=years, **known),
        "documents": table(
            TABLES["documents"], size, capture_id=named("cap", np.arange(size)), source_id=posted.sources, url=urls,
            published_precision=_or_none(posted.precision), item_key=named("item", np.arange(size)), **known,
        ),
    }  # fmt: skip
    return found | _mentions(margins, posted, dice) | _amounts(margins, posted, dice) | _places(margins, posted, dice)


def _or_none(names: Names) -> list[str | None]:
    return [None if one == UNKNOWN else one for one in names.tolist()]


def _mentions(margins: Margins, posted: Postings, dice: np.random.Generator) -> dict[str, pa.Table]:
    """Return mentions and what they resolve to: the organisation offered, and bodies beside it; organisations."""
    offered = np.flatnonzero(posted.organisations >= 0)
    owners = np.unique(posted.organisations[offered])
    kinds = picked(margins.kinds, len(owners), dice)
    bodies = [
        (kind, np.flatnonzero(dice.random(len(posted)) < chance), 20 * (at + 1))
        for at, (kind, chance) in enumerate(margins.bodies.items())
    ]
    mentions = [
        table(
            TABLES["mentions"], len(who), document_id=posted.documents[who], start=start, end=start + 9, kind=kind,
            name=f"invented {kind}", reason="invented",
        )
        for kind, who, start in bodies
    ]  # fmt: skip
    resolved = [
        table(
            TABLES["resolutions"], len(who), document_id=posted.documents[who], start=start, end=start + 9,
            organisation_id=picked({f"{kind}-{at}": 0.5**at for at in range(BODIES)}, len(who), dice),
            offered=False,
        )
        for kind, who, start in bodies
    ]  # fmt: skip
    resolved.append(
        table(
            TABLES["resolutions"],
            len(offered),
            document_id=posted.documents[offered],
            start=5,
            end=12,
            offered=True,
            organisation_id=named("org", posted.organisations[offered]),
        )
    )
    ids = [*named("org", owners), *(f"{kind}-{at}" for kind in margins.bodies for at in range(BODIES))]
    of_bodies = [kind for kind in margins.bodies for _ in range(BODIES)]
    organisations = table(
        TABLES["organisations"], len(ids), organisation_id=ids, name=ids, kind=[*kinds, *of_bodies], synthetic=True,
    )  # fmt: skip
    held = np.flatnonzero(dice.random(len(owners)) < margins.at_event)
    notices = [f"notice-{at % 20:02}" for at in range(len(held))]
    resolved.append(
        table(
            TABLES["resolutions"], len(held), document_id=notices, start=np.arange(len(held)) * 20, offered=False,
            end=np.arange(len(held)) * 20 + 9, organisation_id=named("org", owners[held]),
        )
    )  # fmt: skip
    events = table(
        TABLES["events"], 20, event_id=[f"event-{at:02}" for at in range(20)], synthetic=True,
        document_id=[f"notice-{at:02}" for at in range(20)], name="invented event",
    )  # fmt: skip
    return {
        "mentions": pa.concat_tables(mentions), "resolutions": pa.concat_tables(resolved),
        "organisations": organisations, "events": events,
    }  # fmt: skip


def _amounts(margins: Margins, posted: Postings, dice: np.random.Generator) -> dict[str, pa.Table]:
    parts = []
    for at, ((kind, currency), (chance, middle, spread)) in enumerate(margins.amounts.items()):
        who = np.flatnonzero(dice.random(len(posted)) < chance)
        lows = np.exp(dice.normal(middle, spread, len(who)))
        parts.append(
            table(
                TABLES["amounts"], len(who), document_id=posted.documents[who], start=100 + 20 * at, end=110 + 20 * at,
                as_stated="as invented", kind=kind, currency=currency or None, low=lows, high=lows, approximate=False,
                reason="invented",
            )
        )  # fmt: skip
    return {"amounts": pa.concat_tables(parts)}


def _places(margins: Margins, posted: Postings, dice: np.random.Generator) -> dict[str, pa.Table]:
    parts = []
    for country, names in margins.places.items():
        who = np.flatnonzero((posted.countries == country) & (dice.random(len(posted)) < 0.5))
        chosen = np.array(names, dtype=object)[np.floor(dice.random(len(who)) * len(names)).astype(int)]
        parts.append(
            table(
                TABLES["values"], len(who), document_id=posted.documents[who], name="place", value=chosen, start=40,
                end=44, quote=chosen, reason="invented",
            )
        )  # fmt: skip
    return {"values": pa.concat_tables(parts)}
