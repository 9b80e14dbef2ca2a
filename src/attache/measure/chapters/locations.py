"""Locations: where the technology that is sought sits, which mission found it, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attache.measure import allied, closures
from attache.measure.coded import Compute, requiring
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import Measure
from attache.measure.shares import shares
from attache.measure.tables import closed, nothing, selected
from attache.measure.where import ALL, FROM, STATED, TO, UNKNOWN, Where

__all__ = ["MEASURES"]

REPORTED_FOUR = ("RU", "US", "GB", "JP")
HOUSTON = "us-houston-consulate"
TO_CLOSURE = ALL.also(**{FROM: "2015-01", TO: "2020-07"})
"""The window of the report's figure on Houston."""
WINDOW = "opportunities in the window"
FROM_US = "opportunities from the United States"
_PLACES = {"country": "in_country", "district": "in_district"}


def _by(*dimensions: str, within: bool = False) -> Compute:
    def compute(frame: Frame, measure: Measure) -> Iterator[Estimate]:
        yield from shares(frame, measure, dimensions, within=within)

    return compute


def _over_time(dimension: str) -> Compute:
    """Return how to compute a row for each year or quarter from the first to the last, empty ones too, and unknown."""

    def compute(frame: Frame, measure: Measure) -> Iterator[Estimate]:
        stated = [one for (one,) in frame.counts([dimension]) if one != UNKNOWN]
        times = _all_years(stated) if dimension == "year" else closures.all_quarters(stated)
        rows = closed(frame, measure, dimension, values=[*times, UNKNOWN])
        yield from sorted(rows, key=lambda row: row.group_1 or "")

    return compute


def _all_years(stated: Sequence[str]) -> list[str]:
    years = [int(one) for one in stated]
    return [str(one) for one in range(min(years), max(years) + 1)] if years else []


