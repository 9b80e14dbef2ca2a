"""Names of the metrics and units in which sources state figures of events and programmes."""

from __future__ import annotations

from attache.web.language import Language, texts

__all__ = ["metric_name"]


def metric_name(metric: str, language: Language) -> str:
    """Return the name of a metric or unit; one that a keeper's own casebook has is its own name."""
    said = texts().get(f"metrics.{metric}")
    return said[language] if said else metric.replace("_", " ")
