"""Data flows one way: a stage imports core, vocabulary and earlier stages only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src" / "attache"
ALLOWED = {
    "core": set(),
    "vocabulary": {"core"},
    "collect": {"core", "vocabulary"},
    "read": {"core", "vocabulary"},
    "code": {"core", "vocabulary"},
    "link": {"core", "vocabulary"},
    "measure": {"core", "vocabulary"},
    "ledger": {"core"},
    "demo": {"core", "vocabulary"},
    "publish": {"core", "vocabulary", "collect", "measure", "ledger", "build"},
    "build": {"core", "vocabulary", "collect", "read", "code", "link", "measure", "ledger"},
    "api": {"core", "vocabulary", "read", "code", "link", "measure", "build"},
    "web": {"core", "vocabulary", "collect", "read", "code", "link", "measure", "ledger", "build", "publish", "api"},
    "cli": {
        "core",
        "vocabulary",
        "collect",
        "read",
        "code",
        "link",
        "measure",
        "ledger",
        "build",
        "demo",
        "publish",
        "api",
        "web",
    },
}
"""For each package, those that it may import; `build`, `api` and `cli` alone know several stages."""


def _modules() -> list[Path]:
    return sorted(path for path in SRC.rglob("*.py") if path != SRC / "__init__.py")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""]
        found |= {name.split(".")[1] for name in names if name.startswith("attache.")}
    return found


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SRC)))
def test_no_stage_imports_a_later_one(path: Path) -> None:
    stage = path.relative_to(SRC).parts[0].removesuffix(".py")
    assert stage in ALLOWED, f"{stage} is a new package: say in ALLOWED what it may import"
    assert _imports(path) - {stage} <= ALLOWED[stage]


def test_the_guard_sees_a_breach(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import attache.cli.common\nfrom attache.build.edition import Edition\n", encoding="utf-8")
    assert _imports(bad) == {"cli", "build"}


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(SRC)))
def test_modules_stay_small(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 400, f"{path.name} has {lines} lines; split it along its seam"


def test_nothing_speaks_of_the_workplace() -> None:
    words = ("/work/", "/root/", "pypi.org", "files.pythonhosted")
    root = SRC.parents[1]
    made = {
        ".git",
        ".venv",
        ".venv-peers",
        "demo",
        "__pycache__",
        ".ruff_cache",
        ".mypy_cache",
        ".pytest_cache",
        ".hypothesis",
    }
    kept = [p for p in root.rglob("*") if p.is_file() and not made & set(p.relative_to(root).parts)]
    for path in kept:
        if path.suffix in {".py", ".md", ".yaml", ".toml", ".txt", ".csv", ""} and path.name != Path(__file__).name:
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [w for w in words if w in text], f"{path} names a place of this machine"
