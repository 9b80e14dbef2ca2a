"""The `attache` command: one verb each, for people and for pipes."""

from __future__ import annotations

import os
import sys

import typer

from attache.cli import (
    accounts,
    briefing,
    building,
    charting,
    claims,
    codebooks,
    cohorts,
    collecting,
    demonstrating,
    exposing,
    judging,
    linking,
    looking,
    measuring,
    publishing,
    registers,
    sampling,
    screening,
    serving,
    stateless,
    watching,
)
from attache.cli.common import err, out
from attache.core.errors import AttacheError
from attache.core.version import release

__all__ = ["app", "main"]

app = typer.Typer(
    name="attache",
    help="Turn the public postings of a state's technology diplomats into a dataset that opens down to the words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (
    collecting,
    building,
    looking,
    measuring,
    charting,
    publishing,
    briefing,
    claims,
    stateless,
    codebooks,
    linking,
    screening,
    registers,
    exposing,
    judging,
    sampling,
    cohorts,
    watching,
    accounts,
    serving,
    demonstrating,
):
    module.register(app)


@app.callback(invoke_without_command=True)
def _options(version: bool = typer.Option(False, "--version", help="Say which version this is.")) -> None:
    if version:
        out.print(f"attache {release()}")
        raise typer.Exit


def main() -> None:
    """Run the command line; the exit status is that of `core.errors`, 2 for wrong use, 130 for an interrupt."""
    status: object = 0
    try:
        app()
    except AttacheError as error:
        _say(error.sentence)
        status = error.status
    except SystemExit as ended:
        status = ended.code
    except KeyboardInterrupt:
        _say("stopped; what was done so far is kept.")
        status = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _say(f"{error.filename or 'the system'}: {error.strerror or error}; check the disk and the permissions.")
        status = 6
    sys.exit(status if isinstance(status, int) else 0)


def _say(sentence: str) -> None:
    err.print(f"attache: {sentence}", markup=False, soft_wrap=True)
