"""Machine-readable reports inside a mail: delivery status (RFC 3464, RFC 6533), complaints (RFC 5965). Pure.

The standard parser takes `message/…` parts for mails of their own. So they are renamed before it sees them: the fields
of a report are then text like any other, in whatever encoding, and cut-off ones are read as far as they go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message

_REPORT = re.compile(
    rb"(?im)^(content-type:\s*)message/(?:global-)?(delivery-status|feedback-report|disposition-notification)"
)
_DELIVERY, _COMPLAINT, _SEEN = "text/x-delivery-status", "text/x-feedback-report", "text/x-disposition-notification"

Fields = Mapping[str, str]


def parsed(raw: bytes) -> Message:
    """A mail, however broken; never raises."""
    return message_from_bytes(_REPORT.sub(rb"\1text/x-\2", raw), policy=policy.compat32)


def delivery_reports(mail: Message) -> Iterator[Fields]:
    """The fields of each recipient in a delivery report, names in lower case, with those about the whole message."""
    for part in _of_type(mail, _DELIVERY):
        blocks = _blocks(_text(part))
        about_all = next((block for block in blocks if "action" not in block and "status" not in block), {})
        for block in blocks:
            if "action" in block or "status" in block:
                yield {**about_all, **block}


def has_delivery_report(mail: Message) -> bool:
    """Whether it is a delivery report, even one of which nothing is left to be read."""
    kind = str(mail.get_param("report-type", "", unquote=True)).lower()
    return any(True for _ in _of_type(mail, _DELIVERY)) or kind == "delivery-status"


def complaint(mail: Message) -> Fields | None:
    """The fields of a report that somebody called a mail spam; None if it is none."""
    for part in _of_type(mail, _COMPLAINT):
        fields: dict[str, str] = {}
        for block in _blocks(_text(part)):
            fields |= block
        return fields
    return None


def is_read_receipt(mail: Message) -> bool:
    """Whether a mail program says that a mail was shown or thrown away (RFC 8098)."""
    return any(True for _ in _of_type(mail, _SEEN))


def texts(mail: Message) -> str:
    """All words that people can read in it, and the headers of mails within."""
    said = [_text(part) for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join(said)


def header(mail: Message, name: str) -> str:
    """One header, decoded; empty where it is missing or cannot be read."""
    value = mail.get(name)
    if value is None:
        return ""
    try:
        said = str(make_header(decode_header(str(value))))
    except (ValueError, LookupError):
        said = str(value)
    return " ".join(said.encode("utf-8", "replace").decode().replace("\0", "").split())


def _of_type(mail: Message, kind: str) -> Iterator[Message]:
    return (part for part in mail.walk() if part.get_content_type() == kind)


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _blocks(text: str) -> list[dict[str, str]]:
    """Groups of fields, divided by empty lines; a continued line belongs to the field before it."""
    blocks: list[dict[str, str]] = [{}]
    last = ""
    for line in text.splitlines():
        if not line.strip():
            if blocks[-1]:
                blocks.append({})
            last = ""
        elif line[0] in " \t" and last:
            blocks[-1][last] += f" {line.strip()}"
        elif ":" in line:
            name, _, value = line.partition(":")
            last = name.strip().lower()
            blocks[-1].setdefault(last, value.strip())
    return [block for block in blocks if block]
