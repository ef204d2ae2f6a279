"""`mail`: keys that sign, and what comes back."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from partnerpost.printing import AsJson, say_json

app = typer.Typer(help="Mail: signing keys, and what comes back.", no_args_is_help=True)


@app.command(epilog="Example: partnerpost mail keys --selector pp2026")
def keys(
    selector: str = typer.Option(..., help="Name of the key in the DNS: letters, digits, hyphens."),
    ed25519: bool = typer.Option(False, "--ed25519", help="Make the key of a second signature."),
    as_json: bool = AsJson,
) -> None:
    """Make a key that signs mail and say what to write into the DNS and into the settings. Never replaces one."""
    import re

    from newsletter.delivery.signing_keys import KeyIsThere, dns_record, make_key, zone_line
    from partnerpost.refusal import Refused
    from partnerpost.settings import load

    if re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", selector) is None:
        raise Refused("--selector: letters a to z, digits and hyphens, for example pp2026")
    settings = load()
    file = settings.data / f"dkim-{selector}.pem"
    try:
        record = dns_record(make_key(file, ed25519=ed25519))
    except KeyIsThere as there:
        raise Refused(str(there)) from there
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}") from error
    which = "dkim_second" if ed25519 else "dkim"
    domain = settings.mail.sender_domain
    if as_json:
        say_json({"file": str(file), "name": f"{selector}._domainkey.{domain}", "record": record})
        return
    typer.echo(f"Made {file}. Keep it secret and in the backup.\n\n1. Into the DNS of {domain}:\n")
    typer.echo(f"{zone_line(selector, domain, record)}\n\n2. Into partnerpost.toml, once the DNS shows it:\n")
    typer.echo(f'[mail]\n{which}_selector = "{selector}"\n{which}_key_file = "{file}"\n')
    typer.echo("3. partnerpost doctor mail")


@app.command(epilog="Example: partnerpost mail bounce < message.eml")
def bounce(
    folder: Path | None = typer.Option(None, help="Read all .eml files of a folder instead; they stay there."),
    as_json: bool = AsJson,
) -> None:
    """Take in one mail that came back, from standard input, as a mail server pipes it."""
    from newsletter.bounces.boxes import FolderBox, PipedBox
    from partnerpost.office import opened

    with opened() as office:
        most = office.mail.box.max_bytes
        box = FolderBox(folder, most) if folder is not None else PipedBox(sys.stdin.buffer, most)
        _collected(office, box, as_json=as_json)


@app.command(epilog="Example: partnerpost mail fetch")
def fetch(as_json: bool = AsJson) -> None:
    """Read the mailbox of the settings now, as the worker does every few minutes."""
    from newsletter.bounces.boxes import box_for
    from partnerpost.office import opened
    from partnerpost.refusal import Refused

    with opened() as office:
        box = box_for(office.mail.box)
        if box is None:
            raise Refused('no mailbox is set: [mail.box] kind = "imap", host, user, password (in partnerpost.toml)')
        _collected(office, box, as_json=as_json)


def _collected(office: object, box: object, *, as_json: bool) -> None:
    from typing import cast

    from newsletter.bounces.boxes import Box
    from newsletter.bounces.collecting import collect
    from partnerpost.office import Office
    from partnerpost.refusal import Refused

    assert isinstance(office, Office)
    done = collect(office.store, cast(Box, box), office.mail, clock=office.now)
    if done.away:
        raise Refused(done.away)
    told = {"stored": done.stored, "read": done.read, "refusals": done.refusals}
    say_json(told) if as_json else typer.echo(", ".join(f"{count} {name}" for name, count in told.items()))
