"""What differs between two codebooks: variables, values and terms added or removed, settings changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from attache.vocabulary.codebook import Codebook
from attache.vocabulary.codebook_model import Terms, Value, Variable

__all__ = ["Changed", "changes"]

_TERMS = ("terms", "weak")
_LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that differs: `kind` is `added`, `removed` or `changed`, `what` a variable, value, term or setting."""

    kind: str
    what: str
    variable: str
    value: str | None = None
    name: str | None = None
    before: str | None = None
    after: str | None = None


def changes(old: Codebook, new: Codebook) -> list[Changed]:
    """Return what differs from one codebook to another, variable by variable."""
    heads = ({"version": one.version, "precedence": one.precedence} for one in (old, new))
    found = list(_settings("", None, *heads))
    for name in {**old.variables, **new.variables}:
        a, b = old.variables.get(name), new.variables.get(name)
        if a is None or b is None:
            found.append(Changed("removed" if b is None else "added", "variable", name))
        elif a != b or list(a.values) != list(b.values):
            found += _variable(a, b)
    return found


def _variable(a: Variable, b: Variable) -> Iterator[Changed]:
    yield from _settings(a.variable, None, a.model_dump(exclude={"values"}), b.model_dump(exclude={"values"}))
    for name in {**a.values, **b.values}:
        one, other = a.values.get(name), b.values.get(name)
        if one is None or other is None:
            yield Changed("removed" if other is None else "added", "value", a.variable, name)
        elif one != other:
            yield from _value(a.variable, one, other)
    if list(a.values) != list(b.values) and set(a.values) == set(b.values):
        yield Changed(
            "changed", "setting", a.variable, None, "order of values", ", ".join(a.values), ", ".join(b.values)
        )


def _value(variable: str, a: Value, b: Value) -> Iterator[Changed]:
    for name in _TERMS:
        yield from _terms(variable, a.value, name, getattr(a, name), getattr(b, name))
    yield from _settings(variable, a.value, a.model_dump(exclude=set(_TERMS)), b.model_dump(exclude=set(_TERMS)))


def _terms(variable: str, value: str, name: str, a: Terms, b: Terms) -> Iterator[Changed]:
    for language in _LANGUAGES:
        then, now = getattr(a, language), getattr(b, language)
        told = f"{name} {language}"
        yield from (Changed("removed", "term", variable, value, told, term) for term in then if term not in now)
        yield from (Changed("added", "term", variable, value, told, None, term) for term in now if term not in then)


def _settings(variable: str, value: str | None, a: dict[str, Any], b: dict[str, Any]) -> Iterator[Changed]:
    for name in {**a, **b}:
        if a.get(name) != b.get(name):
            yield Changed("changed", "setting", variable, value, name, _told(a.get(name)), _told(b.get(name)))


def _told(setting: Any) -> str:
    return setting if isinstance(setting, str) else repr(setting)
