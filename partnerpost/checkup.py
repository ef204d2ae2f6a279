"""What `doctor` looks at: each setting and part an office needs, in the order it needs them."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Literal

from sqlmodel import func, select

from aggregator.model import Municipality, Person, Source, Subscriber, SubscriberState
from aggregator.store import Store, StoreError
from aggregator.store.migrate import require_current, version
from newsletter import holding
from partnerpost.office import read_secret
from partnerpost.settings import Settings, SettingsInvalid, config_file, load
from web.security.discovery_document import ProviderFault, discover
from web.security.oidc_settings import BACK

State = Literal["fine", "advice", "missing"]
MARKS: dict[State, str] = {"fine": "✔", "advice": "·", "missing": "✘"}


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at, and what to do about it (empty where nothing is to be done)."""

    what: str
    state: State
    advice: str = ""


def examine() -> list[Examined]:
    """Look at everything; stops at the first thing without which nothing else can be looked at."""
    try:
        settings = load()
    except SettingsInvalid as error:
        return [Examined("settings", "missing", str(error))]
    path = config_file()
    found = [
        Examined(f"settings from {path}", "fine")
        if path.exists()
        else Examined(
            "no partnerpost.toml: settings from the environment and defaults", "advice", "see docs/settings.md"
        )
    ]
    try:
        store = Store(settings.store.address(settings.data), create=False)
        require_current(store)
    except StoreError as error:
        return [*found, Examined("database", "missing", str(error))]
    kind = "SQLite" if store.is_sqlite else "PostgreSQL"
    found.append(Examined(f"database: {kind}, tables at version {version(store)}", "fine"))
    found += [
        *_contents(store),
        *_held(store),
        *_crawl(settings),
        *_mail(settings),
        *_web(settings),
        *_sign_in(settings),
    ]
    store.close()
    return found


def _contents(store: Store) -> list[Examined]:
    with store.reading() as session:
        towns, people, sources = (
            session.exec(select(func.count()).select_from(table)).one() for table in (Municipality, Person, Source)
        )
        readers = session.exec(
            select(func.count()).select_from(Subscriber).where(Subscriber.state == SubscriberState.CONFIRMED)
        ).one()
    return [
        _at_least_one(towns, "municipalities in the register", "missing", "partnerpost init"),
        _at_least_one(
            people, "people at the desk", "missing", "partnerpost init --address YOU@EXAMPLE.ORG --name NAME"
        ),
        _at_least_one(sources, "sources", "advice", "partnerpost sources add URL, or sources import FILE"),
        _at_least_one(readers, "confirmed readers", "advice", "nobody would get an issue yet"),
    ]


def _held(store: Store) -> list[Examined]:
    with store.reading() as session:
        why = holding.held(session)
    return [Examined(f"mail is held: {why}", "advice", "partnerpost sending on lets it leave")] if why else []


def _at_least_one(count: int, what: str, state: State, advice: str) -> Examined:
    return Examined(f"{count} {what}", "fine" if count else state, "" if count else advice)


def _crawl(settings: Settings) -> list[Examined]:
    if settings.crawl.contact:
        return [Examined(f"sites see who asks: {settings.crawl.user_agent}", "fine")]
    advice = 'set [crawl] contact = "https://YOUR-OFFICE/contact": a site shuts out whom it cannot ask to slow down'
    return [Examined("sites cannot see how to reach you", "advice", advice)]


def _mail(settings: Settings) -> list[Examined]:
    mail = settings.mail
    found = []
    if not mail.secret:
        try:
            read_secret(settings.data)
            found.append(Examined("key that signs readers' links", "fine"))
        except StoreError as error:
            found.append(Examined("key that signs readers' links", "missing", str(error)))
    found += [
        Examined(f"{name} is not set", "advice", f"needed before an issue can be sent: {how}")
        for name, how in settings.needed_to_send().items()
    ]
    if mail.transport == "folder":
        found.append(Examined("mail goes into a folder, not to readers", "advice", 'set [mail] transport = "smtp"'))
        return found
    try:
        socket.create_connection((mail.smtp_host, mail.smtp_port), timeout=3).close()
        found.append(Examined(f"mail server {mail.smtp_host}:{mail.smtp_port} answers", "fine"))
    except OSError as error:
        advice = f"{error.strerror or error}: is [mail] smtp_host right and the server up?"
        found.append(Examined(f"mail server {mail.smtp_host}:{mail.smtp_port} does not answer", "advice", advice))
    return found


def _web(settings: Settings) -> list[Examined]:
    if settings.web.base_url.startswith("https://"):
        return [Examined(f"public address {settings.web.base_url}", "fine")]
    advice = "set [office] base_url to the https address people will use: links in mails and calendars carry it"
    return [Examined(f"public address {settings.web.base_url}", "advice", advice)]


def _sign_in(settings: Settings) -> list[Examined]:
    oidc = settings.web.oidc
    if not oidc.is_on:
        return [Examined("no sign-in provider: the desk looks after who may come in", "fine")]
    try:
        discover(oidc)
    except ProviderFault as fault:
        advice = f"{fault}; until then nobody comes in by it"
        return [Examined(f"sign-in provider {oidc.issuer} does not answer as it should", "advice", advice)]
    return [
        Examined(
            f"sign-in provider {oidc.issuer} answers; it sends people back to {settings.web.base_url}{BACK}", "fine"
        )
    ]
