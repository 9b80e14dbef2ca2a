"""The command that serves the pages."""

from __future__ import annotations

import gc
import getpass
import ipaddress
from typing import TYPE_CHECKING, Annotated

import typer

from attache.cli.common import WORKSPACE, err, open_workspace, out, progress
from attache.core.errors import InputError
from attache.core.workspace import Workspace

if TYPE_CHECKING:
    from attache.web.access import Access

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("serve")(serve_command)


def serve_command(
    host: Annotated[
        str, typer.Option(help="Address to listen at; of this machine alone unless there are accounts.")
    ] = ("127.0.0.1"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port.")] = 8229,
    proxy: Annotated[
        list[str] | None,
        typer.Option("--behind", help="Address or network of a proxy that ends TLS and says who asks; repeat."),
    ] = None,
    workspace: WORKSPACE = None,
) -> None:
    """Serve the pages and the JSON API of a workspace; with accounts, people sign in."""
    import uvicorn  # noqa: PLC0415 -- as for the pages, half a second that other commands do not need

    from attache.web.app import create_app  # noqa: PLC0415

    space = open_workspace(workspace)
    trusted = [_network(one) for one in proxy or ()]
    app = create_app(space, _access(space, host))
    with progress(quiet=False) as tell:
        app.state.site.prepare(tell)
    app.state.site.view().figures.start()
    out.print(f"http://{host}:{port}/  (stop with Ctrl-C)", markup=False)
    gc.collect()
    gc.freeze()  # what stays is not looked through again and again
    uvicorn.run(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False,
        proxy_headers=bool(trusted), forwarded_allow_ips=trusted or None,
    )  # fmt: skip


def _access(space: Workspace, host: str) -> Access:
    """Return how people are known: by their accounts, or as the one person on this machine."""
    from attache.ledger import Ledger  # noqa: PLC0415
    from attache.ledger.accounts import Accounts  # noqa: PLC0415
    from attache.web.access import LocalAccess  # noqa: PLC0415
    from attache.web.accounts.elsewhere import Elsewhere  # noqa: PLC0415
    from attache.web.accounts.team import TeamAccess  # noqa: PLC0415

    ledger = Ledger(space.ledger_url)
    try:
        team = bool(Accounts(ledger).all())
    finally:
        ledger.close()
    if team:
        Elsewhere.of(space.settings)
        if not _here(host) and not space.settings.address.startswith("https://"):
            err.print("attache: passwords go unencrypted unless a proxy ends TLS; see docs/teams.md.", markup=False)
        return TeamAccess(space.settings)
    if not _here(host):
        mend = "make accounts first (`attache account add NAME --role admin`), or listen at 127.0.0.1"
        raise InputError(f"{host} can be reached by others", mend=mend)
    return LocalAccess(getpass.getuser())


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False)) if "/" in text else str(ipaddress.ip_address(text))
    except ValueError:
        raise InputError(f"{text[:80]!r} is no address", where="--behind", mend="give the proxy's address") from None


def _here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
