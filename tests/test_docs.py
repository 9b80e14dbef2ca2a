"""The documentation speaks of everything there is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from attache.build.tables import TABLES
from attache.cli import app
from attache.core.records import columns
from attache.core.workspace import Settings
from attache.vocabulary.codebook import load_codebook

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command with its name; those of a group have the group's before theirs."""
    for name, command in group.commands.items():
        assert command.help, f"{before}{name} has no help"
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def test_every_command_and_option_is_documented() -> None:
    page = text("commands.md")
    found = dict(commands(typer.main.get_command(app)))
    assert "registers list" in found
    for name, command in found.items():
        assert f"## attache {name}\n" in page
        for option in command.params:
            shown = option.name.upper() if option.param_type_name == "argument" else option.opts[0]
            assert shown in page
            assert option.name == "help" or getattr(option, "help", None), f"{name} {option.name} has no help"


def test_every_setting_is_documented() -> None:
    for name in Settings.model_fields:
        assert f"| `{name}` |" in text("settings.md")


def test_every_variable_and_value_is_documented() -> None:
    page = text("codebook.md")
    for name, variable in load_codebook().variables.items():
        section = page.split(f"## {name}\n", 1)[1].split("\n## ", 1)[0]
        for value in variable.values:
            assert f"| `{value}` |" in section


def test_every_table_and_column_is_documented() -> None:
    page = text("tables.md")
    for name, record in TABLES.items():
        section = page.split(f"## {name}\n", 1)[1].split("\n## ", 1)[0]
        for column in columns(record):
            assert f"| `{column}` |" in section


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [
        *project["project"]["dependencies"],
        *(d for group in project["dependency-groups"].values() for d in group),
    ]
    page = text("dependencies.md")
    for requirement in named:
        package = requirement.split(">")[0].split("[")[0]
        assert package in page, f"{package} is not in docs/dependencies.md"


@pytest.mark.parametrize("page", [*sorted(p.name for p in DOCS.glob("*.md")), "../README.md"])
def test_links_lead_somewhere(page: str) -> None:
    path = DOCS / page
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{page} links to {target}"


def test_the_readme_names_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert f"docs/{page.name}" in readme, f"README does not name {page.name}"


def test_the_readme_counts_the_codebook() -> None:
    book = load_codebook()
    fields = len(book.variable("technology_field").values)
    assert f"({len(book.variables)} variables, {fields} technology fields" in (ROOT / "README.md").read_text(
        encoding="utf-8"
    )
