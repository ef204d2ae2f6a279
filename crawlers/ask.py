"""How an address is asked where a plain GET is not enough. Made by spiders, carried out by the round."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body. Some servers ignore a part that does not say what it is."""

    name: str
    content: str
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Login:
    """How a token is got that opens an address: `secret` names an entry of `[crawl.secrets]`.

    The secret goes to `url` in `header`, by POST; what the answer holds under `field` is the token. It opens every
    address of the same host until the server says 401. Neither of the two ever is in a spider's hands.
    """

    url: str
    secret: str
    header: str
    field: str = "token"


@dataclass(frozen=True, slots=True)
class Ask:
    """A POST of JSON (`body`) or of `parts`, else a GET; with `headers` and a `login` where the server wants them.

    `most_bytes` is the largest body that is taken, where that is more than `crawl.max_body_bytes`.
    """

    body: str | None = None
    parts: tuple[Part, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    login: Login | None = None
    most_bytes: int | None = None

    @property
    def method(self) -> str:
        """GET or POST."""
        return "POST" if self.posts else "GET"

    @property
    def posts(self) -> bool:
        """Whether something is sent: then the address alone does not say what was asked for."""
        return self.body is not None or bool(self.parts)

    @property
    def anybody_may(self) -> bool:
        """Whether this is what a plain GET would bring; only then may "not modified" be believed."""
        return not self.posts and self.login is None


def as_json(value: Any) -> str:
    """A value as the body of a POST: the same value gives the same text, so that asks can be told apart."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
