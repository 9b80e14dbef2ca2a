"""Formulas among published figures: `100 * (C011 + C013) / C001`, over all numbers that the figures allow.

Names are keys of figures (`C001`, `C021_2`); `+ - * /` and brackets are as usual. `wilson(n, total)` is Wilson's 95 %
interval of a share; `counts(percent, total)` the counts of `total` that round to a percentage.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from math import ceil, floor, isfinite

from attache.core.errors import InputError
from attache.measure.claims.ranges import Range, range_of
from attache.measure.intervals import wilson
from attache.vocabulary.claims import Published

__all__ = ["NothingError", "counts_of", "evaluate", "names_in"]

_OPERATIONS: Mapping[type[ast.operator], Callable[[Range, Range], Range]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_MOST_COUNTS = 1_000_000
Given = Mapping[str, Range]


class NothingError(InputError):
    """No number is what a formula asks for."""


def names_in(formula: str) -> tuple[str, ...]:
    """Return the keys of the figures that a formula speaks of, in order; InputError for what is no formula."""
    calls = {id(node.func) for node in ast.walk(_parsed(formula)) if isinstance(node, ast.Call)}
    names = [node for node in ast.walk(_parsed(formula)) if isinstance(node, ast.Name) and id(node) not in calls]
    functions = set(_FUNCTIONS)
    ordered = sorted(names, key=lambda node: (node.lineno, node.col_offset))
    return tuple(dict.fromkeys(node.id for node in ordered if node.id not in functions))


def evaluate(formula: str, figures: Mapping[str, Published], given: Given | None = None) -> Range:
    """Return what a formula comes to. `given` stands for figures that are to be taken otherwise than published.

    InputError for a formula that cannot be read, or that names a figure that is not there or is no number;
    `NothingError` where `counts` finds none.
    """
    return _value(_parsed(formula), formula, figures, given or {})


def counts_of(percent: Range, total: int) -> range:
    """Return the whole numbers that are such a percentage of `total`."""
    if not 0 <= total <= _MOST_COUNTS:
        return range(0)
    low, high = percent.low * total / 100, percent.high * total / 100
    first = floor(low) + 1 if percent.open_low and low == floor(low) else ceil(low - 1e-9)
    last = ceil(high) - 1 if percent.open_high and high == ceil(high) else floor(high + 1e-9)
    return range(max(first, 0), min(last, total) + 1)


def _parsed(formula: str) -> ast.expr:
    try:
        return ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _unreadable(formula) from None


def _unreadable(formula: str) -> InputError:
    return InputError(f"`{formula[:80]}` is not a formula", mend="write one such as `100 * (C011 + C013) / C001`")


def _value(node: ast.expr, formula: str, figures: Mapping[str, Published], given: Given) -> Range:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and isfinite(value):
            return Range(float(value), float(value))
        case ast.Name(id=key):
            return given[key] if key in given else _figure(key, formula, figures)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            both = _value(left, formula, figures, given), _value(right, formula, figures, given)
            return _OPERATIONS[type(op)](*both)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, formula, figures, given)
        case ast.Call(func=ast.Name(id=name), args=[first, second], keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](_value(first, formula, figures, given), _value(second, formula, figures, given))
    raise _unreadable(formula)


def _figure(key: str, formula: str, figures: Mapping[str, Published]) -> Range:
    if key not in figures:
        raise InputError(f"`{formula[:80]}` names {key}, which is no figure", mend="add that claim or mend the formula")
    found = range_of(figures[key].claim)
    if found is None or figures[key].claim.comparator == "text":
        raise InputError(f"`{formula[:80]}` names {key}, which is no number", mend="mend the formula")
    return found


def _wilson(n: Range, total: Range) -> Range:
    if not n.single or not total.single or not 0 <= n.low <= total.low:
        raise InputError(f"{n} of {total} has no interval", mend="give `wilson` two counts, the part first")
    return Range(*wilson(n.low, total.low))


def _counts(percent: Range, total: Range) -> Range:
    found = counts_of(percent, int(total.low)) if total.single else range(0)
    if not found:
        raise NothingError(f"no count of {total} is {percent} %")
    return Range(float(found[0]), float(found[-1]))


_FUNCTIONS: Mapping[str, Callable[[Range, Range], Range]] = {"wilson": _wilson, "counts": _counts}
