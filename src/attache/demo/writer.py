"""One writer at work: what can be said about an opportunity, and the truth of what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from attache.demo.dates import in_chinese, written_date
from attache.demo.dice import Dice, fill
from attache.demo.markup import Block
from attache.demo.money import amount, share
from attache.demo.names import Organisation, contact
from attache.demo.posting import Proof, TrueAmount

__all__ = ["Brief", "Writer"]

_MODES = {
    "joint_rd": 16,
    "joint_venture": 12,
    "equity_investment": 10,
    "acquisition": 2,
    "technology_licence": 9,
    "technology_purchase_transfer": 12,
    "co_production": 10,
    "agency_distribution_sales": 12,
    "market_entry_promotion": 7,
    "demonstration_pilot": 6,
    "talent_recruitment": 3,
    "park_incubation": 3,
    "training_exchange": 4,
}
_STAGES = {"idea": 2, "lab": 10, "prototype": 12, "pilot": 10, "product": 16, "on_market": 20}
_FIRMS_ONLY = frozenset(
    {"acquisition", "equity_investment", "investment_equity", "valuation", "revenue", "registered_capital"}
)
_PATENTS = {"patent_granted": 22, "patent_pending": 10, "know_how": 7}
_MONEY = {
    "investment_sought": 20,
    "investment_equity": 10,
    "valuation": 4,
    "project_cost": 7,
    "price": 8,
    "revenue": 8,
    "registered_capital": 4,
    "funding_received": 7,
    "equity_share": 5,
}


@dataclass(frozen=True, slots=True)
class Brief:
    """What an opportunity is about, before anybody writes it down.

    `mission` is its id and its name as written; `body_date` a date that the text and not the site's date
    field gives: words, ISO form, precision.
    """

    technology: Mapping[str, Any]
    country: Mapping[str, Any]
    city: list[str]
    organisation: Organisation
    mission: tuple[str, str] | None
    published: date
    style: str
    body_date: tuple[str, str, str] | None = None


class Writer:
    """Writes one text and keeps the truth of what it says."""

    def __init__(
        self, dice: Dice, brief: Brief, data: Mapping[str, Any], names: Mapping[str, Any], dated: bool
    ) -> None:
        self.dice, self.brief, self.data, self.names, self.dated = dice, brief, data, names, dated
        self.proofs: list[Proof] = []
        self.amounts: list[TrueAmount] = []
        self.contacts: tuple[str, ...] = ()
        self.tech_zh = dice.pick(brief.technology["zh"])
        org, founded = brief.organisation, brief.published.year - dice.between(1, 38)
        self.values = {
            "org": org.written,
            "it": org.it,
            "short_name": org.short_zh if dice.chance(0.5) else org.short,
            "kind": org.kind_zh,
            "tech": self.tech_zh,
            "tech_en": _lowered(brief.technology["en"]),
            "country": brief.country["zh"],
            "city": brief.city[0],
            "city_latin": brief.city[1],
            "latin": org.latin,
            "mission": brief.mission[1] if brief.mission else "",
            "section": dice.pick(["科技处", "科技处", "科技组", ""]),
            "founded": dice.pick([f"{founded}年", f"{in_chinese(founded)}年", f"{founded}年{dice.between(1, 12)}月"]),
            "years": str(dice.between(3, 30)),
            "year": str(brief.published.year - 1),
            "sector_zh": brief.technology["sector"][0],
        }
        self.stage = dice.weighted(_STAGES) if dice.chance(0.8) else None

    def say(self, templates: Iterable[str]) -> str:
        """Write one of the templates; the organisation's full name stands only where it is first named."""
        text = self.dice.spin(self.dice.pick(list(templates)))
        while "[org]" in text:
            text = text.replace("[org]", self.values["org"], 1)
            self.values["org"] = self.dice.pick([self.brief.organisation.it, self.values["short_name"]])
        return fill(text, self.values)

    def phrase(self, variable: str, value: str, templates: list[str]) -> str:
        """Write a phrase that says a code, and note that it does."""
        words = fill(self.dice.spin(self.dice.pick(templates)), self.values)
        self.proofs.append(Proof(variable, value, words))
        return words

    def frame(self, templates: list[str], words: str) -> str:
        """Put words into a sentence."""
        frame = self.dice.pick(templates)
        return self.say([frame.replace("[x]", "\x00")]).replace("\x00", words)

    # What can be said

    def opening(self) -> list[str]:
        """Say who it is, by the diplomat, plainly or in the own voice."""
        named = self.brief.mission is not None and self.dice.chance(0.87)
        key = "openings_own" if self.brief.style == "own" else "openings_mission" if named else "openings_plain"
        return [self.say(self.data[key])]

    def profile(self) -> list[str]:
        """Say how large it is and who pays for it."""
        public = self.brief.organisation.kind in ("institute", "university")
        out = [self.say(self.data["profile_gov"])] if public and self.dice.chance(0.35) else []
        return out + ([self.say(self.data["profile"])] if self.dice.chance(0.5) else [])

    def substance(self, parts: tuple[str, ...] = ("what", "how", "proof", "use")) -> list[str]:
        """Say what the technology is, how it works, what was shown and what it is for."""
        early = self.stage in ("idea", "lab")
        self.values["tech"] = self.dice.pick([self.tech_zh, self.tech_zh, "该技术", "该项目"])
        out = self._sentences(parts, early)
        self.values["tech"] = self.tech_zh
        return out

    def _sentences(self, parts: tuple[str, ...], early: bool) -> list[str]:
        out = [self.say(self.brief.technology["what"])] if "what" in parts else []
        if "how" in parts and self.dice.chance(0.8):
            out.append(self.say(self.brief.technology["how"]))
        if "proof" in parts and not early and self.dice.chance(0.7):
            out.append(self.say(self.brief.technology["proof"]))
        if "use" in parts and self.dice.chance(0.65):
            out.append(self.say(self.brief.technology["use"]))
        return out

    def maturity(self, frames: str = "stage_frames") -> list[str]:
        """Say the stage."""
        if self.stage is None:
            return []
        return [self.frame(self.data[frames], self.phrase("stage", self.stage, self.data["stage"][self.stage]))]

    def rights(self, frames: str = "ip_frames") -> list[str]:
        """Say what protects it."""
        software = "ai_ml" in self.brief.technology["fields"] or "software_data" in self.brief.technology["fields"]
        kinds = _PATENTS | ({"software_copyright": 10} if software else {})
        chosen = dict.fromkeys(self.dice.weighted(kinds) for _ in range(self.dice.pick([0, 1, 1, 1, 2])))
        phrases = [self.phrase("ip_status", kind, self.data["ip"][kind]) for kind in chosen]
        return [self.frame(self.data[frames], "，".join(phrases))] if phrases else []

    def cooperation(self, frames: str = "modes_frames") -> list[str]:
        """Say what is sought and, now and then, what is not."""
        if self.dice.chance(0.06):
            return []
        modes = self._some_modes(self.dice.pick([1, 1, 2, 2, 3, 4]))
        phrases = [self.phrase("coop_mode", mode, self.data["modes"][mode]) for mode in modes]
        joined = self.dice.pick(["、", "、", "，", "；"]).join(phrases[:-1])
        last = self.dice.pick(["和", "或", "以及", "、"]) if len(phrases) > 1 else ""
        out = [self.frame(self.data[frames], joined + last + phrases[-1])]
        refused = [mode for mode in self.data["refusals"] if mode not in modes]
        if refused and self.dice.chance(0.16):
            mode = self.dice.pick(refused)
            words = self.phrase("coop_refused", mode, self.data["refusals"][mode])
            out.append(self.frame(self.data["refusal_frames"], words))
        return out

    def _some_modes(self, most: int) -> list[str]:
        firm = self.brief.organisation.kind == "company"
        weights = {mode: weight for mode, weight in _MODES.items() if firm or mode not in _FIRMS_ONLY}
        return list(dict.fromkeys(self.dice.weighted(weights) for _ in range(most)))

    def money(self) -> list[str]:
        """Say amounts and shares; some only fit firms."""
        firm = self.brief.organisation.kind == "company"
        weights = {kind: weight for kind, weight in _MONEY.items() if firm or kind not in _FIRMS_ONLY}
        number = self.dice.pick([0, 0, 0, 1, 1, 1, 2])
        kinds = dict.fromkeys(self.dice.weighted(weights) for _ in range(number))
        return [self._amount(kind) for kind in kinds]

    def _amount(self, kind: str) -> str:
        text = self.say(self.data["amounts"][kind])
        sought = "investment_sought" if kind == "investment_equity" else kind
        if "[amount]" in text:
            words, meaning = amount(self.dice, sought, tuple(self.brief.country["currency"]))
            text = text.replace("[amount]", words, 1)
            self.amounts.append(meaning)
        if "[equity]" in text:
            words, meaning = share(self.dice)
            text = text.replace("[equity]", words, 1)
            self.amounts.append(meaning)
        return self.frame(self.data["amount_frames"], text)

    def closing(self) -> list[str]:
        """Say which partner is wanted and what the diplomat thinks."""
        out = [self.say(self.data["partner"])] if self.dice.chance(0.3) else []
        if self.brief.mission and self.dice.chance(0.35):
            out.append(self.say(self.data["stance"]))
        elif self.dice.chance(0.3):
            out.append(self.say(self.data["tails_plain"]))
        return out

    def english(self) -> list[str]:
        """Say it in English in three sentences; modes said before are said again."""
        modes = [proof.value for proof in self.proofs if proof.variable == "coop_mode"]
        told = bool(modes)
        if not told:
            modes = self._some_modes(self.dice.between(1, 3))
        words = [self.data["english_modes"][mode] for mode in modes]
        if not told:
            self.proofs += [Proof("coop_mode", mode, word) for mode, word in zip(modes, words, strict=True)]
        listed = " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
        lead = self.say(self.data["english_lead"])
        body = fill(self.dice.spin(self.brief.technology["english"]), self.values)
        return [lead, body, self.frame(self.data["english_frames"], listed)]

    def contact_blocks(self, label: str = "") -> list[Block]:
        """Give an invented contact, on one line or several."""
        if not self.dice.chance(0.4):
            return []
        pairs, self.contacts = contact(self.dice, self.names, self.brief.organisation)
        if label or self.dice.chance(0.5):
            glue = self.dice.pick(["，", "；", "  ", " / "])
            return [Block(glue.join(f"{name}：{value}" for name, value in pairs), label, kind="contact")]
        return [Block(f"{name}：{value}", kind="contact") for name, value in pairs]

    def signature(self) -> list[Block]:
        """Sign with the mission and a date, or give the date that the site leaves out."""
        parts = [self.values["mission"] + self.values["section"]] if self.brief.mission else []
        if self.brief.body_date:
            label = self.dice.pick(self.data["labels"]["date"])
            return [Block(self.brief.body_date[0], label)] if self.dated else []
        if parts and self.dice.chance(0.42):
            day = self.brief.published - timedelta(days=self.dice.between(0, 20))
            dated = written_date(self.dice, day)[0] if self.dice.chance(0.6) else ""
            return [
                Block(
                    self.dice.pick([f"{parts[0]} {dated}", f"（{parts[0]}供稿）", f"{parts[0]}\xa0\xa0{dated}"]).strip()
                )
            ]
        return []


def _lowered(name: str) -> str:
    """Write a name as within a sentence; abbreviations keep their capitals."""
    return name[0].lower() + name[1:] if name[1].islower() else name
