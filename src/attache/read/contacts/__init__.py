"""Contacts of persons are cut out of a text before it is stored; organisations and their web addresses stay."""

from attache.read.contacts.removal import MARK, cut

__all__ = ["MARK", "cut"]
