"""Collect: from declared sources to captures in append-only evidence."""
