"""What people paste where an address is asked for, and the address they mean."""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit

from yarl import URL

_LONGEST = 2000
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
_AROUND = "<>()[]{}\"'`„“”‚‘’«»‹› \t\r\n"
_BEHIND = ".,;:!?"
_WRITTEN = re.compile(r"(?:https?|webcal|feed)://\S+", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:view-source:|feed:(?=https?:))+", re.IGNORECASE)
_CALENDAR = re.compile(r"^(?:webcals?|feed)://", re.IGNORECASE)
_MAIL = re.compile(r"^(?:mailto:)?[^\s@/]+@([\w-]+(?:\.[\w-]+)+)$", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_HOST = re.compile(r"^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]+)\.?(?::\d{1,5})?$")
# added by newsletters and social networks to count clicks; the page is the same without
_COUNTING = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|pk_\w+|mtm_\w+)$", re.IGNORECASE)


class Mistake(StrEnum):
    """Why what was pasted is no address to look at."""

    EMPTY = "empty"
    MAIL = "mail"
    OTHER_SCHEME = "other_scheme"
    NO_ADDRESS = "no_address"


class NoAddress(ValueError):
    """What was pasted leads nowhere. `meant` is the address that was perhaps meant, or empty."""

    def __init__(self, mistake: Mistake, pasted: str, meant: str = "") -> None:
        super().__init__(f"{mistake}: {pasted[:100]!r}")
        self.mistake = mistake
        self.pasted = pasted
        self.meant = meant


def addresses_in(pasted: str) -> tuple[str, ...]:
    """The addresses to try, the likelier first: a bare host is tried with https, then with http.

    Blanks, quotation marks, line breaks within, counting parameters and the fragment are taken away; an address inside
    a sentence is found; names with umlauts are written as the network needs them. Raises NoAddress.
    """
    text = _INVISIBLE.sub("", pasted).strip()
    if not text.strip(_AROUND + _BEHIND):
        raise NoAddress(Mistake.EMPTY, pasted)
    written = _WRITTEN.search(text)
    if written is not None:
        # mail programs break long addresses: what is one address with blanks in it is put together again
        whole = written[0] if text[: written.start()].strip(_AROUND) else "".join(text[written.start() :].split())
        text = written[0] if " " in text[written.end() :].strip() else whole
    text = text.strip(_AROUND).rstrip(_BEHIND).strip(_AROUND)
    text = _CALENDAR.sub("https://", _SCHEME.sub("", text))
    mail = _MAIL.match(text)
    if mail is not None:
        raise NoAddress(Mistake.MAIL, pasted, mail[1].lower())
    if re.match(r"^https?://", text, re.IGNORECASE):
        return (_cleaned(text, pasted),)
    host = re.split(r"[/?#]", text, maxsplit=1)[0]
    if _HOST.match(host):
        return (_cleaned(f"https://{text}", pasted), _cleaned(f"http://{text}", pasted))
    if _OTHER_SCHEME.match(text):
        raise NoAddress(Mistake.OTHER_SCHEME, pasted)
    raise NoAddress(Mistake.NO_ADDRESS, pasted)


def _cleaned(text: str, pasted: str) -> str:
    if len(text) > _LONGEST:
        raise NoAddress(Mistake.NO_ADDRESS, pasted)
    try:
        parts = urlsplit(text)
        url = URL(text).with_fragment(None)
    except ValueError as error:
        raise NoAddress(Mistake.NO_ADDRESS, pasted) from error
    if not url.host or url.user or url.password or re.search(r"\s", url.host):
        raise NoAddress(Mistake.NO_ADDRESS, pasted)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)]
    kept = [(name, value) for name, value in query if not _COUNTING.match(name)]
    return str(url) if kept == query else str(url.with_query(urlencode(kept)))
