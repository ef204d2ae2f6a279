"""The command line: one group of commands per thing an office does."""

from __future__ import annotations

import sys

import typer

from partnerpost import __version__

app = typer.Typer(
    name="partnerpost",
    help="Collects calls and events for town twinning, reads their deadlines, and sends each reader what fits.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"partnerpost {__version__}")
        raise typer.Exit


@app.callback()
def front_door(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Collects calls, funding and events for town twinning, reads their deadlines, and sends each reader what fits."""


def main() -> None:
    """Run one command. What a person can mend ends in one line on standard error and exit code 2."""
    from partnerpost import commands

    commands.join(app)
    try:
        app()
    except SystemExit:
        raise  # before the next line looks up, slowly, which errors a person can mend
    except commands.mendable() as error:
        typer.echo(f"partnerpost: {error}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away; nothing of ours is lost
        sys.exit(1)
