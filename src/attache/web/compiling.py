"""Templates compiled so that what is known beforehand is not asked again for every page.

There is one environment for each language: words of ours with a constant key become part of the template. Functions of
ours are called as such, without asking first whether they want Jinja's context, as it does at every call. A page of a
record takes a sixth less time by that.
"""

from __future__ import annotations

import keyword
import re
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from attache.web.language import Language, text

__all__ = ["PLAIN", "Compiled"]

PLAIN = frozenset({"dimension", "here", "label", "said", "source_name", "static", "t", "tongue", "url"})
"""Names by which templates call functions of ours; none of them is a macro or wants Jinja's context."""
_METHODS = frozenset(dir(dict))
_MARKS = re.compile("[&<>\"']").search


class _Generator(CodeGenerator):
    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 -- Jinja's
        """Write a call; one of ours without the detour over the context."""
        if not isinstance(node.node, nodes.Name) or node.node.name not in PLAIN or forward_caller or _odd(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        for marks, spread in (("*", node.dyn_args), ("**", node.dyn_kwargs)):
            if spread is not None:
                self.write(marks)
                self.visit(spread, frame)
                self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


def _odd(node: nodes.Call) -> bool:
    return node.dyn_args is not None or any(keyword.iskeyword(one.key) for one in node.kwargs)


class _Words(NodeTransformer):
    def __init__(self, language: Language) -> None:
        self._language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 -- Jinja's
        """Put a text in the place of a call that asks for it without values."""
        found = self.generic_visit(node)
        called, given = node.node, (*node.kwargs, node.dyn_args, node.dyn_kwargs)
        if not isinstance(called, nodes.Name) or called.name != "t" or any(one is not None for one in given):
            return found
        (key,) = node.args
        return (
            nodes.Const(text(key.value, self._language), lineno=node.lineno) if isinstance(key, nodes.Const) else found
        )


class Compiled(Environment):
    """Jinja's environment for the pages of one language."""

    code_generator_class = _Generator

    def __init__(self, language: Language, **options: Any) -> None:
        super().__init__(**options)
        self._language = language

    @staticmethod
    def escaped(value: object) -> str:
        """Return what is written as HTML; most strings have nothing to escape and stay what they are."""
        return value if type(value) is str and _MARKS(value) is None else escape(value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a value by name, as Jinja does, which asks a row for a method of that name first."""
        if type(obj) is dict and attribute not in _METHODS:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return _Words(self._language).visit(super()._parse(source, name, filename))  # type: ignore[no-any-return]
