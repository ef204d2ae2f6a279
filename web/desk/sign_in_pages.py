"""The two pages of the sign-in as every way to them shows them: address with password, and the code."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response

from web.rendering import private_page


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes through the sign-in with somebody: the page they wanted, what they had typed, and their address."""

    weiter: str = ""
    eingaben: str = ""
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class Over:
    """Their session was over when they sent a form; it may have been too large to carry, files are never carried."""

    large: bool = False
    files: bool = False


def sign_in_page(
    request: Request,
    carried: Carried,
    *,
    status: int = 200,
    fault: str = "",
    minutes: int = 0,
    over: Over | None = None,
) -> Response:
    """Address and password. `fault` is `empty`, `wrong`, `late`, `wait` (so many `minutes`), or `passkey_` with the
    reason why one was refused.
    """
    return private_page(
        request, "desk/anmelden.html", status=status, carried=carried, fault=fault, minutes=minutes, over=over
    )


def code_page(
    request: Request,
    seal: str,
    carried: Carried,
    *,
    status: int = 200,
    fault: str = "",
    minutes: int = 0,
    recovery: bool = False,
) -> Response:
    """The code of the app, or a recovery code, which is open where one was typed. `seal` says who is halfway."""
    return private_page(
        request,
        "desk/code.html",
        status=status,
        seal=seal,
        carried=carried,
        fault=fault,
        minutes=minutes,
        recovery=recovery,
    )
