"""Reference pages as Markdown: tables with their columns, the codebook with its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attache.vocabulary.codebook import Codebook

__all__ = ["codebook_pages", "table_section"]


def table_section(
    name: str, about: str, key: Sequence[str], columns: Mapping[str, tuple[str, str]], more: Sequence[str] = ()
) -> Iterator[str]:
    """Yield the lines that describe a table; `columns` has type and meaning by name, `more` lines for its foot."""
    sorted_by = ", ".join(f"`{one}`" for one in key)
    yield from (f"## {name}", "", about, "", f"Sorted by {sorted_by}.", "")
    yield from ("| column | type | meaning |", "|---|---|---|")
    for column, (kind, doc) in columns.items():
        yield f"| `{column}` | {kind.replace('|', 'or').replace('None', 'null')} | {_cell(doc)} |"
    yield ""
    if more:
        yield from (*more, "")


def codebook_pages(book: Codebook) -> Iterator[str]:
    """Yield the lines that describe a codebook: every variable with its values."""
    yield from (f"# Codebook {book.version}", "", "Every variable with its values. `unknown` is never `none`.", "")
    for name, variable in book.variables.items():
        definition = variable.definition
        yield from (f"## {name}", "", f"**{variable.en}** {variable.zh}. {definition.en}", "", definition.zh, "")
        yield from (f"{'Several values' if variable.multi else 'One value'} per unit; {variable.kind}.", "")
        yield from ("| value | within | zh | en | terms zh / en |", "|---|---|---|---|---|")
        for value in variable.values.values():
            counts = f"{len(value.terms.zh)} / {len(value.terms.en)}"
            yield f"| `{value.value}` | {value.parent or ''} | {_cell(value.zh)} | {_cell(value.en)} | {counts} |"
        yield ""


def _cell(text: str) -> str:
    """Return text that keeps to its cell."""
    return " ".join(text.split()).replace("|", "\\|")
