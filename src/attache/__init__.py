"""Attaché: how a state's technology diplomats look for foreign technology, opened down to the words."""

__version__ = "0.1.0"
