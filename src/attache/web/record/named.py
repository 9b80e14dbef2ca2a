"""What the page of a record says of codes and other proofs, in words of one language, made once for all its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from attache.build.people import NOTHING
from attache.ledger import ADJUDICATED
from attache.measure.labels import group_label, name_of
from attache.vocabulary.codebook import Codebook
from attache.web.evidence_text import Marked
from attache.web.language import Language, text
from attache.web.record.coded import Coding, Said, Sheet, class_of, coder_order
from attache.web.record.proofs import Found, Mention, Proofs
from attache.web.record.reasons import reason
from attache.web.rendering import inert

__all__ = ["Cell", "Named", "Row", "Told", "Words", "coders_of", "named"]

_MACHINES = ("lexicon", "model", "llm")
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Told:
    """What an id on the page stands for, and what is said of it beside its name."""

    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one coder says of one value: how sure (`sure` says whether that is a number), and since when or no more."""

    text: str
    sure: bool
    removed: bool
    added: str


@dataclass(frozen=True, slots=True)
class Row:
    """One value: where its words stand first (empty where nowhere), who gave it and why, a cell for every coder.

    `by` names the first of those who gave it, and how many more did.
    """

    key: str
    label: str
    place: str
    shown: bool
    ahead: bool
    pending: bool
    by: str
    why: str
    why_language: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A variable with its rows."""

    variable: str
    name: str
    derived: bool
    how: str
    rows: tuple[Row, ...]

    @property
    def shown(self) -> list[Row]:
        """The rows that a table shows, now or from the next edition on."""
        return [row for row in self.rows if row.shown or row.ahead]


class Words:
    """Names in one language, for one codebook."""

    def __init__(self, codebook: Codebook, language: Language) -> None:
        self._codebook, self._language = codebook, language
        self._place = 0 if language == "en" else 1

    def say(self, key: str, **values: object) -> str:
        """Return a text."""
        return text(key, self._language, **values)

    def label(self, by: str, group: str) -> str:
        """Return the name of a group, where people say that no value applies that sentence."""
        known = self._codebook.variables.get(by)
        if group == NOTHING and known and NOTHING not in known.values:
            return self.say("record.none_applies")
        return group_label(by, group, self._codebook)[self._place]

    def dimension(self, name: str) -> str:
        """Return the name of a variable."""
        return name_of(name, self._codebook)[self._place]

    def coder(self, coder: str) -> str:
        """Return the name of a coder."""
        if coder.startswith(ADJUDICATED):
            return self.say("record.coder_adjudicated", name=coder.removeprefix(ADJUDICATED))
        return self.say(f"record.coder_{coder}") if coder in (*_MACHINES, "source") else inert(coder)

    def sure(self, said: Said) -> str:
        """Return how sure a machine claims to be; of a person, that it was coded."""
        machine = said.coder.partition(":")[0] in _MACHINES
        return f"{said.confidence:.2f}" if machine else self.say("record.said")

    def why(self, raw: str) -> tuple[str, str]:
        """Return a reason and its language."""
        return _reason(raw, self._language)

    def value(self, name: str, value: str) -> str:
        """Return a read value as people call it."""
        named = {"mission": "mission_id", "host_country": "host_country"}.get(name)
        return self.label(named, value) if named else inert(value)

    def kind(self, one: Mention) -> str:
        """Return the kind of what is named."""
        return self.say("record.kind_mission") if one.kind == "mission" else self.label("organisation_kind", one.kind)


@lru_cache(maxsize=20_000)
def _reason(raw: str, language: Language) -> tuple[str, str]:
    said, own = reason(raw, language)
    shown = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    return inert(shown), ("zh-Hans" if language == "zh" else "en") if own else "en"


def named(proofs: Proofs, marked: Marked, coders: Sequence[str], words: Words) -> tuple[list[Named], dict[str, Told]]:
    """Return every variable with its rows, and what each id stands for."""
    sheets = [_sheet(sheet, marked, coders, words) for sheet in proofs.sheets]
    told = {row.key: Told(row.label, f"{one.name} · {row.by}") for one in sheets for row in one.rows}
    told |= {one.key: _of_value(one, words) for one in proofs.found}
    told |= {one.key: _of_name(one, words) for one in proofs.mentions}
    for amount in proofs.amounts:
        told[amount.key] = Told(inert(amount.row["as_stated"]), words.label("amount_kind", amount.row["kind"]))
    return sheets, told


def _sheet(sheet: Sheet, marked: Marked, coders: Sequence[str], words: Words) -> Named:
    rows = tuple(_row(sheet, one, marked, coders, words) for one in sheet.codings)
    how = words.say(f"record.how_{sheet.how}")
    return Named(sheet.variable, words.dimension(sheet.variable), sheet.derived, how, rows)


def _row(sheet: Sheet, one: Coding, marked: Marked, coders: Sequence[str], words: Words) -> Row:
    by = _by([said for said in one.said if not said.removed], words)
    reasons = [words.why(said.reason) for said in one.said if not said.reason.startswith("decision ")]
    return Row(
        one.key,
        words.label(sheet.variable, one.value),
        marked.first.get(one.key) or next((marked.starts[at] for at, _ in one.spans if at in marked.starts), ""),
        one.shown,
        one.ahead,
        any(said.added or said.removed for said in one.said),
        by if one.shown or one.ahead else f"{by} · {words.say('record.not_shown')}",
        "; ".join(dict.fromkeys(said for said, _ in reasons)),
        reasons[0][1] if reasons else "",
        tuple(_cell(one.by(coder), words) for coder in coders),
    )


def _by(said: Sequence[Said], words: Words) -> str:
    if not said:
        return ""
    first = min(said, key=lambda one: coder_order(one.coder))
    sure = f" {words.sure(first)}" if class_of(first.coder) not in ("adjudicated", "person") else ""
    return f"{words.coder(first.coder)}{sure}{f' +{len(said) - 1}' if len(said) > 1 else ''}"


def _cell(said: Said | None, words: Words) -> Cell | None:
    if said is None:
        return None
    return Cell(words.sure(said), said.coder.partition(":")[0] in _MACHINES, said.removed, said.at[:10])


def _of_value(one: Found, words: Words) -> Told:
    known = one.name in ("published_on", "mission", "host_country", "target", "place", "domain")
    return Told(words.value(one.name, one.value), words.say(f"record.value_{one.name}") if known else inert(one.label))


def _of_name(one: Mention, words: Words) -> Told:
    label = words.label("mission_id", one.mission_id) if one.mission_id else inert(one.names[0])
    return Told(label, f"{words.kind(one)} · {words.say('record.offered')}" if one.offered else words.kind(one))


def coders_of(sheets: Iterable[Sheet]) -> list[str]:
    """Return all coders, those who adjudicated first, then people, in one order for all variables."""
    return sorted({coder for sheet in sheets for coder in sheet.coders}, key=coder_order)
