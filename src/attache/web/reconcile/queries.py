"""What a client of the reconciliation service may ask, how much of it, and how a refusal is worded."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from attache.core.errors import InputError

__all__ = [
    "BATCH",
    "BODY",
    "CURSOR",
    "IDS",
    "LIMIT",
    "NAME",
    "PROPERTIES",
    "VALUES",
    "Condition",
    "Extension",
    "Query",
    "RequestError",
    "Wanted",
    "read_batch",
    "read_extension",
]

BATCH = 50
"""Most queries in a batch (`batchSize` of the manifest)."""
BODY = 4 * 1024 * 1024
"""Most bytes of a request's body."""
NAME = 20_000
"""Most characters of a name, a prefix or any other text that is sent."""
LIMIT = 40
"""Most candidates for a query; a greater `limit` is taken for this."""
PROPERTIES = 20
"""Most properties in a query or an extension."""
VALUES = 50
"""Most values of a property in a query, and most types."""
IDS = 1_000
"""Most entities in an extension."""
CURSOR = 10_000
"""Most suggestions that can be skipped."""

T = TypeVar("T")
Text = Annotated[str, Field(max_length=NAME)]


class RequestError(InputError):
    """A request that is not answered; `code` is the HTTP status."""

    def __init__(self, what: str, *, where: str = "", mend: str = "", code: int = 400) -> None:
        super().__init__(what, where=where, mend=mend)
        self.code = code


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Thing(_Sent):
    id: Text


_Value = Text | bool | int | float | _Thing


class Condition(_Sent):
    """A property that the entity is said to have; `v` is a value, an entity `{id}`, or a list of them."""

    pid: Text
    v: Annotated[list[_Value], Field(max_length=VALUES)] | _Value

    @property
    def texts(self) -> tuple[str, ...]:
        """The values as texts; an entity as its id."""
        values = self.v if isinstance(self.v, list) else [self.v]
        return tuple(value.id if isinstance(value, _Thing) else str(value) for value in values)


class Query(_Sent):
    """A reconciliation query; it has a `query` (a name or an id), `properties`, or both."""

    query: Text | None = None
    type: Annotated[list[Text | _Thing], Field(max_length=VALUES)] | Text | None = None
    limit: Annotated[int, Field(ge=1)] = 5
    properties: Annotated[tuple[Condition, ...], Field(max_length=PROPERTIES)] = ()
    type_strict: Literal["any", "should", "all"] = "any"

    @property
    def types(self) -> tuple[str, ...]:
        """The ids of the types that are asked for."""
        given = [self.type] if isinstance(self.type, str) else self.type or []
        found = (one if isinstance(one, str) else one.id for one in given)
        return tuple(one for one in found if one)


class Wanted(_Sent):
    """A property to fetch, with its settings as sent."""

    id: Text
    settings: dict[str, Any] = Field(default_factory=dict)


class Extension(_Sent):
    """A data extension query: properties of entities."""

    ids: Annotated[list[Text], Field(max_length=IDS)]
    properties: Annotated[list[Wanted], Field(max_length=PROPERTIES)]


_BATCH: TypeAdapter[dict[str, Query]] = TypeAdapter(dict[Text, Query])
_EXTENSION = TypeAdapter(Extension)
_TOO_MUCH = {"too_long", "string_too_long"}


def read_batch(text: str) -> dict[str, Query]:
    """Return the queries of a batch by their keys; a RequestError says what is wrong where."""
    sent = _json(text, "queries")
    if not isinstance(sent, dict):
        raise RequestError("is no JSON object", where="queries", mend='send {"q0": {"query": "a name"}}')
    if len(sent) > BATCH:
        raise RequestError(
            f"has {len(sent)} queries", where="queries", mend=f"send at most {BATCH} at a time", code=413
        )
    batch = _checked(_BATCH, sent, "queries")
    for key, query in batch.items():
        if query.query is None and not query.properties:
            raise RequestError(
                "has neither `query` nor `properties`", where=f"queries.{key[:40]}", mend="send one of them"
            )
    return batch


def read_extension(text: str) -> Extension:
    """Return a data extension query; a RequestError says what is wrong where."""
    return _checked(_EXTENSION, _json(text, "extend"), "extend")


def _json(text: str, where: str) -> object:
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        what = "is nested too deeply" if isinstance(error, RecursionError) else f"is no JSON ({str(error)[:80]})"
        raise RequestError(what, where=where, mend="send JSON in UTF-8") from None


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _checked(adapter: TypeAdapter[T], sent: object, where: str) -> T:
    try:
        return adapter.validate_python(sent)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        path = ".".join([where, *(str(part)[:40] for part in first["loc"][:4])])
        code = 413 if first["type"] in _TOO_MUCH else 400
        raise RequestError(_sentence(first["msg"]), where=path, mend="see the specification, 0.2", code=code) from None


def _sentence(message: str) -> str:
    return message[:1].lower() + message[1:].rstrip(".")
