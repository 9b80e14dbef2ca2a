"""Records of what mentions resolve to: organisations, their names, relations, forwards, pairs in doubt.

As in `core.records`, fields are columns. The rules of joining and the life of an id are in `link.organisations`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from attache.core.records import col

__all__ = ["FormerMention", "Forward", "NamePair", "Organisation", "OrganisationName", "Relation", "Resolution"]


@dataclass(frozen=True, slots=True)
class FormerMention:
    """A name of an organisation in a text that a document had before; it keeps ids that were issued for it."""

    TABLE: ClassVar[str] = "former_mentions"
    KEY: ClassVar[tuple[str, ...]] = ("document_id", "version", "start", "end")

    document_id: str = col("document")
    version: int = col("number of the version in `versions`; spans point into that text")
    start: int = col("where the name starts")
    end: int = col("where it ends, with a bracketed second name")
    name: str = col("the name as written, without the bracketed second name")
    name_zh: str | None = col("Chinese name, where there is one")
    name_latin: str | None = col("name in Latin letters, where there is one")
    kind: str = col("as in `mentions`")
    country: str | None = col("ISO 3166-1 alpha-2 where the words beside the name say it")
    reason: str = col("rule that found it")


@dataclass(frozen=True, slots=True)
class Organisation:
    """The thing that names resolve to. Being named in a posting is not wrongdoing."""

    TABLE: ClassVar[str] = "organisations"
    KEY: ClassVar[tuple[str, ...]] = ("organisation_id",)

    organisation_id: str = col("id of the name that founded it; it stays when members are gained")
    name: str = col("the name most often used")
    name_zh: str | None = col("the Chinese name most often used, where there is one")
    name_latin: str | None = col("the name in Latin letters most often used, where there is one")
    kind: str = col("as in `mentions`: the kind that most mentions say")
    country: str | None = col("ISO 3166-1 alpha-2 where the texts say one and do not disagree")
    domain: str | None = col("domain of its e-mail addresses, where postings that offer it agree")
    mentions: int = col("number of mentions in the texts that documents now have; 0 where former texts alone name it")
    documents: int = col("number of documents that name it")
    opportunities: int = col("number of opportunities in which it is the organisation offered")
    first_posted: str | None = col("earliest stated date of a document that names it")
    last_posted: str | None = col("latest stated date of a document that names it")
    synthetic: bool = col("named by documents made for demonstration or tests alone")


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A name as mentioned, the organisation that it is of, and how it came there."""

    TABLE: ClassVar[str] = "organisation_names"
    KEY: ClassVar[tuple[str, ...]] = ("name_id",)

    name_id: str = col("id of the name; that of the organisation where it is the founder")
    organisation_id: str = col("organisation")
    name: str = col("the spelling most often used")
    script: str = col("`han` or `latin`")
    country: str | None = col("ISO 3166-1 alpha-2 where the words beside the name agree on one")
    domain: str | None = col("domain of e-mail addresses of organisations offered under this name")
    generic: bool = col(
        "has no word of its own (卫生部); such names are one in each country and are never joined by score"
    )
    mentions: int = col("number of mentions")
    how: str = col("`founder`, `written together` (in one mention), `score` or `decision`")
    score: float | None = col("probability of the pair by which it joined; null for founders and decisions")
    reasons: str = col("what spoke for and against, the heaviest first")
    decision_id: str | None = col("decision by which it joined")
    traits: str = col("what joining needs of the name, as JSON: numbers, kinds, places, legal forms, core, keys …")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a mention resolves to: an organisation, or a mission of the vocabulary."""

    TABLE: ClassVar[str] = "resolutions"
    KEY: ClassVar[tuple[str, ...]] = ("document_id", "start", "end")

    document_id: str = col("document")
    start: int = col("as in `mentions`")
    end: int = col("as in `mentions`")
    organisation_id: str | None = col("organisation; null for a mission")
    mission_id: str | None = col("mission, for mentions of kind `mission`")
    offered: bool = col("the mention is the document's target: the organisation offered")


@dataclass(frozen=True, slots=True)
class Relation:
    """A parent and its part; never sameness."""

    TABLE: ClassVar[str] = "relations"
    KEY: ClassVar[tuple[str, ...]] = ("parent_id", "child_id")

    parent_id: str = col("organisation")
    child_id: str = col("organisation that is a part of it, or belongs to it")
    kind: str = col("`affiliate`, `subsidiary` (both read from names that contain each other) or `parent` (judged)")
    reason: str = col("what the names say, or that people judged it")
    decision_id: str | None = col("decision, where people judged it")


@dataclass(frozen=True, slots=True)
class Forward:
    """Where an id that is or once was an organisation's leads."""

    TABLE: ClassVar[str] = "forwards"
    KEY: ClassVar[tuple[str, ...]] = ("old_id", "why", "decision_id")

    old_id: str = col("id of a name")
    organisation_id: str = col("organisation to which it leads now")
    why: str = col("`written together`, `score` or `decision` (joined); `split` where a decision keeps it apart")
    score: float | None = col("probability of the pair by which it joined")
    decision_id: str = col("decision; empty where a rule did it")


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two names that may be of one organisation, with score and reasons; the open ones are for people."""

    TABLE: ClassVar[str] = "pairs"
    KEY: ClassVar[tuple[str, ...]] = ("a_id", "b_id")

    a_id: str = col("name")
    b_id: str = col("name; the greater id")
    score: float = col("probability that they are of one organisation, by names, countries and domains")
    reasons: str = col("what speaks for and against, the heaviest first")
    state: str = col(
        "`open`, `unsure` (judged), `different` (judged), `same` (in one organisation), `related` (part and whole)"
    )
    held_by: str = col("what clearly separates an open pair, so that no machine joins it")
    effect: int = col("number of documents that would move if the two were one")
