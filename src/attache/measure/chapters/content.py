"""Content: which technologies are sought, which lists at home and abroad they are on, and whose they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from attache.measure import fielding, repeats
from attache.measure.clusters import of_organisations, squares
from attache.measure.coded import STATED_ROW, of_variable, requiring
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import Measure
from attache.measure.shares import shares
from attache.measure.tables import closed, selected
from attache.measure.where import ALL, STATED, UNKNOWN

__all__ = ["MEASURES", "RELATIONS"]

RELATIONS: Mapping[str, Callable[[Frame], None]] = {"offered": repeats.prepare_offered}
"""Relations of this chapter, and what adds each to a frame."""

MILITARY, GOVERNMENT, GOVERNMENT_AI = "military_relevance", "gov_funding", "gov_ai_flag"
LABORATORY, FUNDED = ("lab_owned_by_gov",), ("lab_owned_by_gov", "gov_grant_stated", "gov_grant_external")
CODED = "opportunities in the window, those without a code included"


def _military(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    yield from closed(frame, measure, MILITARY, stated=STATED_ROW, variant="level")
    levels = list(frame.codebook.variables[MILITARY].values)
    groups = [(f"{low} or more", ALL.also(**{MILITARY: levels[at:]})) for at, low in enumerate(levels) if at]
    yield from selected(frame, measure, MILITARY, groups, variant="at_least")


def _government(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    yield from closed(frame, measure, GOVERNMENT, stated=STATED_ROW, variant="value")
    for variant, values in (("laboratory", LABORATORY), ("funded", FUNDED)):
        yield from selected(frame, measure, GOVERNMENT, [(variant, ALL.also(**{GOVERNMENT: values}))], variant=variant)


def _government_ai(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    funded = ALL.also(**{GOVERNMENT: FUNDED})
    laboratory = ALL.also(**{GOVERNMENT: LABORATORY})
    bases = {
        "of_all": (ALL, CODED),
        "of_funded": (funded, "opportunities with a foreign government's laboratory or grant"),
        "of_laboratories": (laboratory, "opportunities with a laboratory of a foreign government"),
    }
    for variant, (base, denominator) in bases.items():
        inside = base if variant != "of_all" else funded
        groups = [
            ("ai_field", inside.also(**{GOVERNMENT_AI: "yes"})),
            ("ai_keyword", inside.also(**{fielding.KEYWORD: STATED})),
        ]
        yield from selected(frame, measure, "part", groups, where=base, variant=variant, denominator=denominator)


def _organisation_kind(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    squared = squares(frame, "units")
    for row in shares(frame, measure, ["organisation_kind"]):
        if row.n is None or not row.total or row.group_1 == UNKNOWN:  # which has no organisation to agree
            yield row
        else:
            (low, high), method = of_organisations(row.n, row.total, squared)
            yield replace(row, low=low, high=high, method=method)


_AT_HOME = (
    "Entries of the list that the technology's fields lead to by the codebook's crosswalk; the list asks for the "
)
_AT_HOME += "field, which does not say that it caused the posting."
_ABROAD = (
    "Entries that the technology's fields lead to by the codebook's crosswalk; the field agrees, which does not say "
)
_ABROAD += "that the technology is controlled."

MEASURES = (
    Measure(
        "content.field",
        question="Which technology fields are sought?",
        unit="opportunities",
        denominator=CODED,
        definition="Variable `technology_field` of the codebook, on two levels. Fields overlap: a row of the wide "
        "level is the union of its narrow ones, in which an opportunity counts once; rows do not add up to `stated`.",
        compute=requiring(fielding.fields, technology_field=()),
        variants={
            "wide": "wide fields, each with all narrow ones in it",
            "narrow": "narrow fields; opportunities with none of them, but a wide one, are `wide_field_alone`",
        },
    ),
    Measure(
        "content.field_year",
        question="How do technology fields change over the years?",
        unit="opportunities",
        denominator="opportunities of that year; `unknown` is a year that is not stated",
        definition="As `content.field`, within years of posting.",
        compute=requiring(fielding.by_year, technology_field=()),
        variants={"wide": "wide fields, each with all narrow ones in it", "narrow": "narrow fields"},
    ),
    Measure(
        "content.biotech_or_ai",
        question="How many opportunities are on biotechnology or artificial intelligence?",
        unit="opportunities",
        denominator=CODED,
        definition="Both parts, their union (`either`), overlap (`both`), and sum, which counts the overlap twice. "
        "The report said that half were on either; the press gave 190 in the sector of biomedicine and medical devices "
        "and 171 in information technology with keywords of AI, of 642.",
        compute=requiring(
            fielding.halves,
            technology_field=("ai_ml",),
            ai_keyword=(),
            mic2025_sector=("next_gen_it", "biopharma_devices"),
        ),
        variants={
            "fields": "narrow fields of biotechnology by the EU's list; the field of artificial intelligence",
            "fields_broad": "all of life sciences and health, devices too; the field of artificial intelligence",
            "sector_or_keyword": "sector 10 of Made in China 2025; any keyword of AI",
            "sector_or_it_keyword": "sector 10 of Made in China 2025; sector 1 with any keyword of AI",
        },
    ),
    of_variable(
        "content.ai_keyword",
        "ai_keyword",
        "Which keywords of artificial intelligence stand in the postings?",
        "Words of the codebook's list, each a value, wherever they stand in the text.",
    ),
    Measure(
        "content.it_with_ai",
        question="How many information-technology opportunities have keywords of artificial intelligence?",
        unit="opportunities",
        denominator=CODED,
        definition="Sector 1 of Made in China 2025 (`next_gen_it`) and any value of `ai_keyword`.",
        compute=requiring(fielding.it_with_ai, ai_keyword=(), mic2025_sector=("next_gen_it",)),
        variants={"of_all": "of all opportunities", "of_it": "of those in the sector of information technology"},
    ),
    of_variable("content.mic2025", "mic2025_sector", "Which sectors of Made in China 2025 are served?", _AT_HOME),
    of_variable("content.sei", "sei", "Which strategic emerging industries are served?", _AT_HOME),
    of_variable(
        "content.fyp14_frontier",
        "fyp14_frontier",
        "Which frontier fields of the 14th five-year plan are served?",
        _AT_HOME,
    ),
    of_variable(
        "content.fyp15_future",
        "fyp15_future",
        "Which future industries of the 15th five-year plan are served?",
        _AT_HOME,
    ),
    of_variable(
        "content.hightech_8", "hightech_8", "Which high-tech fields that the state supports are served?", _AT_HOME
    ),
    of_variable(
        "content.chokepoint",
        "chokepoint_35",
        "Which of the 35 chokepoints of 2018 do postings answer?",
        "Technologies that Science and Technology Daily named in 2018, by their own terms or the field's crosswalk.",
    ),
    of_variable(
        "content.us_cet", "us_cet_18", "Which critical technologies of the United States are touched?", _ABROAD
    ),
    of_variable(
        "content.eu_10", "eu_10", "Which critical technology areas of the European Union are touched?", _ABROAD
    ),
    of_variable("content.uk_17", "uk_17", "Which sectors of the United Kingdom's screening are touched?", _ABROAD),
    of_variable("content.au_7", "au_7", "Which critical technology fields of Australia are touched?", _ABROAD),
    of_variable("content.ca_stra", "ca_stra_11", "Which sensitive research areas of Canada are touched?", _ABROAD),
    Measure(
        "content.military",
        question="How many opportunities are relevant to armed forces, and how plainly?",
        unit="opportunities",
        denominator=CODED,
        definition="Variable `military_relevance`: M1 dual use plausible, M2 stated in the posting, M3 used by a "
        "military as stated, M4 by other evidence. `unknown` is not M0.",
        compute=requiring(_military, military_relevance=()),
        variants={"level": "each level", "at_least": "a level or a higher one"},
    ),
    Measure(
        "content.government",
        question="How many opportunities come from laboratories that foreign governments own or fund?",
        unit="opportunities",
        denominator=CODED,
        definition="Variable `gov_funding`. Whether the report's government-funded laboratories are those that a "
        "government owns, or all with its money, is not known.",
        compute=requiring(_government, gov_funding=FUNDED),
        variants={
            "value": "each value",
            "laboratory": "the laboratory belongs to a government",
            "funded": "it does, or a government's grant is stated or known",
        },
    ),
    Measure(
        "content.government_ai",
        question="How many opportunities from government-funded laboratories are on artificial intelligence?",
        unit="opportunities",
        denominator=CODED,
        definition="`ai_field`: a government's laboratory or money, and the field of artificial intelligence; "
        "`ai_keyword`: the same with any keyword of AI.",
        compute=requiring(_government_ai, gov_funding=FUNDED, gov_ai_flag=("yes",), ai_keyword=()),
        variants={
            "of_all": "of all opportunities",
            "of_funded": "of those with a government's laboratory or money",
            "of_laboratories": "of those whose laboratory belongs to a government",
        },
    ),
    of_variable(
        "content.target_type",
        "target_type",
        "What kind of organisation or person is offered?",
        "As the text says; a company without a stated size is not coded.",
    ),
    Measure(
        "content.organisation_kind",
        question="What kind of organisation do the names of targets resolve to?",
        unit="opportunities",
        denominator="opportunities in the window, those without a known organisation included",
        definition="Kind that most mentions of the organisation's name say, as read by rules.",
        compute=_organisation_kind,
    ),
    Measure(
        "content.postings_per_organisation",
        question="How often is the same organisation posted?",
        unit="organisations",
        denominator="organisations that opportunities in the window offer",
        definition="Organisations that names of targets resolve to, with the number of postings that offer them.",
        compute=repeats.per_organisation,
        variants={
            "postings": "postings, reposts included",
            "technologies": "groups of postings with different texts: reposts count once",
        },
    ),
    Measure(
        "content.reposts",
        question="How many postings repeat an earlier one?",
        unit="opportunities",
        denominator="opportunities in the window",
        definition="A repost is a document in a group of near-duplicates that another began; `true` is the first.",
        compute=repeats.reposts,
    ),
)
