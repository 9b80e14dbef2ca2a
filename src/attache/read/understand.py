"""Understand: what one shaped document says, each value with its words or with the reason for its absence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from attache.core.spans import Field
from attache.core.text import normalise
from attache.read.contacts import cut
from attache.read.dates import PartialDate, published
from attache.read.labels import LabelValue, labels
from attache.read.language import language
from attache.read.missions import issuing_mission
from attache.read.money import Money, amounts
from attache.read.organisations import OrgMention, main_target, organisations
from attache.read.places import PlaceMention, host_country, places
from attache.read.shapes import Shape
from attache.read.technology import technology
from attache.vocabulary.missions import mission as mission_of

__all__ = ["Understood", "understand"]

Row = tuple[str, str, int, int, str, str]
_LONG, _HEAD = 1_500, 500
"""A text longer than a posting says at its head, or in a label, who issues it and where it is from; what it
names further on (a press conference names many missions and countries) proves neither. In characters."""


@dataclass(frozen=True, slots=True)
class Understood:
    """One document as it is stored: `text` is the title, a line feed and the body; spans point into it."""

    template: str
    url: str
    title: str
    text: str
    language: str
    script: str
    published: Field[PartialDate]
    mission: Field[str]
    host_country: Field[str]
    technology: Field[str]
    target: OrgMention | None
    organisations: tuple[OrgMention, ...]
    amounts: tuple[Money, ...]
    places: tuple[PlaceMention, ...]
    labels: Mapping[str, LabelValue]
    domains: tuple[str, ...]
    contacts_removed: int
    unread: tuple[str, ...]

    @property
    def body(self) -> str:
        """The text without the title."""
        return self.text[len(self.title) + 1 :]

    def values(self) -> Iterator[Row]:
        """Yield the read values as (name, value, start, end, words, rule)."""
        if self.title:
            yield "title", self.title, 0, len(self.title), self.title, f"title of template {self.template}"
        date = self.published.value
        yield from self._field("published_on", date.iso if date else None, self.published)
        yield from self._field("mission", self.mission.value, self.mission)
        yield from self._field("host_country", self.host_country.value, self.host_country)
        yield from self._field("technology", self.technology.value, self.technology)
        if self.target:
            start, end = self.target.start, self.target.end
            yield "target", self.target.name, start, end, self.text[start:end], self.target.reason
            for domain in self.domains:
                yield "domain", domain, -1, -1, "", "domain of the e-mail addresses that were cut out"
        for place in self.places:
            yield "place", place.name, place.span.start, place.span.end, place.span.of(self.text), f"{place.kind} list"
        for name, label in self.labels.items():
            yield f"label:{name}", label.value, label.span.start, label.span.end, label.span.of(self.text), "label"

    def _field(self, name: str, value: str | None, found: Field[PartialDate] | Field[str]) -> Iterator[Row]:
        if value is None:
            return
        for span in found.spans or ():
            yield name, value, span.start, span.end, span.of(self.text), found.reason
        if not found.spans:
            yield name, value, -1, -1, "", found.reason


def understand(shape: Shape, *, mission: str | None = None, url: str = "", latest: int | None = None) -> Understood:
    """Read one shaped document; `mission` is the one that its source declares, if it does.

    `latest` is the last year that a date of publication can have: the year after the capture's.
    Contacts are cut out first, so that nothing after this line has seen them.
    """
    title, body, removed, domains = _clean(shape)
    text = f"{title}\n{body}"
    told = labels(text)
    head = body if len(body) <= _LONG else body[:_HEAD]
    issuer = issuing_mission(title=title, text=head, labels=told, stated=mission)
    names = tuple(organisations(text))
    seat = mission_of(issuer.value).country if issuer.value else None
    lang, script = language(text)
    return Understood(
        template=shape.template,
        url=url,
        title=title,
        text=text,
        language=lang,
        script=script,
        published=_published(shape, title, body, url, latest),
        mission=issuer,
        host_country=host_country(title=title, text=head, labels=told, mission_country=seat),
        technology=technology(title, body, told),
        target=main_target(names, title, body),
        organisations=names,
        amounts=tuple(amounts(text)),
        places=tuple(places(text)),
        labels=told,
        domains=domains,
        contacts_removed=removed,
        unread=shape.unread,
    )


def _clean(shape: Shape) -> tuple[str, str, int, tuple[str, ...]]:
    title, in_title, _ = cut(" ".join(normalise(shape.title).split()))
    body, in_body, domains = cut(normalise(shape.body))
    return title, body, in_title + in_body, domains


def _published(shape: Shape, title: str, body: str, url: str, latest: int | None) -> Field[PartialDate]:
    lead, tail = cut(normalise(shape.lead))[0], cut(normalise(shape.tail))[0]
    date, reason, span = published(
        title=title, body=body, lead=lead, tail=tail, meta=shape.meta, stated=shape.stated, url=url, latest=latest
    )
    return Field(date, (span.shift(len(title) + 1),) if span else (), reason)
