"""The codebook: what is coded, what each value means in Chinese and English, and the words that show it.

Everything that shows or uses a code reads it from here. A team with another question writes another file;
`attache init` copies nothing, a workspace names its own codebook or takes the one that comes with Attaché.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field

from attache.core.errors import CodebookError
from attache.vocabulary.codebook_check import check_variables, evaluation_order, near, variable_of
from attache.vocabulary.codebook_files import MAIN, SHIPPED, Files, canonical, checked, read_files, refuse
from attache.vocabulary.codebook_model import GAP, Bilingual, Condition, Head, Identifier, Rule, Terms, Value, Variable
from attache.vocabulary.tables import Record, Row

__all__ = [
    "GAP",
    "SHIPPED",
    "Bilingual",
    "Codebook",
    "Condition",
    "Head",
    "Rule",
    "Terms",
    "Value",
    "Variable",
    "canonical_codebook",
    "load_codebook",
]


class _Main(Row):
    version: str
    precedence: tuple[Identifier, ...] = Field(default=("adjudicated", "agreed_humans", "model", "lexicon"))
    negations: Terms = Terms()
    negations_after: Terms = Terms()
    not_negations: Terms = Terms()
    cues: Mapping[Identifier, Terms] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """A checked codebook.

    `digest` is the SHA-256 of all its files in canonical form, so comments and layout do not count; two with the same
    digest are the same codebook.
    `precedence` orders the coders, the one whose code a table shows first. `order` lists the variables so
    that each comes after those that it is derived from.
    """

    version: str
    digest: str
    precedence: tuple[str, ...]
    variables: Mapping[str, Variable]
    order: tuple[str, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Codebook) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def variable(self, name: str) -> Variable:
        """Return a variable; CodebookError names near matches."""
        found = self.variables.get(name)
        if found is None:
            raise CodebookError(f"there is no variable `{name}`", mend=near(name, self.variables))
        return found

    def value(self, variable: str, value: str) -> Value:
        """Return a value of a variable; CodebookError names near matches."""
        values = self.variable(variable).values
        if value not in values:
            raise CodebookError(f"variable {variable} has no value `{value}`", mend=near(value, values))
        return values[value]

    def labels(self, variable: str, value: str) -> tuple[str, str]:
        """Return the names of a value in Chinese and English."""
        found = self.value(variable, value)
        return found.zh, found.en


def load_codebook(path: Path | None = None) -> Codebook:
    """Read a codebook: a main file with what it includes, or all in one, YAML or canonical (None: the shipped one).

    CodebookError says in one sentence which file, variable and value is wrong, and the mend.
    """
    return _shipped() if path is None else _load(path)


def canonical_codebook(path: Path | None) -> str:
    """Return a codebook (None: the shipped one) as the text of one JSON file, whose SHA-256 is its digest."""
    return canonical(path or SHIPPED / MAIN)


@cache
def _shipped() -> Codebook:
    return _load(SHIPPED / MAIN)


def _load(path: Path) -> Codebook:
    files = read_files(path)
    main = _main(files)
    variables = {
        draft.name: _with_negations(variable_of(draft, main.cues), main, path) for draft in files.drafts.values()
    }
    if not variables:
        refuse("describes no variable", str(path), "include files of variables or write them under `variables`")
    order = evaluation_order(variables, path)
    check_variables(variables, path)
    _inherit_reading(variables, files)
    return Codebook(main.version, files.digest, main.precedence, variables, order)


def _inherit_reading(variables: dict[str, Variable], files: Files) -> None:
    """A derived variable is read like the one that it is derived from, unless it says otherwise."""
    for name, draft in files.drafts.items():
        source = variables[name].derived_from
        if source is not None and draft.head is not None and "reading" not in draft.head:
            variables[name] = variables[name].model_copy(update={"reading": variables[source].reading})


def _main(files: Files) -> _Main:
    if isinstance(files.main.get("version"), list | Record):
        refuse("`version` is not a word", str(files.path), 'write it as `version: "2026.1"`')
    raw = Record((k, v) for k, v in files.main.items() if k not in ("include", "variables"))
    return checked(_Main, raw, files.path, "the codebook")


def _with_negations(variable: Variable, main: _Main, path: Path) -> Variable:
    if not variable.negatable:
        return variable
    names = ("negations", "negations_after", "not_negations")
    update = {
        name: getattr(main, name) if getattr(variable, name) is None else getattr(variable, name) for name in names
    }
    if not update["negations"].both and not update["negations_after"].both:
        what = f"variable {variable.variable} is negatable, and no negations are given"
        refuse(what, str(path), "list `negations` in the variable or in the main file")
    return variable.model_copy(update=update)
