"""Editions: complete, immutable, computed states of the dataset."""
