"""Amounts of money and shares in a text, as stated."""

from attache.read.money.amounts import amounts
from attache.read.money.model import KINDS, Money

__all__ = ["KINDS", "Money", "amounts"]