def _top_four(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    counts = {group: n for (group,), n in frame.counts(["host_country"]).items() if group != UNKNOWN}
    largest = sorted(counts, key=lambda one: (-counts[one], one))[:4]
    for variant, four in (("as_reported", REPORTED_FOUR), ("largest", largest)):
        for suffix, base, denominator in _countries_stated():
            groups = [("+".join(four) or "none", base.also(host_country=four))]
            yield from selected(
                frame, measure, "host_countries", groups, where=base, variant=variant + suffix, denominator=denominator
            )


def _countries_stated() -> tuple[tuple[str, Where, str], ...]:
    stated = ALL.also(host_country=STATED)
    return ("", ALL, WINDOW), (".stated", stated, f"{WINDOW} with a stated country")


def _united_states(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    for suffix, base, denominator in _countries_stated():
        yield from selected(
            frame, measure, "host_country", [("US", base.also(host_country="US"))],
            where=base, variant=(suffix or ".all")[1:], denominator=denominator,
        )  # fmt: skip


def _houston(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    windows = {"to_closure": TO_CLOSURE, "all_dates": ALL}
    for name, window in windows.items():
        base = window.also(host_country="US")
        out = frame.count(ALL.also(host_country="US")) - frame.count(base)
        note = f"postings from the United States of other or unknown dates: {out:,}" if out else None
        for suffix, where in (("", base), (".stated", base.also(mission_id=STATED))):
            yield from _missions_of(frame, measure, where, name + suffix, note)


def _missions_of(frame: Frame, measure: Measure, where: Where, variant: str, note: str | None) -> Iterator[Estimate]:
    """Yield the share of Houston, also where it has none, and those of the other missions."""
    denominator = f"{FROM_US}, of known missions alone" if variant.endswith(".stated") else FROM_US
    if not frame.count(where):
        yield nothing(frame, measure, where, variant)
        return
    yield from selected(
        frame, measure, "mission_id", [(HOUSTON, where.also(mission_id=HOUSTON))],
        where=where, variant=variant, denominator=denominator, note=note,
    )  # fmt: skip
    for row in shares(frame, measure, ["mission_id"], where=where, variant=variant, denominator=denominator, note=note):
        if row.group_1 != HOUSTON:
            yield row


def _information_technology(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    for variant, window in (("to_closure", TO_CLOSURE), ("all_dates", ALL)):
        yield from shares(
            frame, measure, ["host_country"], where=window.also(mic2025_sector="next_gen_it"), variant=variant
        )


def _districts(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    for level, dimension in _PLACES.items():
        groups = [(one, ALL.also(**{dimension: one})) for one in ("inside", "outside", "no_district", UNKNOWN)]
        yield from selected(frame, measure, dimension, groups, variant=level)
        decided = ALL.also(**{dimension: ["inside", "outside"]})
        yield from selected(
            frame, measure, dimension, [("outside", decided.also(**{dimension: "outside"}))], where=decided,
            variant=f"{level}.decided", denominator=f"{WINDOW} that are known to be inside or outside",
        )  # fmt: skip


MEASURES = (
    Measure(
        "locations.country",
        question="In which countries does the offered technology sit?",
        unit="opportunities",
        denominator=f"{WINDOW}, those without a stated country included",
        definition="Host country as read from the text; `unknown` where the text does not say.",
        compute=_by("host_country"),
    ),
    Measure(
        "locations.mission",
        question="Which missions post?",
        unit="opportunities",
        denominator=f"{WINDOW}, those without a stated mission included",
        definition="Issuing mission as read from the text or stated by the source, never inferred from a place.",
        compute=_by("mission_id"),
    ),
    Measure(
        "locations.year",
        question="How many opportunities are posted in each year?",
        unit="opportunities",
        denominator=WINDOW,
        definition="Year of the stated date of publication; years without a posting are shown.",
        compute=_over_time("year"),
    ),
    Measure(
        "locations.quarter",
        question="How many opportunities are posted in each quarter?",
        unit="opportunities",
        denominator=WINDOW,
        definition="Quarter of the stated date; a date known to the year alone has none. Empty quarters are shown.",
        compute=_over_time("quarter"),
    ),
    Measure(
        "locations.country_year",
        question="How do host countries change over the years?",
        unit="opportunities",
        denominator="opportunities of that year",
        definition="Host country, within years of posting.",
        compute=_by("year", "host_country", within=True),
    ),
    Measure(
        "locations.mission_country",
        question="For which countries do the missions post?",
        unit="opportunities",
        denominator="opportunities of that mission",
        definition="Host country of the technology, within issuing missions; a mission may post for other countries.",
        compute=_by("mission_id", "host_country", within=True),
    ),
    Measure(
        "locations.top_four",
        question="What share do the four largest host countries have together?",
        unit="opportunities",
        denominator=WINDOW,
        definition="The report said that Russia, the United States, the United Kingdom and Japan had nearly half. A "
        "posting has one host country, so union and sum are the same.",
        compute=_top_four,
        variants={
            "as_reported": "Russia, United States, United Kingdom, Japan; of all opportunities",
            "as_reported.stated": "the same, of those with a stated country",
            "largest": "the four largest of this edition and window; of all opportunities",
            "largest.stated": "the same, of those with a stated country",
        },
    ),
    Measure(
        "locations.united_states",
        question="What share comes from the United States?",
        unit="opportunities",
        denominator=WINDOW,
        definition="Host country is the United States, territories with codes of their own left out.",
        compute=_united_states,
        variants={"all": "of all opportunities", "stated": "of those with a stated country"},
    ),
    Measure(
        "locations.allied",
        question="What share comes from NATO members and major non-NATO allies of the United States?",
        unit="opportunities",
        denominator=WINDOW,
        definition="The report said more than 70 %; whether the United States are inside, at which date, and of which "
        "total it does not say, so all readings are shown. A country is a member from the day of accession on.",
        compute=allied.allied,
        variants=allied.VARIANTS,
    ),
    Measure(
        "locations.alliance",
        question="How do opportunities divide into NATO members, major non-NATO allies and others?",
        unit="opportunities",
        denominator=f"{WINDOW}, those without a stated country included",
        definition="Alliance of the host country; NATO comes before the other where a country were in both. "
        "`mnna_treated` is Taiwan; `unknown` where the country, or for `post` the date, is not stated.",
        compute=allied.by_alliance,
        variants={"post": "on the day of posting", "report": "in May 2021", "today": "on the day of the last capture"},
    ),
    Measure(
        "locations.district",
        question="Do missions post technology from their own country and consular district?",
        unit="opportunities",
        denominator=f"{WINDOW}, those that cannot be placed included",
        definition="Country: that of the mission against the host country. District: in countries with several "
        "missions, the one district, on the day of posting, that all places named in the text allow; places in "
        "names of missions are left out. The table of districts is from general knowledge and not complete: what it "
        "cannot place is `unknown`. An embassy may serve the whole country in science. `no_district` is a delegation "
        "to an international organisation.",
        compute=_districts,
        variants={
            "country": "own country",
            "country.decided": "share outside, of those that are known to be inside or outside the country",
            "district": "own district",
            "district.decided": "share outside, of those that are known to be inside or outside the district",
        },
    ),
    Measure(
        "locations.houston",
        question="What share of the postings from the United States did Houston refer?",
        unit="opportunities",
        denominator=FROM_US,
        definition="Issuing mission of opportunities from the United States; the report said 89 % for Houston from "
        "January 2015 to July 2020. A date known to the year counts where the whole year is in the window.",
        compute=_houston,
        variants={
            "to_closure": "January 2015 to July 2020",
            "to_closure.stated": "the same, of those with a stated mission",
            "all_dates": "whatever the date",
            "all_dates.stated": "the same, of those with a stated mission",
        },
    ),
    Measure(
        "locations.it_country",
        question="Which countries are the largest source of information technology?",
        unit="opportunities",
        denominator="opportunities in sector 1 of Made in China 2025 (next-generation information technology)",
        definition="Host country of these; the report said that the United States were the largest source from "
        "January 2015 to July 2020.",
        compute=requiring(_information_technology, mic2025_sector=("next_gen_it",)),
        variants={"to_closure": "January 2015 to July 2020", "all_dates": "whatever the date"},
    ),
    Measure(
        "locations.closure",
        question="How do postings lie before and after a mission closed?",
        unit="opportunities",
        denominator="opportunities from the mission's host country, or of the mission",
        definition="`after` begins on the day after the mission's last; `unknown` are those whose date does not say. A "
        "fall after a closure is no proof of its effect: the time watched afterwards is as long as the window allows.",
        compute=closures.around,
        variants={"host_country": "from the country in which the mission was", "mission": "posted by the mission"},
    ),
    Measure(
        "locations.closure_quarters",
        question="Quarter by quarter, what share of postings had a closed mission and its host country?",
        unit="opportunities",
        denominator=closures.DATED,
        definition="All quarters from the first posting of the window to the last; the note says which are before the "
        "closure.",
        compute=closures.share_of_host,
        variants={"host_country": "from the country in which the mission was", "mission": "posted by the mission"},
    ),
)
