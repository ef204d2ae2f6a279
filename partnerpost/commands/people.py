"""`people`: who may come to the desk, from the command line; the way back in for who is locked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from partnerpost.printing import AsJson, say_json, say_table

if TYPE_CHECKING:
    from aggregator.model import Person, Role

app = typer.Typer(help="The people at the desk: list, invite, link, roles, remove, restore.", no_args_is_help=True)

_Address = typer.Argument(help="Mail address of the person.")


@app.command("list", epilog="Example: partnerpost people list --json")
def list_people(as_json: bool = AsJson) -> None:
    """Who is there, invited or gone, and what each may do."""
    from partnerpost.office import opened
    from partnerpost.people import everybody
    from web.security.acts import in_order

    with opened() as office, office.store.reading() as session:
        found = everybody(session)
    rows = [(one.address, one.name, " ".join(in_order(one.roles)), _state(one)) for one in found]
    if as_json:
        say_json([dict(zip(("address", "name", "roles", "state"), row, strict=True)) for row in rows])
    else:
        say_table(["address", "name", "roles", "state"], rows)


@app.command(epilog="Example: partnerpost people invite jan@example.org --name 'Jan Nowak' --role editor")
def invite(
    address: str = _Address,
    name: str = typer.Option("", help="Name of the person; empty: the address."),
    role: list[str] = typer.Option(["editor"], help="editor, releaser or technician; may be given several times."),
    language: str = typer.Option("de", help="Language of the desk for this person: de, fr, en or pl."),
) -> None:
    """Add a person and print the link with which they choose a password."""
    from partnerpost import people
    from partnerpost.office import opened

    with opened() as office, office.store.writing() as session:
        person = people.invite(
            session, address=address, name=name, roles=_roles(role), language=language, now=office.now()
        )
        web = office.settings.web
        link = people.joining_link(session, person, web.base_url, now=office.now(), days=web.invitation_days)
    typer.echo(f"{person.name} chooses a password at {link}")


@app.command(epilog="Example: partnerpost people link anna@example.org --drop-second-step")
def link(
    address: str = _Address,
    password: bool = typer.Option(False, "--password", help="A link to choose a new password with, valid for days."),
    drop_second_step: bool = typer.Option(False, "--drop-second-step", help="Ask for no code any more."),
    minutes: int = typer.Option(60, min=1, max=1440, help="How long the link opens the desk."),
) -> None:
    """Print a link that opens the desk once, for somebody who is locked out."""
    from partnerpost import people
    from partnerpost.office import opened

    with opened() as office, office.store.writing() as session:
        person, web, now = people.known(session, address), office.settings.web, office.now()
        if drop_second_step:
            people.drop_second_step(session, person, now=now)
        if password:
            made = people.joining_link(session, person, web.base_url, now=now, days=web.invitation_days)
        else:
            made = people.entering_link(session, person, web.base_url, now=now, minutes=minutes)
    typer.echo(made)


@app.command(epilog="Example: partnerpost people roles jan@example.org editor releaser")
def roles(address: str = _Address, held: list[str] = typer.Argument(help="All roles from now on.")) -> None:
    """Give a person these roles and no others."""
    from partnerpost import people
    from partnerpost.office import opened
    from web.security.people import PeopleRefused, change_roles

    try:
        with opened() as office, office.store.writing() as session:
            change_roles(session, people.known(session, address), _roles(held), by=None, now=office.now())
    except PeopleRefused as refused:
        raise people.said(refused) from refused
    typer.echo(f"{address}: {' '.join(held)}")


@app.command(epilog="Example: partnerpost people remove jan@example.org")
def remove(address: str = _Address) -> None:
    """Let a person in no more; what they did stays under their name."""
    from partnerpost import people
    from partnerpost.office import opened
    from web.security.people import PeopleRefused
    from web.security.people import remove as let_go

    try:
        with opened() as office, office.store.writing() as session:
            let_go(session, people.known(session, address), by=None, now=office.now())
    except PeopleRefused as refused:
        raise people.said(refused) from refused
    typer.echo(f"{address}: removed")


@app.command(epilog="Example: partnerpost people restore jan@example.org")
def restore(address: str = _Address) -> None:
    """Let a person in again, with their former roles and password."""
    from partnerpost import people
    from partnerpost.office import opened
    from web.security.people import reactivate

    with opened() as office, office.store.writing() as session:
        reactivate(session, people.known(session, address), by=None, now=office.now())
    typer.echo(f"{address}: restored")


def _roles(words: list[str]) -> set[Role]:
    from aggregator.model import Role
    from partnerpost.refusal import Refused

    unknown = [word for word in words if word not in set(Role)]
    if unknown:
        raise Refused(f"there is no role {unknown[0]!r}: editor, releaser or technician")
    return {Role(word) for word in words}


def _state(person: Person) -> str:
    if person.left_at is not None:
        return "removed"
    return "here" if person.joined_at is not None else "invited"
