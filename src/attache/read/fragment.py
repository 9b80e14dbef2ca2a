"""The words of an HTML fragment, such as a field of a JSON item holds."""

from __future__ import annotations

from attache.read.blocks import outline
from attache.read.tree import parse

__all__ = ["fragment"]


def fragment(html: str) -> str:
    """Return the words of an HTML fragment, one block per line; plain text is returned as it is."""
    if "<" not in html and "&" not in html:
        return html
    return "\n".join(block.text for block in outline(parse(f"<body>{html}").body).blocks)
