"""From the codes of a text, or from an edition, to measures: technology exposure."""

from __future__ import annotations

import sys

import attache
from attache.measure.bridge import same_terms
from attache.measure.descriptions import Descriptions, load_descriptions
from attache.measure.exposure import CAVEATS, CHOKEPOINT, Described, describe, exposure
from attache.measure.fields import FIELD, Field, TextCode
from attache.measure.posted import Posted, Wording, wording_of

__all__ = [
    "CAVEATS",
    "CHOKEPOINT",
    "FIELD",
    "Described",
    "Descriptions",
    "Field",
    "Posted",
    "TextCode",
    "Wording",
    "describe",
    "exposure",
    "load_descriptions",
    "same_terms",
    "wording_of",
]

sys.modules[__name__].__class__ = attache.Stage
