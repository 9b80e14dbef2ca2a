"""Writing one opportunity: eight kinds of writers, from a diplomat's report to a filled-in form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from attache.demo.dice import Dice, fill
from attache.demo.markup import Block
from attache.demo.posting import Proof, Truth
from attache.demo.writer import Brief, Writer

__all__ = ["STYLES", "Brief", "Draft", "without_contacts", "write"]

STYLES = {"report": 34, "form": 20, "own": 9, "terse": 12, "numbered": 11, "bilingual": 8, "english": 4, "reverse": 6}


@dataclass(frozen=True, slots=True)
class Draft:
    """A written opportunity: title, paragraphs and the truth behind them."""

    title: str
    blocks: tuple[Block, ...]
    truth: Truth


# How it is put together


def _report(w: Writer) -> list[Block]:
    first = w.opening() + w.profile()
    middle = [w.substance(), w.maturity() + w.rights(), w.cooperation() + w.money()]
    if w.dice.chance(0.2):
        middle[1], middle[2] = middle[2], middle[1]
    return _paragraphs(w, [first, *middle, w.closing()]) + w.contact_blocks() + w.signature()


def _reverse(w: Writer) -> list[Block]:
    """The wish first, the technology last."""
    first = w.opening() + w.cooperation() + w.money()
    return (
        _paragraphs(w, [first, w.rights() + w.maturity(), w.substance(), w.profile()])
        + w.contact_blocks()
        + w.signature()
    )


def _own(w: Writer) -> list[Block]:
    wish = w.cooperation("modes_own_frames") + w.money()
    return (
        _paragraphs(w, [w.opening() + w.profile(), w.substance(), w.rights() + w.maturity(), wish])
        + w.contact_blocks()
        + w.signature()
    )


def _terse(w: Writer) -> list[Block]:
    text = [
        *w.opening(),
        *w.substance(("what", "proof")),
        *w.maturity(),
        *w.cooperation(),
        *(w.money() if w.dice.chance(0.4) else []),
    ]
    return [Block("".join(text)), *w.contact_blocks(), *w.signature()]


def _numbered(w: Writer) -> list[Block]:
    heads = w.dice.pick(
        [
            ["单位简介", "技术内容", "成熟度与知识产权", "合作意向", "其他"],
            ["基本情况", "技术特点", "进展", "合作需求", "说明"],
            ["概况", "主要技术", "现状", "合作设想", "备注"],
        ]
    )
    bodies = [
        w.opening() + w.profile(),
        w.substance(),
        w.maturity() + w.rights(),
        w.cooperation() + w.money(),
        w.closing(),
    ]
    said = [(head, body) for head, body in zip(heads, bodies, strict=True) if body]
    out: list[Block] = []
    for mark, (head, body) in zip(w.data["headings"], said, strict=False):
        out.append(Block(mark + head))
        out.append(Block("".join(_points(w, body) if head == heads[1] else body)))
    return out + w.contact_blocks() + w.signature()


def _points(w: Writer, sentences: list[str]) -> list[str]:
    marks = w.dice.pick([["（1）", "（2）", "（3）", "（4）"], ["1. ", "2. ", "3. ", "4. "], ["①", "②", "③", "④"]])
    return [mark + sentence for mark, sentence in zip(marks, sentences, strict=False)]


def _form(w: Writer) -> list[Block]:
    labels = {name: w.dice.pick(options) for name, options in w.data["labels"].items()}
    city = w.dice.pick(["", f"（{w.brief.city[0]}）"])
    rows = [("name", w.values["tech"]), ("country", w.values["country"] + city), ("organisation", w.say(["[org]"]))]
    if w.brief.mission:
        rows.append(("mission", w.values["mission"] + w.values["section"]))
    if w.dice.chance(0.3):
        rows = w.dice.sample(rows, len(rows))
    rows += [("technology", "".join(w.substance(("what",)))), ("advantages", "".join(w.substance(("how", "proof"))))]
    rows.append(("use", "".join(w.substance(("use",)))))
    late = [
        ("stage", "".join(w.maturity("label_frames"))),
        ("ip", "".join(w.rights("label_frames"))),
        ("modes", "".join(w.cooperation("modes_label_frames"))),
    ]
    late += [("amount", "".join(w.money())), ("remarks", "".join(w.closing()))]
    rows += w.dice.sample(late, len(late)) if w.dice.chance(0.4) else late
    numbered = w.dice.chance(0.3)
    rows = [row for row in rows if row[1]]
    heads = (
        [f"{n}." if n > 8 else w.data["headings"][n - 1] for n in range(1, len(rows) + 1)]
        if numbered
        else [""] * len(rows)
    )
    blocks = [Block(text, labels[name], head) for (name, text), head in zip(rows, heads, strict=True)]
    return blocks + w.contact_blocks(labels["contact"]) + w.signature()


def _bilingual(w: Writer) -> list[Block]:
    chinese = [*w.opening(), *w.substance(("what", "use")), *w.maturity(), *w.cooperation(), *w.money()]
    english = " ".join(w.english())
    blocks = [Block("".join(chinese)), Block(english)]
    return (blocks if w.dice.chance(0.7) else blocks[::-1]) + w.contact_blocks() + w.signature()


def _english(w: Writer) -> list[Block]:
    w.stage = None
    lines = w.english()
    return [Block(" ".join(lines[:2])), Block(lines[2]), *w.contact_blocks(), *w.signature()]


_WRITERS: dict[str, Callable[[Writer], list[Block]]] = {
    "report": _report,
    "form": _form,
    "own": _own,
    "terse": _terse,
    "numbered": _numbered,
    "bilingual": _bilingual,
    "english": _english,
    "reverse": _reverse,
}


def _paragraphs(w: Writer, groups: list[list[str]]) -> list[Block]:
    """Join sentences to paragraphs, sometimes two groups in one."""
    out: list[str] = []
    for group in filter(None, groups):
        if out and w.dice.chance(0.25):
            out[-1] += "".join(group)
        else:
            out.append("".join(group))
    return [Block(text) for text in out]


def write(dice: Dice, brief: Brief, data: Mapping[str, Any], names: Mapping[str, Any], *, dated: bool = True) -> Draft:
    """Write an opportunity in the brief's style, and say what is true of it.

    Without `dated` a date that only the text would give is left out.
    """
    w = Writer(dice, brief, data, names, dated)
    blocks = tuple(block for block in _WRITERS[brief.style](w) if block.text.strip())
    title = _title(w)
    return Draft(title, blocks, _truth(w, title, "\n".join(block.text for block in blocks)))


def _title(w: Writer) -> str:
    if w.brief.style == "english":
        name: str = w.brief.technology["en"]
        return w.dice.pick([name, f"{name} ({w.brief.organisation.short})"])
    return fill(w.dice.spin(w.dice.pick(w.data["titles"])), w.values)


def _truth(w: Writer, title: str, body: str) -> Truth:
    brief, text = w.brief, f"{title}\n{body}"
    org = brief.organisation
    place = next((words for words in (brief.country["zh"], *brief.city) if words in text), None)
    mission = brief.mission if brief.mission and brief.mission[1] in text else None
    proofs = [
        Proof("technology_field", value, _first(text, w.tech_zh, w.values["tech_en"], brief.technology["en"]))
        for value in brief.technology["fields"]
    ]
    proofs += [Proof("host_country", brief.country["code"], place)] if place else []
    stated = brief.body_date if brief.body_date and brief.body_date[0] in body else None
    proofs += [Proof("published_on", stated[1], stated[0])] if stated else []
    proofs += [Proof("mission", mission[0], mission[1])] if mission else []
    return Truth(
        direction="inbound_offer",
        technology=brief.technology["id"],
        fields=tuple(brief.technology["fields"]),
        mission=mission[0] if mission else None,
        host_country=brief.country["code"] if place else None,
        published_on=stated[1] if stated else None,
        published_precision=stated[2] if stated else None,
        language="en" if brief.style == "english" else "zh",
        script="Latn" if brief.style == "english" else "Hans",
        target=_first(text, *([org.latin] if brief.style == "english" else [org.written])).split("（")[0].split("(")[0],
        organisations=tuple(name for name in (org.zh, org.latin) if name in text) or (org.written,),
        amounts=tuple(w.amounts),
        coop_modes=_values(w, "coop_mode"),
        coop_refused=_values(w, "coop_refused"),
        stage=next(iter(_values(w, "stage")), None),
        ip_status=_values(w, "ip_status"),
        contacts=w.contacts,
        proofs=(*proofs, *w.proofs),
    )


def _values(w: Writer, variable: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(proof.value for proof in w.proofs if proof.variable == variable))


def _first(text: str, *candidates: str) -> str:
    return next((words for words in candidates if words in text), candidates[0])


def without_contacts(draft: Draft) -> Draft:
    """Return the draft with its contacts taken out."""
    blocks = tuple(block for block in draft.blocks if block.kind != "contact")
    return replace(draft, blocks=blocks, truth=replace(draft.truth, contacts=()))
