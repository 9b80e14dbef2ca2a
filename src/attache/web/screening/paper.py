"""A recorded screening as PDF: a fixed Typst template reads it from a data file, so that no text is taken for code."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attache.link import THRESHOLD
from attache.measure.wording import remark
from attache.publish.brief.pdf import fonts
from attache.publish.notice import NOTICE, SYNTHETIC
from attache.web.language import Language, text
from attache.web.rendering import inert
from attache.web.saying import sentences
from attache.web.screening.downloads import is_synthetic
from attache.web.screening.past import STATES, Stored
from attache.web.screening.sayings import register_name, stands, verdict_of
from attache.web.screening.shown import explained
from attache.web.screening.verdicts import Verdicts

__all__ = ["MOST_FOUND", "to_pdf"]

MOST_FOUND = 1_000
"""Names with hits that a PDF tells of, and ten times as many without; the CSV has all."""
_MOST_NONE = 10 * MOST_FOUND
_LONGEST = 600
_TEMPLATE = Path(__file__).parent / "record.typ"
_WORDS = ("kicker", "searched", "no_registers", "beware", "found", "none", "not_safe", "synthetic", "synthetic_tag")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def to_pdf(stored: Stored, verdicts: Verdicts, language: Language) -> bytes:
    """Return the record and what people say of it as tagged PDF; the same of both, and fonts, give the same bytes.

    WorkspaceError where no font with Chinese is installed.
    """
    import typst  # noqa: PLC0415 -- loads 85 MB that most pages do not need

    serif, sans = fonts()
    with tempfile.TemporaryDirectory(prefix="attache-record-") as name:
        folder = Path(name)
        shutil.copyfile(_TEMPLATE, folder / "record.typ")
        data = {**_data(stored, verdicts, language), "serif": serif, "sans": sans}
        (folder / "record.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        at = datetime.fromisoformat(stored.summary.at).astimezone(UTC).replace(microsecond=0)
        made = typst.compile(folder / "record.typ", root=folder, timestamp=at)
    return bytes(made)


def _data(stored: Stored, verdicts: Verdicts, language: Language) -> dict[str, Any]:
    def t(key: str, **values: object) -> str:
        return text(f"screen.{key}", language, **values)

    about, told = stored.about, stored.summary.told
    found = [place for place, state in enumerate(stored.states) if state in ("match", "weak")]
    none = [place for place, state in enumerate(stored.states) if state not in ("match", "weak")]
    counts, cut = Counter(stored.states), told.get("cut")
    more = len(found) > MOST_FOUND or len(none) > _MOST_NONE
    return {
        "language": language,
        "id": stored.summary.decision_id,
        "title": t("title_one", count=f"{len(stored.lines):,}") if len(stored.lines) != 1 else t("title_single"),
        "day": [int(part) for part in stored.summary.at[:10].split("-")],
        "words": {word: t(f"pdf_{word}") for word in _WORDS},
        "facts": [[t(f"fact_{name}"), _text(value)] for name, value in _facts(stored, language)],
        "counts": [
            [t(f"state_{state}"), f"{counts[state]:,}"] for state in STATES if counts[state] or state == "match"
        ],
        "synthetic": SYNTHETIC[language] if is_synthetic(stored) else None,
        "cut": t(f"cut_{cut['why']}", count=f"{len(stored.lines):,}", asked=f"{cut['asked']:,}") if cut else None,
        "caveats": [sentences(language, one) for one in about["caveats"]],
        "registers": [_register(key, one, language) for key, one in about["registers"].items()],
        "found": [_found(stored, place, verdicts, language) for place in found[:MOST_FOUND]],
        "none": [_text(_named(stored.answer(place)["name"], language), 160) for place in none[:_MOST_NONE]],
        "more": t("pdf_more", found=f"{MOST_FOUND:,}", none=f"{_MOST_NONE:,}") if more else None,
        "notice": NOTICE[language],
    }


def _facts(stored: Stored, language: Language) -> Iterator[tuple[str, str]]:
    about, summary = stored.about, stored.summary
    yield "by", summary.author
    yield "at", f"{summary.at[:16].replace('T', ' ')} UTC"
    yield "as_of", about["as_of"]
    yield "from", sentences(language, about["names_from"])
    if about["postings"]:
        count = f"{about['postings']['organisations']:,}"
        yield "postings", text("screen.postings_of", language, count=count, edition=about["edition"]["number"])
    yield "sha256", summary.told["sha256"]


def _register(key: str, one: Mapping[str, Any], language: Language) -> dict[str, Any]:
    facts = [
        ("authority", remark(one["authority"] or "", language)),
        ("edition", one["edition"] or text("site.not_stated", language)),
        ("entries", f"{one['entries']:,}"),
        ("source", sentences(language, one["source"])),
        ("means", remark(one["effect"] or "", language) or text("screen.effect_unknown", language)),
    ]
    told = [[text(f"screen.fact_{name}", language), _text(value)] for name, value in facts if value]
    name = f"{remark(one['name'] or key, language)} ({key})"
    return {"name": _text(name), "facts": told, "traps": [_text(remark(trap, language)) for trap in one["traps"]]}


def _found(stored: Stored, place: int, verdicts: Verdicts, language: Language) -> dict[str, Any]:
    answer = explained(stored, place, verdicts, None, language)
    return {
        "name": _text(_named(answer["name"], language)),
        "verdict": verdict_of(answer, stored.about, language),
        "hits": [_hit(one, stored.about, language) for one in answer["hits"]],
    }


def _hit(hit: Mapping[str, Any], about: Mapping[str, Any], language: Language) -> dict[str, Any]:
    facts = [
        ("found_by", hit["alias"] if hit["alias"] != hit["name"] else ""),
        ("register", register_name(hit["register"], about, language)),
        ("programme", hit["programme"]),
        ("listed", stands(hit, about["as_of"], language)),
        ("lead", hit["lead_time"]),
        ("why", hit["why"]),
        ("hint", "; ".join(one["because"] for one in hit["hints"])),
    ]
    said = [[f"verdict_{one.verdict}", f"{one.author}, {one.at[:10]}", one.reason] for one in hit["verdicts"]]
    return {
        "name": _text(hit["name"]),
        "match": hit["score"] >= THRESHOLD,
        "sure": f"{hit['score']:.2f} {text('screen.sure_' + hit['sure'], language)}",
        "synthetic": bool(hit["synthetic"] or (hit["posted"] or {}).get("synthetic")),
        "facts": [[text(f"screen.fact_{name}", language), _text(value)] for name, value in facts if value],
        "verdicts": [[text(f"screen.{verdict}", language), by, _text(why)] for verdict, by, why in said],
    }


def _named(name: object, language: Language) -> str:
    return str(name) if name else text("screen.no_name", language)


def _text(value: object, longest: int = _LONGEST) -> str:
    """Return collected text as it is printed: inert, and no longer than a page can show."""
    shown = _ODD.sub("�", " ".join(inert(value).split()))
    return shown if len(shown) <= longest else f"{shown[:longest]} …"
