"""A workspace: one folder with `attache.toml`, `evidence/`, `editions/`, `sources/`, `casebook/` and a ledger."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from attache.core.errors import WorkspaceError
from attache.core.files import write_atomic

__all__ = ["FORMAT", "Settings", "Workspace"]

FORMAT = 1
"""Version of the folder's layout; a workspace of a higher one is refused, never half-read."""


class Settings(BaseModel):
    """What `attache.toml` may say; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = Field(FORMAT, description="version of the folder's layout")
    contact: str = Field("", description="address or page shown in the user agent, so that a host can complain")
    ledger: str = Field("sqlite:///ledger.db", description="SQLAlchemy URL of the ledger; sqlite paths are relative")
    codebook: str = Field("", description="codebook file; empty for the one that is shipped")
    jobs: int = Field(0, ge=0, le=256, description="processes for reading and coding; 0 for one per core")
    proxy: str = Field("", description="HTTP proxy for collecting; empty for none (the environment is not asked)")
    private_hosts: tuple[str, ...] = Field((), description="host names that may resolve to private addresses")
    smtp: str = Field("", description="mail server for watches, such as smtps://user@mail.example.org; empty for none")
    mail_from: str = Field("", description="address that watches' mail comes from")
    address: str = Field(
        "",
        pattern=r"^(https?://[^\s/?#@]+)?$",
        description="public address of the pages, such as https://attache.example.org; empty for the one asked",
    )
    public_read: bool = Field(False, description="whether anybody may read the pages of a team without signing in")
    oidc_issuer: str = Field("", description="OpenID Connect issuer that people may sign in with; empty for none")
    oidc_client_id: str = Field("", description="our id there; the secret stands in $ATTACHE_OIDC_SECRET")
    oidc_domains: tuple[str, ...] = Field((), description="mail domains let in by the issuer; empty for all it knows")
    oidc_claim: str = Field("groups", description="claim of the issuer's token that `oidc_roles` speaks of")
    oidc_roles: tuple[str, ...] = Field(
        (), description="roles by value of that claim, such as 'analysts=coder'; the highest holds at each sign-in"
    )
    oidc_role: str = Field(
        "", pattern="^(reader|coder|adjudicator|editor|admin)?$",
        description="role of those whom `oidc_roles` does not name; empty to refuse them",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened workspace: its folder and its settings."""

    root: Path
    settings: Settings

    @classmethod
    def open(cls, folder: Path | None = None) -> Workspace:
        """Open `folder`, else `$ATTACHE_WORKSPACE`, else the current folder."""
        root = folder or Path(os.environ.get("ATTACHE_WORKSPACE") or ".")
        path = root / "attache.toml"
        if not path.is_file():
            raise WorkspaceError(
                "there is no workspace here", where=str(root), mend="make one with `attache init DIR`, or name one"
            )
        return cls(root, _settings(path))

    @classmethod
    def create(cls, folder: Path) -> Workspace:
        """Make a workspace in `folder`, which may exist but must not hold one."""
        if (folder / "attache.toml").exists():
            raise WorkspaceError(
                "there is a workspace here already", where=str(folder), mend="use it, or name another folder"
            )
        try:
            for name in ("evidence", "editions", "sources", "casebook"):
                (folder / name).mkdir(parents=True, exist_ok=True)
            write_atomic(folder / "attache.toml", _template())
        except OSError as error:
            raise WorkspaceError(
                f"cannot write here ({error.strerror})", where=str(folder), mend="choose a folder that you may write to"
            ) from error
        return cls.open(folder)

    @property
    def evidence(self) -> Path:
        """Folder of the WARC files."""
        return self.root / "evidence"

    @property
    def editions(self) -> Path:
        """Folder of the editions."""
        return self.root / "editions"

    @property
    def sources(self) -> Path:
        """Folder of this workspace's own declared sources."""
        return self.root / "sources"

    @property
    def casebook(self) -> Path:
        """Folder of this workspace's own cited records."""
        return self.root / "casebook"

    @property
    def codebook(self) -> Path | None:
        """Codebook file, None for the shipped one."""
        return self.root / self.settings.codebook if self.settings.codebook else None

    @property
    def ledger_url(self) -> str:
        """SQLAlchemy URL with a relative SQLite path made absolute."""
        url, prefix = self.settings.ledger, "sqlite:///"
        if url.startswith(prefix) and not Path(url.removeprefix(prefix)).is_absolute():
            return prefix + str((self.root / url.removeprefix(prefix)).resolve())
        return url

    @property
    def jobs(self) -> int:
        """Number of processes to use, at least 1."""
        return self.settings.jobs or os.cpu_count() or 1


def _settings(path: Path) -> Settings:
    where = str(path)
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise WorkspaceError("is not UTF-8 text", where=where, mend="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise WorkspaceError(f"is not valid TOML ({error})", where=where, mend="correct that line") from None
    made = raw.get("format", FORMAT)
    if isinstance(made, int) and made > FORMAT:
        raise WorkspaceError(
            f"was made by a newer version (format {made}, this one knows {FORMAT})", where=where, mend="upgrade Attaché"
        )
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise WorkspaceError(
            f"setting `{key}`: {first['msg'].lower()}", where=where, mend="see the settings in docs/concepts.md"
        ) from None


def _template() -> str:
    lines = ["# An Attaché workspace. Every setting stands here with its default.", f"format = {FORMAT}"]
    for name, field in Settings.model_fields.items():
        if name == "format":
            continue
        value = field.default
        shown = "[]" if isinstance(value, tuple) else f'"{value}"' if isinstance(value, str) else str(value).lower()
        lines += ["", f"# {field.description}", f"{name} = {shown}"]
    return "\n".join(lines) + "\n"
