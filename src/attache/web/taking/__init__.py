"""Packs and briefs that readers have made to take along: in a process of its own, kept beside their edition."""
