"""Names of the metrics and units in which sources state figures of events and programmes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from attache.vocabulary.tables import Row, check, read_yaml

__all__ = ["metric_names", "named_metric"]

METRICS = Path(__file__).parent / "data" / "metrics.yaml"


class _Name(Row):
    en: str
    zh: str


@cache
def metric_names() -> Mapping[str, tuple[str, str]]:
    """Return the English and Chinese name of each metric and unit by its id."""
    found = {key: check(_Name, raw, METRICS, key) for key, raw in read_yaml(METRICS).items()}
    return {key: (name.en, name.zh) for key, name in found.items()}


def named_metric(metric: str) -> tuple[str, str]:
    """Return both names of a metric; its id in words where a casebook of one's own brings it."""
    words = metric.replace("_", " ")
    return metric_names().get(metric, (words, words))
