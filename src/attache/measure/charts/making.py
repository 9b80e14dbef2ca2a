"""From measured tables to charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attache.measure.chapters import MEASURES
from attache.measure.charts import saying
from attache.measure.charts.canvas import Canvas, Drawn
from attache.measure.charts.chart import Chart
from attache.measure.charts.naming import Language, Naming
from attache.measure.charts.plans import Plan, plans_of
from attache.measure.charts.words import TITLES
from attache.measure.estimates import Estimate
from attache.measure.wording import meaning, question
from attache.vocabulary.codebook import Codebook

__all__ = ["WIDTH", "charts"]

WIDTH = 720


def charts(
    rows_by_measure: Mapping[str, Sequence[Estimate]],
    codebook: Codebook,
    *,
    language: Language = "en",
    width: int = WIDTH,
) -> list[Chart]:
    """Return the charts that can be drawn of measured tables, in the order of the tables.

    `rows_by_measure` has the rows of `Measure.run` by the measure's id. A table without anything to draw has no
    chart. `width` is that of the picture in pixels; from 320 on it is legible, below 520 fewer groups are drawn.
    """
    return [one for measure, rows in rows_by_measure.items() for one in _of(measure, rows, codebook, language, width)]


def _of(measure: str, rows: Sequence[Estimate], codebook: Codebook, language: Language, width: int) -> Iterator[Chart]:
    naming = Naming(codebook, language)
    for plan in plans_of(measure, rows, naming):
        found = _one(measure, plan, rows, naming, width)
        if found is not None:
            yield found


def _one(measure: str, plan: Plan, rows: Sequence[Estimate], naming: Naming, width: int) -> Chart | None:
    declared, chosen = MEASURES.get(measure), plan.chosen(rows)
    drawn: dict[Language, tuple[str, Drawn | None]] = {}
    for one in (naming, Naming(naming.codebook, "en")):
        asked = question(declared, one.language) if declared else measure
        title = one.pick(plan.title) or one.pick((asked, TITLES.get(measure) or asked))
        variants = {
            **({id_: meaning(declared, id_, one.language) for id_ in declared.variants} if declared else {}),
            **{id_: one.pick(name) for id_, name in plan.names.items()},
        }
        canvas = Canvas(one, width, title, saying.subtitle(chosen, one), variants, plan.options)
        drawn[one.language] = title, (plan.template(chosen, canvas) if chosen else None)
    title, found = drawn[naming.language]
    plain = drawn["en"][1]
    if found is None or plain is None:
        return None
    return Chart(
        id="-".join(filter(None, (measure, plan.suffix))),
        chapter=measure.partition(".")[0],
        title=title,
        caption=saying.caption(found.rows, declared, naming, of=len(chosen)),
        alt=saying.alternative(found.rows, title, naming),
        spec=found.spec,
        rows=found.rows,
        language=naming.language,
        plain=plain.spec,
    )
