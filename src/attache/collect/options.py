"""The settings that each adapter takes in a declared source."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

__all__ = ["CistcOptions", "FilesOptions", "Options", "WarcOptions", "WebOptions"]


def _expression(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression ({error})") from None
    return value


def _patterns(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Expression = Annotated[str, AfterValidator(_expression)]
Patterns = Annotated[tuple[str, ...], BeforeValidator(_patterns)]


class Options(BaseModel):
    """Settings of an adapter; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CistcOptions(Options):
    """Settings of `cistc`."""

    column: int = Field(ge=1, description="column of the site: 229 for the wish list")
    handler: Literal["project", "info"] = Field("project", description="handler of the column's list")
    fallback: Literal["project", "info"] | None = Field(None, description="handler to try where that lists nothing")
    known_fields: tuple[str, ...] = Field((), description="fields of list entries that need no warning")
    max_pages: int = Field(2000, ge=1, le=100_000, description="list pages after which a sweep stops, incomplete")


class WebOptions(Options):
    """Settings of `web`."""

    kind: Literal["list", "sitemap", "feed", "urls"] = Field("list", description="what the entry points are")
    item: str = Field("", description="CSS selector of the links (or of elements that hold one) in a list")
    next: str = Field("", description="CSS selector of the link to the next list page")
    pages: str = Field("", description="address of further list pages, with {page}")
    first_page: int = Field(1, ge=0, description="number of the first further list page")
    detail: Expression = Field("", description="regular expression that an item's address must match")
    skip: Expression = Field("", description="regular expression that an item's address must not match")
    file: str = Field("", description="file with one address per line, relative to the declaration (kind: urls)")
    max_pages: int = Field(500, ge=1, le=100_000, description="lists after which a sweep stops, incomplete")

    @field_validator("item", "next")
    @classmethod
    def _selector(cls, value: str) -> str:
        try:
            if value:
                LexborHTMLParser("<a></a>").css(value)
        except SelectolaxError as error:
            raise ValueError(f"is no CSS selector ({error})") from None
        return value

    @field_validator("pages")
    @classmethod
    def _pattern(cls, value: str) -> str:
        if value and value.replace("{page}", "").count("{") + value.count("{page}") != 1:
            raise ValueError("must hold {page} once")
        return value

    @model_validator(mode="after")
    def _whole(self) -> WebOptions:
        if self.kind == "list" and not self.item:
            raise ValueError("a list needs `item`, the selector of its links")
        if self.kind != "list" and (self.item or self.next or self.pages):
            raise ValueError(f"`item`, `next` and `pages` belong to a list, not to kind: {self.kind}")
        if self.file and self.kind != "urls":
            raise ValueError("`file` belongs to kind: urls")
        return self


class FilesOptions(Options):
    """Settings of `files`."""

    path: str = Field(min_length=1, description="folder, file or archive, relative to the declaration")
    include: Patterns = Field((), description="glob patterns of the files to take; empty for all that are read")
    exclude: Patterns = Field((), description="glob patterns of the files to leave out")
    id_field: str = Field("", description="field that holds an item's id, where none of the usual ones does")


class WarcOptions(Options):
    """Settings of `warc`."""

    path: str = Field(min_length=1, description="WARC or WACZ file, or a folder of them, relative to the declaration")
    include: Patterns = Field((), description="glob patterns of the addresses to take; empty for all")
    exclude: Patterns = Field((), description="glob patterns of the addresses to leave out")
    detail: Expression = Field("", description="regular expression that an address must match")
    media_types: Patterns = Field((), description="glob patterns of the media types to take; empty for documents")
