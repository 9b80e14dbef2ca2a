"""Declared sources: one YAML file each says what is collected, from where, how fast, and what to expect."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from attache.collect.guard import Guard
from attache.collect.options import CistcOptions, FilesOptions, Options, WarcOptions, WebOptions
from attache.core.errors import SourceError

__all__ = ["ADAPTERS", "SHIPPED", "Floor", "Source", "load_source", "load_sources"]

SHIPPED = Path(__file__).parent / "data" / "sources"
"""Folder of the declarations that come with the package."""

ADAPTERS: dict[str, type[Options]] = {
    "cistc": CistcOptions,
    "web": WebOptions,
    "files": FilesOptions,
    "warc": WarcOptions,
}
"""The settings that each adapter takes."""

_LARGEST = 256 * 1024


class Floor(BaseModel):
    """What a sweep of a healthy source shows; less is a warning."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: int = Field(1, ge=0, description="least number of items in its lists")
    shrinkage: float = Field(0.2, ge=0, le=1, description="largest share of items that may be missing since last time")
    failed: float = Field(0.2, ge=0, le=1, description="largest share of items that may fail")


class Source(BaseModel):
    """A declared source. `settings` are the adapter's, as declared; `options` are the same, checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="short name: small letters, digits, hyphens")
    name: str = Field(min_length=1, description="what it is")
    owner: str = Field(min_length=1, description="who publishes it")
    adapter: Literal["cistc", "web", "files", "warc"] = Field(description="which adapter reads it")
    scope: tuple[str, ...] = Field(
        (), description="hosts that may be asked: `example.org`, `*.example.org`, `host:port`"
    )
    entry: tuple[str, ...] = Field((), description="addresses to start from")
    private_hosts: tuple[str, ...] = Field((), description="hosts of the scope that may have private addresses")
    pace: float = Field(5.0, ge=0, le=3600, description="seconds from one request to a host to the next")
    floor: Floor = Field(default_factory=Floor, description="expected volume")
    reader: str = Field(
        "",
        description="template that reads its items; empty to recognise it; `register:FORMAT?register=ID`: a register",
    )
    mission: str | None = Field(None, description="mission that issues everything here, where one does")
    direction: Literal["inbound_offer", "outbound_demand", "event_notice", "other"] | None = Field(
        None, description="direction of everything here, where it is one"
    )
    synthetic: bool = Field(False, description="made for demonstration or tests")
    gone_after: int = Field(2, ge=1, le=100, description="complete sweeps without an item after which it is gone")
    recheck_days: float = Field(7.0, ge=0, le=3650, description="days after which a known item is asked for again")
    notes: str = Field("", description="runbook")
    settings: dict[str, Any] = Field(default_factory=dict, description="settings of the adapter")

    _options: Options = PrivateAttr()
    _folder: Path = PrivateAttr(default=Path())

    @model_validator(mode="after")
    def _whole(self) -> Source:
        try:
            self._options = ADAPTERS[self.adapter].model_validate(self.settings)
        except ValidationError as error:
            key, told = _first(error, ADAPTERS[self.adapter])
            raise ValueError(f"in `settings`{key and f', key `{key}`'}: {told}") from None
        if self.adapter in ("cistc", "web"):
            self._check_addresses()
        return self

    def _check_addresses(self) -> None:
        if not self.scope:
            raise ValueError(f"`scope` is empty, but adapter {self.adapter} asks the web")
        if not self.entry and not self.settings.get("file"):
            raise ValueError(f"`entry` is empty, but adapter {self.adapter} starts from addresses")
        for url in self.entry:
            if reason := self.guard().refuse(url):
                raise ValueError(f"in `entry`: {url[:200]} is {reason}")

    @property
    def options(self) -> Options:
        """The adapter's settings, checked and complete."""
        return self._options

    @property
    def folder(self) -> Path:
        """The folder of the declaration, to which its paths are relative."""
        return self._folder

    def guard(self, private_hosts: tuple[str, ...] = ()) -> Guard:
        """Return the rule for connections; `private_hosts` are those that the workspace allows."""
        private = frozenset(host.lower() for host in (*self.private_hosts, *private_hosts))
        return Guard(tuple(host.lower() for host in self.scope), private)


def load_source(path: Path) -> Source:
    """Read one declaration; raises SourceError naming the file, the key and the mend."""
    raw = _read(path)
    try:
        source = Source.model_validate(raw)
    except ValidationError as error:
        key, told = _first(error, Source)
        head = f"key `{key}`: {told}" if key else told
        raise SourceError(head, where=str(path), mend="correct it; the shipped sources show the form") from None
    source._folder = path.parent
    return source


def load_sources(folder: Path) -> dict[str, Source]:
    """Read all declarations (`*.yaml`, `*.yml`) of a folder, by id; an id may be declared once."""
    found: dict[str, Source] = {}
    where: dict[str, Path] = {}
    for path in sorted(p for p in folder.glob("*.y*ml") if p.suffix in (".yaml", ".yml")):
        source = load_source(path)
        if source.id in found:
            raise SourceError(
                f"key `id`: {source.id} is declared in {where[source.id].name} too",
                where=str(path),
                mend="give one of them another id",
            )
        found[source.id], where[source.id] = source, path
    return found


class _Loader(yaml.SafeLoader):
    """YAML without aliases (a small file could mean a huge one) and without a key said twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.YAMLError(f"key {twice} is said twice")
        return super().construct_mapping(node, deep)


def _read(path: Path) -> Mapping[str, Any]:
    where = str(path)
    try:
        if path.stat().st_size > _LARGEST:
            raise SourceError(f"is larger than {_LARGEST} bytes", where=where, mend="name a source declaration")
        raw = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Loader)  # noqa: S506 -- a SafeLoader
    except UnicodeDecodeError:
        raise SourceError("is not UTF-8 text", where=where, mend="save it as UTF-8") from None
    except OSError as error:
        told = (error.strerror or "unknown").lower()
        raise SourceError(f"cannot be read ({told})", where=where, mend="check the name and the rights") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        told = " ".join(str(error).split())[:200] or type(error).__name__
        raise SourceError(f"is not valid YAML ({told})", where=where, mend="correct that line") from None
    if not isinstance(raw, dict):
        raise SourceError("holds no keys", where=where, mend="see the shipped sources for the form")
    return raw


def _first(error: ValidationError, model: type[BaseModel]) -> tuple[str, str]:
    """Return the key and the sentence of the first problem."""
    problem = error.errors()[0]
    key = ".".join(map(str, problem["loc"]))
    if problem["type"] == "extra_forbidden":
        known = Floor.model_fields if key.startswith("floor.") else model.model_fields
        near = difflib.get_close_matches(key.rsplit(".", 1)[-1], known, 1)
        return key, "there is no such key" + (f" (did you mean `{near[0]}`?)" if near else "")
    if problem["type"] == "missing":
        return key, "is missing"
    told = problem["msg"].removeprefix("Value error, ")
    return key, told[:1].lower() + told[1:]
