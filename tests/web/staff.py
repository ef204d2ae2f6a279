"""Staff with passwords and a second step, a clock that tests move, and what the ledger of people says."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from functools import cache

import httpx
import pyotp
from sqlmodel import col, select

from aggregator.model import Person, SecondStep, StaffAct
from aggregator.store import Store
from tests.web.example import NOW
from web.security import passwords, second_step

PASSWORD = "drei blaue Brücken am Fluss"
AYSE = "ayşe@example.org"


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


@cache
def hashed() -> str:
    """The hash of the password that everybody here has."""
    return passwords.hashed(PASSWORD)


def give_password(store: Store, *names: str) -> None:
    """Let these people have the password."""
    with store.writing() as session:
        for name in names or ("Ayşe Kaya", "Jan Nowak"):
            passwords.keep(session, number(store, name), hashed(), now=NOW)


def number(store: Store, name: str) -> int:
    """The id of somebody."""
    with store.reading() as session:
        found = session.exec(select(Person.id).where(Person.name == name)).one()
    assert found is not None
    return found


def switch_on(store: Store, name: str, now: datetime) -> list[str]:
    """Give somebody a second step, confirmed by the code of this moment; gives the recovery codes."""
    with store.writing() as session:
        second_step.begin(session, number(store, name))
    code = code_of(store, name, now)
    with store.writing() as session:
        codes = second_step.confirm(session, number(store, name), code, now=now)
    assert codes is not None
    return codes


def code_of(store: Store, name: str, now: datetime) -> str:
    """What the app on somebody's telephone shows at a moment."""
    with store.reading() as session:
        secret = session.get_one(SecondStep, number(store, name)).secret
    return pyotp.TOTP(secret).at(now)


def sign_in(client: httpx.Client, address: str = AYSE, password: str = PASSWORD, **more: str) -> httpx.Response:
    """Send the form of the sign-in."""
    return client.post("/desk/anmelden", data={"adresse": address, "passwort": password, **more})


def acts(store: Store) -> list[str]:
    """The words of the ledger, in their order."""
    with store.reading() as session:
        return [act.action.value for act in session.exec(select(StaffAct).order_by(col(StaffAct.id)))]


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found[1])
