"""What the pages need to be told about the office that runs them."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import BaseModel, Field, field_validator

from web.security.oidc_settings import OidcSettings

_SHORTEST_TOKEN = 20


class WebSettings(BaseModel, extra="forbid"):
    """Names, addresses and legal texts of the office. What is missing is named on the page it is missing from."""

    office_name: str = Field(default="", description="Name of the office, as the header and the feeds show it")
    base_url: str = Field(
        default="http://127.0.0.1:8000", description="Public address without a slash at the end; https in earnest"
    )
    zone: str = Field(default="Europe/Berlin", description="Time zone of the office: decides what 'today' is")
    imprint: tuple[str, ...] = Field(
        default=(), description="Lines of the imprint (§ 5 DDG): name, street, town, register"
    )
    responsible: str = Field(default="", description="Who answers for the contents (§ 18 (2) MStV): name and address")
    contact_address: str = Field(default="", description="E-mail address for questions and for reported barriers")
    contact_phone: str = Field(default="", description="Telephone number for questions")
    privacy_contact: str = Field(default="", description="Who answers questions about personal data")
    hosting: str = Field(default="", description="Who runs the server, where")
    processors: tuple[str, ...] = Field(
        default=(), description="Who else handles personal data for the office, one line each: the mail provider, …"
    )
    invitation_days: int = Field(
        default=7, ge=1, le=60, description="Days in which somebody invited to the desk can choose a password"
    )
    log_days: int = Field(default=14, ge=0, le=14, description="Days until the server's logs are deleted")
    accessibility_checked: str = Field(default="", description="When accessibility was last checked: 2026-11-20")
    sign_language_url: str = Field(default="", description="Video in German Sign Language about these pages")
    easy_language_url: str = Field(
        default="", description="Page in easy language (Leichte Sprache); empty: our own short one"
    )
    ombuds_name: str = Field(
        default="Ombudsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen",
        description="Where people can complain when a barrier stays",
    )
    ombuds_url: str = Field(
        default="https://www.mags.nrw/ombudsstelle-barrierefreie-informationstechnik", description="Its address"
    )
    oidc: OidcSettings = Field(default_factory=OidcSettings)
    security_contact: str = Field(
        default="", description="Where weaknesses are reported: mailto: or https:; empty: there is no security.txt"
    )
    data_licence: str = Field(
        default="Datenlizenz Deutschland – Namensnennung – Version 2.0", description="Licence of the open data"
    )
    data_licence_url: str = Field(default="https://www.govdata.de/dl-de/by-2-0", description="Its text")
    requests_per_minute: int = Field(
        default=600,
        ge=0,
        description="Requests to public pages per minute and client address in the long run; 0: no limit",
    )
    requests_at_once: int = Field(
        default=200, ge=1, description="Requests that a client may save up, so that a burst passes"
    )
    keep_pages_seconds: float = Field(
        default=5.0, ge=0, le=60, description="Seconds in which a public page is answered from memory; 0: never"
    )

    metrics_token: str = Field(
        default="", repr=False, description="Whoever sends it as bearer token may read `/metrics`; empty: nobody may"
    )
    archive: bool = Field(default=True, description="Whether sent issues can be read on the web, with a feed")

    @field_validator("base_url")
    @classmethod
    def _public_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("base_url must be a full address such as https://fristen.example.org")
        return value.rstrip("/")

    @field_validator("security_contact")
    @classmethod
    def _reachable(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"mailto", "https"}:
            raise ValueError("security_contact must begin with mailto: or https: (RFC 9116)")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _not_guessable(cls, value: str) -> str:
        if value and len(value) < _SHORTEST_TOKEN:
            raise ValueError(f"metrics_token needs {_SHORTEST_TOKEN} characters at least")
        return value

    @property
    def missing_duties(self) -> tuple[str, ...]:
        """The settings without which the public pages lack what the law asks of them, in the order of the pages."""
        owed = ("imprint", "responsible", "contact_address", "privacy_contact", "hosting", "accessibility_checked")
        return tuple(name for name in owed if not getattr(self, name))

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the pages encrypted; decides about cookies and headers."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The public host name, part of the ids in calendars."""
        return urlsplit(self.base_url).hostname or "localhost"
