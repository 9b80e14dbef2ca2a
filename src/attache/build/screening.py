"""Screening whole: registers of files and of an edition, its postings, dates, rules, and what was searched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from attache.build.edition import Edition
from attache.build.opening import Opened
from attache.build.posted import open_postings
from attache.link import THRESHOLD, Entry, Hit, Register, parse
from attache.link.listing import lead, standing
from attache.link.propagation import hints
from attache.link.registers.countries import country_code
from attache.vocabulary.registers import Rule, catalogue

__all__ = ["CAVEATS", "Screener", "open_screener"]

CAVEATS = (
    "Not found is not safe: a name may be written otherwise, a register may be older than it seems, an owner unlisted.",
    "Being listed or sought is not wrongdoing. A score is the probability that two names are of one organisation.",
)
"""What stands under every answer."""
_EMPTY = "nothing is left to search for without legal form and punctuation"

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Screener:
    """Registers opened for one day, and the postings of an edition; `answer` screens one name.

    `top` bounds the hits in the registers and again those in the postings; `threshold` is a probability.
    """

    opened: tuple[Opened, ...]
    postings: tuple[Register, Mapping[str, dict[str, Any]]] | None
    as_of: date
    top: int
    threshold: float | None
    edition: Edition | None
    remarks: tuple[str, ...] = ()
    editions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    synthetic: frozenset[str] = frozenset()

    def answer(self, row: Mapping[str, Any]) -> Answer:
        """Screen `{id, name[, country]}` and return `{id, name, hits …}`; see `attache.screen` for the common keys.

        Hits of registers have also `edition`, `programme`, `listed_from`, `listed_to`, `listed`, `listed_why` and,
        where there are any, `observed`, `hints` and `lead_time_days` with `lead_time`; those of postings have `posted`.
        """
        given = row.get("name")
        name = given if isinstance(given, str) else ""
        wanted = row.get("country")
        country = country_code(str(wanted)) if wanted else None
        out: Answer = {"id": row.get("id"), "name": given, "hits": []}
        if wanted:
            out["country"] = country or str(wanted)[:80]
        listed, posted = self._listed(name, country), self._posted(name, country)
        out["hits"] = sorted((*(hit for _, hit in listed), *posted), key=lambda hit: -float(hit["score"]))
        if self.postings and listed:
            out |= _lead(listed, posted)
        remarks = [] if not wanted or country else [f"the country “{str(wanted)[:80]}” is not known and was not used"]
        if not out["hits"] and parse(name).empty:
            remarks.append("no name is given" if not name.strip() else _EMPTY)
        return out | {"remark": "; ".join(remarks)} if remarks else out

    def _listed(self, name: str, country: str | None) -> list[tuple[Entry, Answer]]:
        found: list[tuple[Hit, Entry]] = []
        for one in self.opened:
            found += one.register.found(name, country=country, top=self.top, threshold=self.threshold)
        found.sort(key=lambda pair: -pair[0].score)
        return [(entry, self._hit(name, hit, entry)) for hit, entry in found[: self.top]]

    def _hit(self, asked: str, hit: Hit, entry: Entry) -> Answer:
        stands = standing(entry, self.as_of, self.editions.get(entry.register, ()))
        out = _plain(hit) | {
            "edition": entry.edition,
            "programme": entry.programme,
            "listed_from": entry.valid_from,
            "listed_to": entry.valid_to,
            "listed": stands.listed,
            "listed_why": stands.why,
        }
        if entry.observed:
            out["observed"] = entry.observed
        if entry.register in self.synthetic:
            out["synthetic"] = True
        rules = self.rules.get(entry.register)
        told = hints(asked, hit.alias, entry, rules, self.as_of.isoformat()) if rules is not None else ()
        return out | {"hints": [asdict(one) for one in told]} if told else out

    def _posted(self, name: str, country: str | None) -> list[Answer]:
        if self.postings is None or self.edition is None:
            return []
        register, facts = self.postings
        found = register.hits(name, country=country, top=self.top, threshold=self.threshold)
        number = str(self.edition.number)
        return [_plain(hit) | {"edition": number, "posted": facts[hit.entry_id]} for hit in found]

    def about(self) -> Answer:
        """Return what is searched and as of when, what being listed in each register means, and the caveats."""
        registers: dict[str, Answer] = {}
        for one in self.opened:
            registers |= {key: about | {"rules": self._told(key)} for key, about in one.about.items()}
        edition = self.edition
        return {
            "as_of": self.as_of.isoformat(),
            "top": self.top,
            "threshold": self.threshold,
            "edition": {"number": edition.number, "id": edition.edition_id} if edition else None,
            "registers": registers,
            "postings": {"organisations": len(self.postings[0].entries)} if self.postings else None,
            "remarks": list(self.remarks),
            "caveats": list(CAVEATS),
        }

    def _told(self, register: str) -> list[Answer]:
        """Return the rules that speak of a register, with their status on the day."""
        out = []
        for rule in self.rules.get(register, ()):
            period = rule.on(self.as_of.isoformat())
            out.append(
                {
                    "id": rule.id,
                    "name": rule.name,
                    "statement": rule.statement,
                    "applies": register not in rule.not_for,
                    "status": period.status if period else "not in force",
                    "valid_from": period.valid_from if period else None,
                    "valid_to": period.valid_to if period else None,
                    "note": (period.note if period else None) or rule.note,
                }
            )
        return out


def open_screener(
    opened: Sequence[Opened],
    edition: Edition | None,
    *,
    as_of: date,
    top: int = 5,
    threshold: float | None = None,
    postings: bool = False,
) -> Screener:
    """Return a screener over opened registers and, with `postings`, over the organisations of the edition."""
    remarks = [remark for one in opened for remark in one.remarks]
    found = open_postings(edition) if postings and edition else None
    if postings and found is None:
        remarks.append("postings were not searched: " + _without(edition))
    known = {key for one in opened for key in one.about}
    return Screener(
        tuple(opened),
        found,
        as_of,
        top,
        threshold,
        edition,
        tuple(remarks),
        {key: dates for one in opened for key, dates in one.editions.items()},
        {key: catalogue().rules_for(key) for key in known if key in catalogue().registers},
        frozenset(key for one in opened for key, about in one.about.items() if about["synthetic"]),
    )


def _without(edition: Edition | None) -> str:
    if edition is None:
        return "there is no edition yet"
    return f"edition {edition.number} has no organisations; build again"


def _plain(hit: Hit) -> Answer:
    return {
        "entry_id": hit.entry_id,
        "register": hit.register,
        "name": hit.name,
        "alias": hit.alias,
        "score": hit.score,
        "reasons": list(hit.reasons),
    }


def _lead(listed: Sequence[tuple[Entry, Answer]], posted: Sequence[Answer]) -> Answer:
    """Add to each sure hit of a register how its listing lies to the first posting; return that of the first."""
    sure = [hit for hit in posted if hit["score"] >= THRESHOLD]
    both = [(entry, hit) for entry, hit in listed if hit["score"] >= THRESHOLD] if sure else []
    if not both:
        return {}
    first = _first(hit["posted"]["first"] for hit in sure)
    for entry, hit in both:
        found = lead(entry, first)
        hit |= {"lead_time_days": found.days, "lead_time": found.said}
    _, best = min(both, key=lambda one: (one[0].valid_from is None, one[0].valid_from or ""))
    return {"lead_time_days": best["lead_time_days"], "lead_time": best["lead_time"]}


def _first(dates: Iterable[str | None]) -> str | None:
    return min((one for one in dates if one), default=None)
