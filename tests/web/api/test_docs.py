"""The script and the notebook of the documentation, run against a server over the demo workspace."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from attache.web.api.described import document

DOCS = Path(__file__).resolve().parents[3] / "docs"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def script() -> str:
    found = re.search(r"```python\n(.*?)```", (DOCS / "api.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_the_script_runs_as_it_is_printed(address: str, tmp_path: Path) -> None:
    path = tmp_path / "first.py"
    path.write_text(script(), encoding="utf-8")
    env = {**os.environ, "ATTACHE_URL": address, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(path)], env=env, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "in edition 2" in done.stdout
    assert "not wrongdoing" in done.stdout
    assert "哈尔滨工业大学 → " in done.stdout


def test_the_notebook_runs_cell_by_cell(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATTACHE_URL", address)
    book = json.loads((DOCS / "api.ipynb").read_text(encoding="utf-8"))
    assert book["nbformat"] == 4
    known: dict[str, Any] = {}
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    for cell in cells:
        assert cell["outputs"] == []
        exec(compile("".join(cell["source"]), f"api.ipynb {cell['id']}", "exec"), known)  # noqa: S102 -- our own file
    assert len(cells) > 8
    assert "opportunities" in capsys.readouterr().out
    assert known["near"]["needs"]


def test_the_page_names_every_operation() -> None:
    told = (DOCS / "api.md").read_text(encoding="utf-8")
    for path in document()["paths"]:
        first = path.removeprefix("/api/v1").split("{")[0].rstrip("/")
        assert first in told, path
