"""`init` and `doctor`: make an office ready, and say what is missing."""

from __future__ import annotations

import typer

from partnerpost.printing import AsJson, say_json


def join(app: typer.Typer) -> None:
    """Hang these commands into the command line."""
    app.command(epilog="Example: partnerpost init --address anna@example.org --name 'Anna Beispiel'")(init)
    app.command(epilog="Example: partnerpost doctor --json")(doctor)


def init(
    address: str = typer.Option("", help="Mail address of the first person at the desk; prints a login link."),
    name: str = typer.Option("", help="Name of that person."),
    as_json: bool = AsJson,
) -> None:
    """Make the data folder, the key and the tables (or bring older ones up to date), and fill the register."""
    from sqlmodel import func, select

    from aggregator import register
    from aggregator.intake.refreshing import refresh
    from aggregator.model import Municipality
    from aggregator.store import Store
    from aggregator.store.migrate import expected_version, upgrade
    from partnerpost import logs, office
    from partnerpost.settings import load

    settings = load()
    logs.configure(settings.log_format, "warning")
    store = Store(settings.store.address(settings.data))
    store.ping()
    office.create_secret(settings.data)
    upgrade(store)
    opened = office.Office(settings, store)
    refresh(store, clock=opened.now, among_all=True)
    with store.writing() as session:
        register.seed(session)
        municipalities = session.exec(select(func.count()).select_from(Municipality)).one()
    link = _login_link(opened, address, name) if address else None
    store.close()
    if as_json:
        say_json({"version": expected_version(), "municipalities": municipalities, "login": link})
        return
    typer.echo(f"Ready. Tables at version {expected_version()}; {municipalities} municipalities in the register.")
    if link:
        typer.echo(f"Log in once at {link}")
    else:
        typer.echo("Next: partnerpost init --address YOU@EXAMPLE.ORG --name 'YOUR NAME' makes a login for the desk.")


def _login_link(opened: object, address: str, name: str) -> str:
    from partnerpost.office import Office
    from partnerpost.people import login_link

    assert isinstance(opened, Office)
    with opened.store.writing() as session:
        return login_link(
            session, address=address, name=name or address, base_url=opened.settings.web.base_url, now=opened.now()
        )


def doctor(
    part: str = typer.Argument("", help="`mail`: check DNS, keys and mail server, as mailbox providers will."),
    language: str = typer.Option("en", help="Language of `doctor mail`: de, fr, en or pl."),
    as_json: bool = AsJson,
) -> None:
    """Say what is configured, what is missing, and what to do. Exit code 1 while something needed is missing."""
    from partnerpost import checkup
    from partnerpost.refusal import Refused

    if part == "mail":
        _doctor_mail(language, as_json=as_json)
        return
    if part:
        raise Refused(f"there is no part {part}: `partnerpost doctor` or `partnerpost doctor mail`")
    findings = checkup.examine()
    if as_json:
        say_json([{"what": each.what, "state": each.state, "advice": each.advice} for each in findings])
    else:
        for each in findings:
            typer.echo(f"{checkup.MARKS[each.state]} {each.what}" + (f"\n    → {each.advice}" if each.advice else ""))
    if any(each.state == "missing" for each in findings):
        raise typer.Exit(1)


def _doctor_mail(language: str, *, as_json: bool) -> None:
    from newsletter.preflight.findings import Light
    from newsletter.preflight.running import check
    from newsletter.preflight.words import name_of, said_of
    from newsletter.wording import Wording
    from partnerpost.office import opened
    from partnerpost.refusal import Refused
    from templates import LANGUAGES

    if language not in set(LANGUAGES):
        raise Refused(f"--language: one of {', '.join(LANGUAGES)}")
    with opened() as office:
        checked = check(office.store, office.mail, now=office.now())
    words = Wording(language)
    said = [(each.light.value, name_of(each.look, words), said_of(each, words)) for each in checked.findings]
    if as_json:
        say_json([{"light": light, "what": what, "said": text} for light, what, text in said])
    else:
        marks = {Light.GREEN: "✔", Light.YELLOW: "·", Light.RED: "✘", Light.OFF: "–"}
        for light, what, text in said:
            typer.echo(f"{marks[Light(light)]} {what}\n    {text}")
    if checked.is_red:
        raise typer.Exit(1)
