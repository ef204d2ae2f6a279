"""What every answer tells the browser it must not do."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def framed_anywhere() -> str:
    """The policy of a page that is made to be shown inside others: no script, no form, any frame."""
    closed = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'none'")
    return closed.replace("frame-ancestors 'none'", "frame-ancestors *")


def with_own_frames() -> str:
    """The policy of a page that shows one of ours in a frame."""
    return f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"


def shut_in(*, images: bool) -> str:
    """The policy of something foreign shown in a frame of ours: a place of its own, no script, no form, no cookie.

    A mail carries its style inside; pictures come from our own https alone, or not at all.
    """
    shown = "'self' data: https:" if images else "'none'"
    closed = ("default-src 'none'", "style-src 'unsafe-inline'", f"img-src {shown}", "base-uri 'none'")
    return "; ".join((*closed, "form-action 'none'", "frame-ancestors 'self'", "sandbox"))


_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # "no-referrer" would make browsers send "Origin: null" with our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
_ONE_YEAR = "max-age=31536000"


class SecurityHeaders:
    """Adds the headers to every answer, errors included."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = _HEADERS | ({"Strict-Transport-Security": _ONE_YEAR} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, add the headers on the way back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)
