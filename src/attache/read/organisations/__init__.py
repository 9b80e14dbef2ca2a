"""Organisations named in a text: Chinese names, names in Latin letters, pairs of both, with kind and country."""

from attache.read.organisations.mentions import OrgMention, main_target, offered, organisations

__all__ = ["OrgMention", "main_target", "offered", "organisations"]
