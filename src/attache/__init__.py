"""Attaché: how a state's technology diplomats look for foreign technology, opened down to the words.

`attache.read(path)`, `attache.code(title, text)`, `attache.compare(a, b)`, `attache.screen(names, register)` and
`attache.expose(text)` are the stateless calls, `attache.measure(workspace, "locations")` measures an edition;
`attache.read`, `attache.code` and `attache.measure` are also the packages of the stages behind them.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

__all__ = ["__version__", "code", "compare", "expose", "measure", "read", "screen"]

__version__ = "0.1.0"


class Stage(ModuleType):
    """A stage's package that can be called: its name is also the verb of the stateless interface."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from attache import api  # noqa: PLC0415 -- the stages are imported when they are first called

        return getattr(api, self.__name__.rpartition(".")[2])(*args, **kwargs)


from attache import code, read  # noqa: E402 -- the class above must stand first


def __getattr__(name: str) -> Any:
    if name in ("compare", "screen"):
        from attache import link  # noqa: PLC0415 -- the tables of names take half a second

        return getattr(link, name)
    if name == "measure":
        return importlib.import_module("attache.measure")  # it makes itself callable
    if name == "expose":
        from attache import api  # noqa: PLC0415 -- as for the stages

        return api.expose
    raise AttributeError(f"module 'attache' has no attribute {name!r}")


for _package in (code, read):
    sys.modules[_package.__name__].__class__ = Stage
