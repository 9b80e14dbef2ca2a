"""What must hold between the parts of a codebook: parents, crosswalks, terms, rules, conditions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from attache.vocabulary.codebook_files import Draft, checked, refuse, where
from attache.vocabulary.codebook_model import GAP, Bilingual, Head, Terms, Value, Variable
from attache.vocabulary.tables import Record

__all__ = ["check_variables", "evaluation_order", "near", "variable_of"]


def near(name: str, names: Iterable[str]) -> str:
    """Return the mend for an unknown name: the known ones that look like it, or the first ones."""
    known = list(names)
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    listed = ", ".join(close or known[:8]) + ("" if close or len(known) <= 8 else " …")
    return f"did you mean {listed}" if close else f"choose one of {listed}"


def variable_of(draft: Draft, cues: Mapping[str, Terms]) -> Variable:
    """Return a checked variable, with the cues that all variables share beside its own.

    What it says of other variables is checked by `check_variables`.
    """
    name = draft.name
    if draft.head is None:
        path, record = draft.values[0] if draft.values else (draft.path, None)
        mend = "give its zh, en, level, multi and definition in one file"
        refuse(f"variable {name} has values and no description", where(path, record), mend)
    head = checked(Head, draft.head, draft.path, f"variable {name}")
    head = head.model_copy(update={"cues": {**cues, **head.cues}})
    at = where(draft.path, draft.head)
    if not draft.values:
        refuse(f"variable {name} has no values", at, "give it at least one")
    if head.multi and head.choose == "highest":
        refuse(f"variable {name}: `choose: highest` is for variables with one value", at, "set `multi: false`")
    for name in head.negating_cues:
        if name not in head.cues:
            refuse(f"variable {head.variable}: the negating cues `{name}` are not there", at, near(name, head.cues))
    values = dict(_values(draft, head))
    _check_parents(draft, values)
    fields = {key: getattr(head, key) for key in Head.model_fields}
    return Variable.model_construct(**fields, values=values)


def _values(draft: Draft, head: Head) -> Iterator[tuple[str, Value]]:
    seen: dict[str, str] = {}
    for path, raw in draft.values:
        given = raw.get("value") if isinstance(raw, Record) else None
        what = f"variable {draft.name}, value {given or '?'}"
        value = checked(Value, raw, path, what)
        if seen.setdefault(value.value.lower(), where(path, raw)) != where(path, raw):
            refuse(f"{what}: is there twice (first at {seen[value.value.lower()]})", where(path, raw), "remove one")
        _check_terms(value, head, what, where(path, raw))
        yield value.value, _defined(value, head, what, where(path, raw))


def _defined(value: Value, head: Head, what: str, at: str) -> Value:
    if value.definition is not None:
        return value
    template = head.values_definition
    if template is None:
        refuse(f"{what}: the definition is missing", at, "write `definition: {zh: …, en: …}`")
    filled = Bilingual(zh=template.zh.replace("{zh}", value.zh), en=template.en.replace("{en}", value.en))
    return value.model_copy(update={"definition": filled})


def _check_terms(value: Value, head: Head, what: str, at: str) -> None:
    seen: set[str] = set()
    ruled = {term.lower() for rule in value.rules for term in rule.term}
    for term in (*value.terms.both, *value.weak.both):
        if term.lower() in seen:
            refuse(f"{what}: the term `{term}` is there twice", at, "remove one")
        seen.add(term.lower())
        _check_parts(term, head, what, at)
        if max(map(len, term.split(GAP))) < 2 and term.lower() not in ruled:
            refuse(f"{what}: the term `{term}` is a single character", at, "give it a rule or a longer form")
    for missing in sorted(ruled - seen):
        refuse(f"{what}: there is a rule for `{missing}` and no such term", at, "add the term or remove the rule")
    for word in (word for rule in value.rules for word in (*rule.require, *rule.forbid)):
        if GAP in word:
            refuse(f"{what}: the rule word `{word}` has a gap", at, "gaps are for terms; name plain words")
        if word.startswith("@") and word[1:] not in head.cues:
            mend = (
                near(word[1:], head.cues)
                if head.cues
                else "describe them under `cues` of the variable or the main file"
            )
            refuse(f"{what}: a rule names the cues `{word}`, which are not there", at, mend)


def _check_parts(term: str, head: Head, what: str, at: str) -> None:
    parts = [part.strip() for part in term.split(GAP)]
    for part in parts:
        if part.startswith("@") and len(parts) < 2:
            refuse(f"{what}: the term `{term}` is only a name of cues", at, "join it to a word by a gap")
        if part.startswith("@") and part[1:] not in head.cues:
            mend = near(part[1:], head.cues) if head.cues else "describe them under `cues`"
            refuse(f"{what}: the term `{term}` names cues that are not there", at, mend)


def _check_parents(draft: Draft, values: Mapping[str, Value]) -> None:
    for path, raw in draft.values:
        value = values[raw["value"].strip()]
        what, line = [value.value], where(path, raw)
        while value.parent is not None:
            if value.parent not in values:
                text = f"variable {draft.name}, value {value.value}: the parent `{value.parent}` is not a value"
                refuse(text, line, near(value.parent, values))
            if value.parent in what:
                circle = " → ".join([*what, value.parent])
                refuse(f"variable {draft.name}: values are their own parents ({circle})", line, "break the circle")
            what.append(value.parent)
            value = values[value.parent]


def check_variables(variables: Mapping[str, Variable], path: Path) -> None:
    """Check what variables say of one another."""
    for variable in variables.values():
        at = f"variable {variable.variable}"
        for condition in variable.applies:
            _check_target(f"{at}: `applies`", condition.variable, condition.value, variables, path)
        for value in variable.values.values():
            _check_crosswalk(variable, value, variables, path)
            for condition in value.when:
                what = f"{at}, value {value.value}: a condition"
                _check_target(what, condition.variable, condition.value, variables, path)


def _check_crosswalk(variable: Variable, value: Value, variables: Mapping[str, Variable], path: Path) -> None:
    for target, codes in value.crosswalk.items():
        what = f"variable {variable.variable}, value {value.value}: the crosswalk"
        _check_target(what, target, codes, variables, path)
        if variables[target].derived_from != variable.variable:
            mend = f"write `derived_from: {variable.variable}` in {target}"
            refuse(f"{what} leads to {target}, which is not derived from it", str(path), mend)
        if len(set(codes)) < len(codes):
            refuse(f"{what} names a value of {target} twice", str(path), "remove one")


def _check_target(what: str, target: str, codes: Iterable[str], variables: Mapping[str, Variable], path: Path) -> None:
    if target not in variables:
        refuse(f"{what} leads to the variable `{target}`, which is not there", str(path), near(target, variables))
    for code in codes:
        if code not in variables[target].values:
            mend = near(code, variables[target].values)
            refuse(f"{what} leads to `{code}`, which is not a value of {target}", str(path), mend)


def evaluation_order(variables: Mapping[str, Variable], path: Path) -> tuple[str, ...]:
    """Return the variables so that each comes after those that it is derived from."""
    for name, variable in variables.items():
        if variable.derived_from is not None and variable.derived_from not in variables:
            what = f"variable {name}: derived from `{variable.derived_from}`, which is not there"
            refuse(what, str(path), near(variable.derived_from, variables))
    needs = {
        name: {c.variable for value in variable.values.values() for c in value.when}
        | {c.variable for c in variable.applies}
        | ({variable.derived_from} if variable.derived_from else set())
        for name, variable in variables.items()
    }
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        refuse(f"variables are derived from each other ({circle})", str(path), "break the circle")
