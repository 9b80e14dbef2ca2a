"""Briefs: an edition, or a selection of it, as a document in which every figure links to its evidence."""

from attache.publish.brief.asking import Asked
from attache.publish.brief.making import make_brief
from attache.publish.brief.model import Brief

__all__ = ["Asked", "Brief", "make_brief"]
