"""`sources try`, `sources new`, `sources probe`: what stands behind an address, and how it could be collected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from partnerpost.printing import AsJson, say_json, say_table

if TYPE_CHECKING:
    from rich.console import Console

    from crawlers.discovery import Discovered

_LANGUAGE = typer.Option("en", help="Language of the sentences about failures: de, fr, en, pl.")


def join(app: typer.Typer) -> None:
    """Hang these commands into the group of the sources."""
    app.command("try", epilog="Example: partnerpost sources try www.example.org/aktuelles")(try_address)
    app.command("new", epilog="Example: partnerpost sources new https://example.org/aktuelles --key example")(new)
    app.command(epilog="Example: partnerpost sources probe dpjw pnwm --apply")(probe)


def try_address(
    address: str = typer.Argument(help="A page, feed or calendar; also without https://."),
    language: str = _LANGUAGE,
    as_json: bool = AsJson,
) -> None:
    """Look at an address for at most 15 seconds: what it is, and the first 10 entries that would be collected.

    Nothing is kept. Exit code 1 where nothing could be collected.
    """
    from rich.console import Console

    from partnerpost.looking.telling import answer, show

    console = Console()
    found = _looked(address, console, quiet=as_json)
    if as_json:
        say_json(answer(found, language=language))
    else:
        show(found, console, language=language)
    if found.best is None:
        raise typer.Exit(1)


def new(
    address: str = typer.Argument(help="A page, feed or calendar; also without https://."),
    key: str = typer.Option("", help="Short name for commands and files; empty: made from the name."),
    name: str = typer.Option("", help="Name people know it by; empty: what the page calls itself."),
    language: str = typer.Option("", help="Language of the source: de, fr, en, pl; empty: recognised."),
    way: int = typer.Option(1, min=1, help="Which of the ways that `sources try` shows; the best is 1."),
    catalogue: Path = typer.Option(Path("crawlers/catalogue"), help="Folder for the description."),
    tests: Path = typer.Option(Path("tests/crawlers/sources"), help="Folder for the answers and the test."),
    as_json: bool = AsJson,
) -> None:
    """Describe a source for the catalogue, store what its site answered, and write a test that reads it again."""
    from rich.console import Console

    from partnerpost.looking.recording import draft_of, write_new
    from partnerpost.looking.telling import why_not
    from partnerpost.refusal import Refused

    found = _looked(address, Console(), quiet=as_json)
    if len(found.trials) < way:
        raise Refused(why_not(found.probe, "en") or f"there are only {len(found.trials)} ways to collect it")
    trial = found.trials[way - 1]
    draft = draft_of(found, trial, key=key, name=name, language=language)
    written = write_new(found, trial, draft, catalogue=catalogue, tests=tests)
    if as_json:
        files = [str(file) for file in (written.description, written.test, *written.files)]
        say_json({"key": draft.key, "kind": draft.kind.value, "url": draft.url, "files": files})
        return
    typer.echo(f"{written.description}\n{written.test} with {len(written.files)} files beside it")
    typer.echo(f"Read entries.yaml there: what it says is what the test demands. Run it: pytest {written.test}")


def probe(
    keys: list[str] = typer.Argument(
        None, metavar="[SOURCE…]", help="Keys of kept sources or of the catalogue; none: all that are not proven."
    ),
    apply: bool = typer.Option(False, "--apply", help="Collect each in the way that proved best from now on."),
    language: str = _LANGUAGE,
    as_json: bool = AsJson,
) -> None:
    """Look at sources: robots.txt, feeds, sitemap, list, texts. Keeps what was found and proposes the way to collect.

    Exit code 1 where one of them cannot be collected.
    """
    from partnerpost.looking.probing import probe_sources
    from partnerpost.looking.telling import probe_answer, probe_row
    from partnerpost.office import opened

    with opened() as office:
        probed = probe_sources(office, keys or [], apply=apply)
    if as_json:
        say_json([probe_answer(one, language) for one in probed])
    else:
        columns = ["source", "robots", "best way", "entries", "dated", "now", "why not"]
        say_table(columns, [probe_row(one, language) for one in probed])
    if any(one.best is None for one in probed):
        raise typer.Exit(1)


def _looked(address: str, console: Console, *, quiet: bool) -> Discovered:
    from crawlers.discovery import Discovery, NoAddress
    from partnerpost.looking.pasted import refused
    from partnerpost.looking.watching import watched
    from partnerpost.settings import load

    try:
        with watched(console, quiet=quiet) as tell:
            return Discovery(load().crawl).look(address, tell=tell)
    except NoAddress as error:
        raise refused(error) from error
