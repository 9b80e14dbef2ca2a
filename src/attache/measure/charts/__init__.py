"""Charts and maps of measured tables, as Vega-Lite drawn offline to SVG and PNG."""

from attache.measure.charts.chart import Chart
from attache.measure.charts.drawing import NO_CJK
from attache.measure.charts.making import WIDTH, charts
from attache.measure.charts.naming import Language

__all__ = ["NO_CJK", "WIDTH", "Chart", "Language", "charts"]
