"""Methods: what the missions advise, how cooperation would go, through whom, and for how much money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from attache.measure import money
from attache.measure.coded import STATED_ROW, each_value, of_variable
from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.measures import Measure
from attache.measure.tables import closed, selected
from attache.measure.where import ALL, STATED, UNKNOWN

__all__ = ["MEASURES", "RELATIONS"]

RELATIONS: Mapping[str, Callable[[Frame], None]] = {"amounts": money.prepare_amounts}
"""Relations of this chapter, and what adds each to a frame."""

BODIES = ("association", "fund", "park")
MOST = 50
"""Bodies that are listed by name at most, those in most postings first."""


def _bodies(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    yield from closed(frame, measure, "body_kind", values=BODIES, stated=STATED_ROW, variant="kind")
    counts = {group: n for (group,), n in frame.counts(["body"]).items() if group != UNKNOWN}
    listed = sorted(counts, key=lambda one: (-counts[one], one))[:MOST]
    cut = f"{len(counts) - MOST:,} further names are not listed" if len(counts) > MOST else None
    names = _names(frame, listed) | {STATED: STATED_ROW, UNKNOWN: UNKNOWN}
    groups = [(names[one], ALL.also(body=one)) for one in (STATED, *listed, UNKNOWN)]
    yield from selected(frame, measure, "body", groups, variant="name", note=cut)


def _names(frame: Frame, organisations: Sequence[str]) -> dict[str, str]:
    """Return names of organisations by id, with the id where two go by the same name."""
    query = "select organisation_id, name from organisations where list_contains($1, organisation_id)"
    found = dict(frame.rows(query, list(organisations)))
    often = Counter(found.values())
    told = {one: f"{name} ({one})" if often[name] > 1 else name for one, name in found.items()}
    return {one: told.get(one, one) for one in organisations}


MEASURES = (
    of_variable(
        "methods.recommended_action",
        "recommended_action",
        "What do the missions advise firms at home to do?",
        "What the posting recommends: purchase equity, invest a stated amount, license a patent, found a joint "
        "venture. A cooperation that the foreign side wishes for is `methods.cooperation`.",
    ),
    of_variable(
        "methods.cooperation",
        "coop_mode",
        "Which forms of cooperation are offered or sought?",
        "Forms of cooperation that the posting names, whoever wishes for them.",
    ),
    of_variable(
        "methods.role_sought",
        "role_sought",
        "Which role is the partner at home to have?",
        "Role that the foreign side seeks a partner in China for.",
    ),
    of_variable(
        "methods.partner_sought",
        "prc_partner_sought",
        "Which partners at home are sought?",
        "Whether any partner is sought, or one of a sector or region, or a named one.",
    ),
    Measure(
        "methods.willingness",
        question="How willing are the targets to partner, to share intellectual property, to found a joint venture?",
        unit="opportunities",
        denominator="opportunities in the window, those without a code included",
        definition="What the posting says of the target's willingness; `unknown` where it says nothing of it. "
        "Variables `willingness_partner`, `willingness_share_ip` and `willingness_jv` of the codebook.",
        compute=each_value(
            {"willingness_partner": "partner", "willingness_share_ip": "share_ip", "willingness_jv": "joint_venture"}
        ),
        variants={
            "partner": "to work with a partner in China",
            "share_ip": "to share intellectual property",
            "joint_venture": "to found a joint venture in China",
        },
    ),
    of_variable(
        "methods.stance",
        "recommender_stance",
        "How strongly do the missions recommend?",
        "Wording of the recommendation; `neutral_listing` where it says that it is for information only.",
    ),
    of_variable(
        "methods.intermediary",
        "intermediary_type",
        "Which kinds of intermediaries are named?",
        "Intermediaries that the text says take part, by type. That one is named says nothing against it.",
    ),
    Measure(
        "methods.bodies",
        question="Which associations, funds and parks do the postings name?",
        unit="opportunities",
        denominator="opportunities in the window",
        definition="Bodies of these kinds that the text names beside the target, as read by rules and resolved to "
        "organisations. Some are intermediaries, some funded or certified the technology; being named is no "
        "wrongdoing. A posting that names several counts in each row.",
        compute=_bodies,
        variants={"kind": "by kind of body", "name": f"by body, the {MOST} that most postings name"},
    ),
    Measure(
        "methods.amounts_stated",
        question="How many postings state an amount of money or a share of equity?",
        unit="opportunities",
        denominator="opportunities in the window",
        definition="Amounts as read by rules from the text. Of an opportunity that states several, each kind and "
        "currency counts once; `currency_not_stated` is money without a currency.",
        compute=money.kinds,
        variants={"kind": "by what the amount is for", "currency": "by currency; shares of equity left out"},
    ),
    Measure(
        "methods.amounts_converted",
        question="How many amounts can be converted, and why not the others?",
        unit="amounts",
        denominator="amounts stated in opportunities of the window",
        definition="Converted where the currency, a lower end and the year of posting are stated and the table of "
        "yearly average exchange rates has that currency and year.",
        compute=money.conversions,
    ),
    Measure(
        "methods.amounts",
        question="How large are the amounts that postings state?",
        unit="as stated",
        denominator="none",
        definition="Quartiles of the lower ends of amounts, by what they are for; the two ends of a range are one "
        "amount. Intervals are order statistics and assume no distribution. Kinds are never put together.",
        compute=money.distribution,
        variants={
            "as_stated": "in the stated currency, not corrected for inflation",
            "usd": "in US dollars, at the average rate of the year of posting; rates are rounded (`vocabulary.rates`)",
            "cny": "in yuan, likewise",
        },
    ),
    of_variable(
        "methods.ip_status",
        "ip_status",
        "What is said of intellectual property?",
        "Patents granted or pending, know-how, software copyright; `none_stated` where it says that there is none.",
    ),
    of_variable(
        "methods.stage",
        "stage",
        "How mature are the technologies?",
        "Stage of the technology as the text states it, the highest where it states several.",
    ),
)
