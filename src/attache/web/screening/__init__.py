"""Screening from a page: names taken, searched in the background, and the records of it."""
