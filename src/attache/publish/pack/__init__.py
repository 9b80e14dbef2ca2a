"""Packs: everything about one's own organisations as one folder that opens without Attaché and without a network."""

from attache.publish.pack.making import make_pack
from attache.publish.pack.writing import check_place, write_pack

__all__ = ["check_place", "make_pack", "write_pack"]
