"""The site as passkeys know it: a domain name they belong to and an origin they answer."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from newsletter.tokens import keyed_hash
from web.settings import WebSettings
from web.site import Site

_USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who asks for a passkey (WebAuthn's word). A passkey made for one `id` answers no other."""

    id: str
    origin: str
    name: str
    secret: str

    @classmethod
    def of(cls, site: Site) -> RelyingParty:
        """From the public address, never from what a request says of itself."""
        host = ascii_host(site.settings)
        return cls(host, _origin(site.settings, host), site.settings.office_name or "Partnerpost", site.mail.secret)

    def handle(self, person_id: int) -> bytes:
        """What a device keeps to know whose a passkey is: the same for all of a person, and says nothing of them."""
        return bytes.fromhex(keyed_hash(f"passkey:{person_id}", self.secret))


def ascii_host(settings: WebSettings) -> str:
    """The public host name as browsers write it: `städte.example` is `xn--stdte-hra.example`."""
    try:
        return settings.host.encode("idna").decode()
    except UnicodeError:
        return settings.host


def _origin(settings: WebSettings, host: str) -> str:
    """Scheme, host, and the port where it is not the usual one (RFC 6454, section 6.2)."""
    parts = urlsplit(settings.base_url)
    port = "" if parts.port in {None, _USUAL_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
