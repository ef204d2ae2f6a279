"""Tokens of this crawl: got with a secret when first needed, kept in memory alone, got anew once when refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from aggregator.finding import FailureKind
from crawlers.ask import Ask, Login
from crawlers.fetching.failed import FetchFailed
from crawlers.settings import Secret

Download = Callable[[Request], Awaitable[Response]]


class Logins:
    """Sends requests that need a token. `request_for` builds the request by which one is got."""

    def __init__(self, secrets: Mapping[str, Secret], request_for: Callable[[str, Ask], Request]) -> None:
        self._secrets = secrets
        self._request_for = request_for
        self._tokens: dict[Login, str] = {}
        self._one_at_a_time = asyncio.Lock()

    async def send(self, request: Request, login: Login, download: Download) -> Response:
        """The answer to a request with its token; after a 401 with a fresh one, once.

        Raises FetchFailed (`secret`) where the secret is missing, belongs to another host or is refused.
        """
        secret = self._secret(login, request.url)
        token = await self._token(login, secret, download)
        response = await download(_opened(request, token))
        if response.status != 401:
            return response
        token = await self._token(login, secret, download, instead_of=token)
        return await download(_opened(request, token))

    def _secret(self, login: Login, url: str) -> Secret:
        secret = self._secrets.get(login.secret)
        if secret is None or not secret.token.get_secret_value().strip():
            raise FetchFailed(
                FailureKind.SECRET,
                f"not set: [crawl.secrets.{login.secret}] with host and token, see docs/settings.md",
            )
        for address in (login.url, url):
            if secret.host.casefold() not in (urlsplit(address).hostname, urlsplit(address).netloc.casefold()):
                host = urlsplit(address).netloc
                raise FetchFailed(FailureKind.SECRET, f"the secret {login.secret} is for {secret.host}, not for {host}")
        return secret

    async def _token(self, login: Login, secret: Secret, download: Download, instead_of: str | None = None) -> str:
        async with self._one_at_a_time:  # several sources may wait for the same token
            if self._tokens.get(login) in (None, instead_of):
                self._tokens[login] = await self._log_in(login, secret, download)
            return self._tokens[login]

    async def _log_in(self, login: Login, secret: Secret, download: Download) -> str:
        # the secret is put into this one request and nowhere else: an Ask may be shown in a log, a request is not
        request = self._request_for(login.url, Ask(body="{}"))
        request.headers[login.header] = secret.token.get_secret_value().strip()
        response = await download(request)
        if response.status in (400, 401, 403):
            detail = f"refused with HTTP {response.status}: [crawl.secrets.{login.secret}], is it still valid?"
            raise FetchFailed(FailureKind.SECRET, detail)
        if response.status != 200:
            raise FetchFailed(FailureKind.HTTP_ERROR, f"the login answers HTTP {response.status}")
        token = _token_in(response.body, login.field)
        if not token:
            raise FetchFailed(FailureKind.UNREADABLE, f"the login answers without {login.field!r}")
        return token


def _token_in(body: bytes, name: str) -> str:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return ""
    token = said.get(name) if isinstance(said, dict) else None
    return token if isinstance(token, str) and token.isascii() and token.isprintable() else ""


def _opened(request: Request, token: str) -> Request:
    return request.replace(headers={**request.headers, "Authorization": f"Bearer {token}"})
