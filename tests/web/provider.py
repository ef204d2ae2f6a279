"""A small sign-in provider (OpenID Connect) on loopback: obeys the standards, and lies where a test asks it to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import unquote_plus, urlencode

from fastapi import FastAPI, Form, Header, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.web.example import NOW

CLIENT, SECRET = "partnerpost", "what provider and site agreed on: äöü/+ %"


def _unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(slots=True)
class Granted:
    """What a code was given for."""

    redirect_uri: str
    nonce: str
    challenge: str


@dataclass
class Provider:
    """Who is signed in at the provider, and what it lets its token say."""

    subject: str = "7f3c"
    address: str = "ayşe@example.org"
    verified: object = True
    issuer: str = ""
    methods: list[str] = field(default_factory=lambda: ["client_secret_basic"])
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims that the token has instead of the true ones; None takes one away."""
    algorithm: str = "RS256"
    status: int = 200
    document: dict[str, Any] | str = field(default_factory=dict)
    """What the discovery document says instead, or the whole of it."""
    tells_at_userinfo: bool = False
    userinfo_subject: str = ""
    error: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    signs_with: RSAKey | None = None
    codes: dict[str, Granted] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def about(self) -> dict[str, Any]:
        """The claims about the person."""
        said: dict[str, Any] = {"sub": self.subject, "email": self.address}
        return said if self.verified is None else said | {"email_verified": self.verified}

    def token(self, granted: Granted) -> str:
        """The id token, as true as the test wants it."""
        moment = int(NOW.timestamp())
        about = {"sub": self.subject} if self.tells_at_userinfo else self.about()
        true = {"iss": self.issuer, "aud": CLIENT, "iat": moment, "exp": moment + 300, "nonce": granted.nonce} | about
        said = {name: value for name, value in (true | self.claims).items() if value is not None}
        if self.algorithm == "none":
            head = _unpadded(json.dumps({"alg": "none"}).encode())
            return f"{head}.{_unpadded(json.dumps(said).encode())}."
        if self.algorithm == "HS256":
            shared = OctKey.import_key(SECRET)
            return jwt.encode({"alg": "HS256", "kid": "one"}, said, shared, algorithms=["HS256"])
        return jwt.encode({"alg": "RS256", "kid": "one"}, said, self.signs_with or self.key)

    def app(self) -> FastAPI:
        """The provider as a site."""
        app = FastAPI()
        app.get("/.well-known/openid-configuration")(self._configuration)
        app.get("/keys")(lambda: {"keys": [self.key.as_dict(private=False)]})
        app.get("/authorize")(self._authorize)
        app.post("/token")(self._exchange)
        app.get("/userinfo")(self._userinfo)
        return app

    def _configuration(self) -> Response:
        if isinstance(self.document, str):
            return Response(self.document, self.status)
        ours = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": self.methods,
        }
        return JSONResponse(ours | self.document, self.status)

    def _authorize(  # noqa: PLR0917 - the parameters of the standard
        self,
        response_type: str,
        client_id: str,
        redirect_uri: str,
        scope: str,
        state: str,
        nonce: str,
        code_challenge: str,
        code_challenge_method: str,
        ui_locales: str = "",
    ) -> Response:
        self.asked.append({"client_id": client_id, "scope": scope, "state": state, "ui_locales": ui_locales})
        if (response_type, client_id, code_challenge_method) != ("code", CLIENT, "S256") or "openid" not in scope:
            return JSONResponse({"error": "invalid_request"}, 400)
        if self.error:
            return RedirectResponse(f"{redirect_uri}?{urlencode({'error': self.error, 'state': state})}", 303)
        code = secrets.token_urlsafe(16)
        self.codes[code] = Granted(redirect_uri, nonce, code_challenge)
        return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}", 303)

    def _exchange(
        self,
        grant_type: Annotated[str, Form()],
        code: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
        client_id: Annotated[str, Form()] = "",
        client_secret: Annotated[str, Form()] = "",
        authorization: Annotated[str, Header()] = "",
    ) -> Response:
        if authorization.startswith("Basic "):
            client_id, _, client_secret = base64.b64decode(authorization[6:]).decode().partition(":")
            client_id, client_secret = unquote_plus(client_id), unquote_plus(client_secret)
        if (client_id, client_secret) != (CLIENT, SECRET):
            return JSONResponse({"error": "invalid_client"}, 401)
        granted = self.codes.pop(code, None)
        challenge = _unpadded(hashlib.sha256(code_verifier.encode()).digest())
        right = granted is not None and (granted.redirect_uri, granted.challenge) == (redirect_uri, challenge)
        if grant_type != "authorization_code" or granted is None or not right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "opens", "token_type": "Bearer", "id_token": self.token(granted)})

    def _userinfo(self, authorization: Annotated[str, Header()] = "") -> Response:
        if authorization != "Bearer opens":
            return JSONResponse({"error": "invalid_token"}, 401)
        return JSONResponse(self.about() | ({"sub": self.userinfo_subject} if self.userinfo_subject else {}))
