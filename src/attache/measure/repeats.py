"""Repeat postings: postings, first postings of a technology, and organisations offered are three numbers, not one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attache.measure.estimates import Estimate
from attache.measure.frame import Frame
from attache.measure.intervals import of_count
from attache.measure.measures import Measure
from attache.measure.relations import Relation
from attache.measure.shares import shares
from attache.measure.where import UNKNOWN, Where

__all__ = ["per_organisation", "prepare_offered", "reposts"]

OFFERED = Where("offered")
_OFFERED = """
create table offered as
select organisation_id, any_value(organisation_kind) as organisation_kind, count(*) as postings,
  count(distinct coalesce(group_id, document_id)) as technologies, list(document_id order by document_id) as documents
from units where organisation_id is not null group by organisation_id
"""
BANDS = ((1, 1), (2, 2), (3, 5), (6, None))
"""Numbers of postings of an organisation that are counted together; None is no upper end."""
NO_ORGANISATION = "no opportunity has an organisation that its name was resolved to"
COLUMNS = {"postings": "postings", "technologies": "technologies"}


def prepare_offered(frame: Frame) -> None:
    """Add the relation `offered`: organisations that opportunities of the window offer, with how often and where."""
    frame.rows(_OFFERED)
    frame.relate("offered", Relation("offered", "organisation_id", "unnest(documents)"))


def reposts(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield how many postings are the first of their group of reposts, and how many repeat one."""
    yield from shares(frame, measure, ["first_of_group"])
    groups = frame.rows("select count(distinct coalesce(group_id, document_id)) from units")[0][0]
    if frame.count():
        yield measure.row(
            frame, value=float(groups), unit="technologies", groups=(("figure", "technologies"),), method="none",
            note="groups of postings with nearly the same text; a count, without sampling",
        )  # fmt: skip


def per_organisation(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    """Yield how many organisations are offered how often, the mean, and the postings without an organisation."""
    total = frame.count(OFFERED)
    for variant, column in COLUMNS.items():
        if not total:
            yield measure.row(frame, n=0, total=0, method="none", variant=variant, where=OFFERED, note=NO_ORGANISATION)
            continue
        sql = frame.relation("offered").sql
        numbers = [int(row[0]) for row in frame.rows(f"select distinct {column} from {sql} order by 1")]  # noqa: S608
        for low, high in BANDS:
            inside = [str(one) for one in numbers if low <= one and (high is None or one <= high)]
            yield _band(frame, measure, variant, _named(low, high), inside, total)
        counted = frame.rows(f"select sum({column}) from {sql}")[0][0]  # noqa: S608 -- names of ours
        yield measure.row(
            frame, n=total, value=int(counted) / total, unit=f"{variant} per organisation", variant=variant,
            groups=(("figure", "mean"),), method="none", where=OFFERED, note="a count, without sampling",
        )  # fmt: skip
    yield from _without(frame, measure)


def _band(frame: Frame, measure: Measure, variant: str, name: str, numbers: Sequence[str], total: int) -> Estimate:
    where = OFFERED.also(**{COLUMNS[variant]: numbers})
    n = frame.count(where)
    interval, method = of_count(n, total)
    return measure.row(
        frame, n=n, total=total, share=n / total, interval=interval, method=method,
        groups=((variant, name),), variant=variant, where=where,
    )  # fmt: skip


def _without(frame: Frame, measure: Measure) -> Iterator[Estimate]:
    where = Where().also(organisation_id=UNKNOWN)
    n, total = frame.count(where), frame.count()
    if total:
        interval, method = of_count(n, total)
        yield measure.row(
            frame, n=n, total=total, share=n / total, interval=interval, method=method, unit="opportunities",
            groups=(("organisation_id", UNKNOWN),), variant="postings", where=where,
            denominator="opportunities in the window", note="postings without a known organisation are in no other row",
        )  # fmt: skip


def _named(low: int, high: int | None) -> str:
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low}–{high}"
