"""Fixtures that several stages share."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from attache.core.workspace import Workspace

settings.register_profile("attache", deadline=None)  # a busy machine is no failure
settings.load_profile("attache")

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with real third-party data beside the repository; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with real data is not here")
    return SHARED


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demo workspace, made once for all processes of a run; only to be read."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "demo"
    with FileLock(f"{folder}.lock"):
        if not (folder / "made").exists():
            command = [sys.executable, "-c", "from attache.cli import main; main()", "demo", str(folder)]
            subprocess.run(command, check=True, capture_output=True)
            (folder / "made").touch()
    return folder


@pytest.fixture(scope="session")
def demo_copy(demo_folder: Path) -> Callable[[Path], Workspace]:
    """Copy the demo workspace to a folder, to write into it; other processes may have its ledger open meanwhile."""

    def copied(folder: Path) -> Workspace:
        shutil.copytree(demo_folder, folder, ignore=shutil.ignore_patterns("ledger.db*"))
        with (
            closing(sqlite3.connect(demo_folder / "ledger.db")) as there,
            closing(sqlite3.connect(folder / "ledger.db")) as here,
        ):
            there.backup(here)
        return Workspace.open(folder)

    return copied


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window; one for all tests of a process."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium here, so no page was tried in a browser (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield made
        made.close()


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _as_postgres(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a real PostgreSQL that this run starts itself, from Debian's package."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server here (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="attache-pg-"))
    if os.geteuid() == 0:
        try:
            shutil.chown(folder, "postgres")
        except LookupError:
            pytest.skip("PostgreSQL refuses to run as root and there is no user `postgres`")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    _quietly([str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "attache", "-E", "UTF8"], folder)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
    _quietly([*control, "-o", options, "-l", str(folder / "log"), "start"], folder)
    try:
        yield f"postgresql+psycopg://attache@127.0.0.1:{port}/postgres"
    finally:
        _quietly([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def _quietly(command: list[str], folder: Path) -> None:
    nowhere = subprocess.DEVNULL
    subprocess.run(_as_postgres(command), check=True, stdout=nowhere, stderr=nowhere, cwd=folder)
