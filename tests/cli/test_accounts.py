"""Commands for accounts, and that `serve` asks people to sign in once there are some."""

from __future__ import annotations

from pathlib import Path

import pytest

from attache.cli import serving
from attache.core.errors import AttacheError, InputError
from attache.core.workspace import Workspace
from attache.web.access import LocalAccess
from attache.web.accounts.team import TeamAccess
from tests.cli.conftest import Run

GOOD = "seven green lamps\n"


@pytest.fixture
def space(run: Run, tmp_path: Path) -> Path:
    assert run("init", "w").status == 0
    return tmp_path / "w"


def test_the_first_admin_by_command(run: Run, space: Path) -> None:
    run("account", "add", "bea", "-w", "w", stdin=GOOD).refused(3, "no admin yet")
    assert run("account", "add", "Ann", "--role", "admin", "-w", "w", stdin=GOOD).status == 0
    run("account", "add", "ann", "-w", "w", stdin=GOOD).refused(3, "already")
    assert run("account", "add", "王伟", "--role", "coder", "-w", "w", stdin=GOOD).status == 0
    found = run("account", "list", "--json", "-w", "w").lines
    assert [(one["name"], one["role"], one["active"]) for one in found] == [
        ("ann", "admin", True),
        ("王伟", "coder", True),
    ]
    assert "lamps" not in (space / "ledger.db").read_bytes().decode("latin-1")


@pytest.mark.parametrize(
    ("arguments", "stdin", "status", "words"),
    [
        (("add", "bea"), "short\n", 3, "fewer than 12"),
        (("add", "bea"), "", 3, "fewer than 12"),
        (("add", "b a"), GOOD, 3, "no name"),
        (("add", "bea", "--role", "owner"), GOOD, 3, "no role"),
        (("role", "eve", "admin"), "", 4, "no account eve"),
        (("role", "ann", "reader"), "", 3, "nobody would be admin"),
        (("disable", "ann"), "", 3, "nobody would be admin"),
        (("password", "eve"), GOOD, 4, "no account eve"),
        (("token", "ann", "--for", "x", "--scope", "root"), "", 3, "no scope"),
        (("token", "ann", "--for", ""), "", 3, "name"),
        (("token", "ann", "--for", "x", "--days", "0"), "", 3, "days"),
        (("token", "ann", "--revoke", "tok-x"), "", 4, "no token"),
        (("link", "ann", "subject"), "", 3, "oidc_issuer"),
    ],
)
def test_what_makes_no_sense_is_refused(
    run: Run, space: Path, arguments: tuple[str, ...], stdin: str, status: int, words: str
) -> None:
    run("account", "add", "ann", "--role", "admin", "-w", "w", stdin=GOOD)
    run("account", *arguments, "-w", "w", stdin=stdin).refused(status, words)


def test_roles_passwords_tokens_and_shutting_out(run: Run, space: Path) -> None:
    run("account", "add", "ann", "--role", "admin", "-w", "w", stdin=GOOD)
    run("account", "add", "bea", "-w", "w", stdin=GOOD)
    assert run("account", "role", "bea", "editor", "-w", "w").status == 0
    assert run("account", "password", "bea", "-w", "w", stdin="nine blue lamps ok\n").status == 0
    secret = run(
        "account", "token", "bea", "--for", "job", "--scope", "read", "--scope", "screen", "-w", "w"
    ).out.strip()
    assert secret.startswith("attache_")
    listed = run("account", "token", "bea", "--list", "-w", "w").out
    assert secret not in listed
    token_id = next(word for word in listed.split() if word.startswith("tok-"))
    assert run("account", "token", "bea", "--revoke", token_id, "-w", "w").status == 0
    assert "revoked" in run("account", "token", "bea", "--list", "-w", "w").out
    assert run("account", "disable", "bea", "-w", "w").status == 0
    assert [one["active"] for one in run("account", "list", "--json", "-w", "w").lines] == [True, False]
    assert run("account", "disable", "bea", "--undo", "-w", "w").status == 0


def test_serve_asks_people_to_sign_in_once_there_are_accounts(run: Run, space: Path) -> None:
    opened = Workspace.open(space)
    assert isinstance(serving._access(opened, "127.0.0.1"), LocalAccess)
    with pytest.raises(InputError, match="account add"):
        serving._access(opened, "192.0.2.1")
    run("account", "add", "ann", "--role", "admin", "-w", "w", stdin=GOOD)
    for host in ("127.0.0.1", "192.0.2.1", "::"):
        assert isinstance(serving._access(opened, host), TeamAccess)
    wrong = Workspace(opened.root, opened.settings.model_copy(update={"oidc_issuer": "https://issuer.example"}))
    with pytest.raises(AttacheError, match="oidc_client_id"):
        serving._access(wrong, "127.0.0.1")


def test_a_proxy_is_named_by_its_address(run: Run, space: Path) -> None:
    run("serve", "--behind", "proxy.example", "-w", "w").refused(3, "--behind", "no address")
