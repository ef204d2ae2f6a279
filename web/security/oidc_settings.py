"""What an office tells of its sign-in provider (OpenID Connect). Without an issuer there is none."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, model_validator

BACK = "/desk/anmelden/anbieter/zurueck"
"""Where the provider sends people back to, in every language: it knows this one address."""

_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class OidcSettings(BaseModel, extra="forbid"):
    """One provider: Keycloak, Microsoft Entra, or any that speaks OpenID Connect."""

    issuer: str = Field(default="", description="Address of the sign-in provider as its tokens name it; empty: none")
    client_id: str = Field(default="", description="Under which name the provider knows this site")
    client_secret: SecretStr = Field(default=SecretStr(""), description="What the site proves that name with")
    client_secret_file: Path | None = Field(default=None, description="A file that holds it instead")
    name: str = Field(default="", description="What the office calls the provider, as the button shows it")

    @model_validator(mode="after")
    def _whole(self) -> OidcSettings:
        if not self.issuer:
            return self
        parts = urlsplit(self.issuer)
        if not parts.hostname or not (parts.scheme == "https" or is_here(self.issuer)):
            raise ValueError("issuer must be a full https address such as https://login.example.org/realms/office")
        if not self.client_id:
            raise ValueError("an issuer needs a client_id: the provider gives it when you register this site there")
        if self.client_secret_file is not None and not self.client_secret_file.is_file():
            raise ValueError(f"client_secret_file names {self.client_secret_file}, which does not exist")
        return self

    @property
    def is_on(self) -> bool:
        """Whether there is a provider."""
        return bool(self.issuer)

    @property
    def label(self) -> str:
        """What people read: the name, else the host."""
        return self.name or urlsplit(self.issuer).hostname or ""

    def secret(self) -> str:
        """The secret, from its file where there is one; empty for a provider that asks for none."""
        if self.client_secret_file is not None:
            return self.client_secret_file.read_text(encoding="utf-8").strip()
        return self.client_secret.get_secret_value()


def is_here(address: str) -> bool:
    """Whether an address without encryption never leaves this machine."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in _THIS_MACHINE
