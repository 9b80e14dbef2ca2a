"""The codebook: variables and their values."""

from __future__ import annotations

from pydantic import BaseModel, Field

from attache.vocabulary.codebook import Bilingual, Value

__all__ = ["Variable", "VariableRecord"]


class Variable(BaseModel):
    """What is coded."""

    variable: str
    zh: str = Field(description="name in Chinese")
    en: str = Field(description="name in English")
    level: str = Field(description="what it is said of: `document`, `opportunity`, `organisation`, `event`")
    multi: bool = Field(description="whether there may be several values")
    kind: str = Field(description="`coded`, or `derived` from codes of another variable")
    definition: Bilingual
    codebook: str = Field(description="version of the codebook")
    count: int = Field(description="number of values")


class VariableRecord(Variable):
    """A variable with its values."""

    values: list[Value]
