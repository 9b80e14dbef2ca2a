"""The command that serves the pages."""

from __future__ import annotations

import getpass
import ipaddress
from typing import Annotated

import typer

from attache.cli.common import WORKSPACE, open_workspace, out
from attache.core.errors import InputError

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("serve")(serve_command)


def serve_command(
    host: Annotated[
        str, typer.Option(help="Address to listen at; of this machine alone unless there are accounts.")
    ] = ("127.0.0.1"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port.")] = 8229,
    workspace: WORKSPACE = None,
) -> None:
    """Serve the pages and the JSON API of a workspace."""
    import uvicorn  # noqa: PLC0415 -- as for the pages, half a second that other commands do not need

    from attache.web.access import LocalAccess  # noqa: PLC0415
    from attache.web.app import create_app  # noqa: PLC0415

    space = open_workspace(workspace)
    if not _here(host):
        raise InputError(f"{host} can be reached by others", mend="make accounts first, or listen at 127.0.0.1")
    app = create_app(space, LocalAccess(getpass.getuser()))
    app.state.site.view()
    out.print(f"http://{host}:{port}/  (stop with Ctrl-C)", markup=False)
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)


def _here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
