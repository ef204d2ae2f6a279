"""What a mail that came back is: report, complaint, automatic answer, wish to leave. Pure.

Whom it is about is said by signed tokens of ours alone (`newsletter.delivery.return_path`), never by a From line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from email.message import Message

from flufl.bounce import all_failures

from aggregator.model import ReturnKind
from newsletter.bounces import reports
from newsletter.bounces.verdict import is_automatic, status_in, verdict
from newsletter.delivery.return_path import Concern, Signed, found_in
from newsletter.settings import MailSettings

_TO_US = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc", "x-forwarded-to")
_WISHES = (Concern.UNSUBSCRIBE, Concern.END_ALERT)
_MOST_HOPS = 30
_NOT_FINAL = frozenset({"delayed", "delivered", "relayed", "expanded"})
_ANSWERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-response-suppress", "x-autoreply-from")
_MAIL_SERVERS = ("mailer-daemon", "postmaster@", "mail delivery", "maildelivery")
_GENERAL = frozenset({"", "5.0.0", "4.0.0"})
_QUOTED = (
    "\nReturn-Path:",
    "\nReceived:",
    "\nDKIM-Signature:",
    "------ This is a copy",
    "--- Below this line",
    "--- The header of the original",
)
_COMPLAINTS = frozenset({"abuse", "fraud", "virus", "opt-out", "opt-out-list"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail says: `status` as "5.1.1", `told` by the other side in its own words, `server` who reports it."""

    kind: ReturnKind
    status: str = ""
    told: str = ""
    server: str = ""
    about: Signed | None = None


def read(raw: bytes, settings: MailSettings) -> Reading:
    """Read a mail, or its beginning; never raises."""
    mail = reports.parsed(raw)
    text = reports.texts(mail)
    to_us = "\n".join(str(value) for name in _TO_US for value in mail.get_all(name, []))
    tokens = [*found_in(to_us, secret=settings.secret)]
    wish = any(signed.concern in _WISHES for signed in tokens)  # quoted ones are none: they stand in all our mails
    tokens += found_in(raw.decode("latin-1") + text, secret=settings.secret)
    said = _said(mail, raw, text, wish=wish, settings=settings)
    return replace(
        said,
        status=said.status[:12],
        told=_storable(said.told or reports.header(mail, "subject"))[:1000],
        server=_storable(said.server)[:255],
        about=tokens[0] if tokens else None,
    )


def _said(mail: Message, raw: bytes, text: str, *, wish: bool, settings: MailSettings) -> Reading:
    if _is_loop(mail, settings):
        return Reading(ReturnKind.LOOP)
    complaint = reports.complaint(mail)
    if complaint is not None:
        return _complaint(complaint)
    if reports.has_delivery_report(mail):
        return _report(mail, text)
    if wish:
        return Reading(ReturnKind.UNSUBSCRIBE)
    if _is_automatic(mail) or reports.is_read_receipt(mail):
        return Reading(ReturnKind.AUTO_REPLY)
    return _in_words(raw, text) if _is_from_a_mail_server(mail) else Reading(ReturnKind.UNKNOWN)


def _is_loop(mail: Message, settings: MailSettings) -> bool:
    """Our own mail, or one that goes round and round."""
    from_us = settings.sender_address.lower() in reports.header(mail, "from").lower()
    ours = from_us and ("list-id" in mail or reports.header(mail, "auto-submitted") == "auto-generated")
    return ours or "x-loop" in mail or len(mail.get_all("received", [])) > _MOST_HOPS


def _complaint(fields: reports.Fields) -> Reading:
    what = fields.get("feedback-type", "abuse").lower()
    told = "; ".join(filter(None, (what, fields.get("user-agent", ""))))
    if what == "not-spam":
        return Reading(ReturnKind.AUTO_REPLY, told=told)
    return Reading(ReturnKind.COMPLAINT if what in _COMPLAINTS else ReturnKind.UNKNOWN, told=told)


def _report(mail: Message, text: str) -> Reading:
    """What is said of the first recipient for whom it is over: we write to one at a time."""
    delayed: Reading | None = None
    for fields in reports.delivery_reports(mail):
        told = _after_type(fields.get("diagnostic-code", ""))
        status = fields.get("status", "").partition(" ")[0]
        server = _after_type(fields.get("remote-mta", "") or fields.get("reporting-mta", ""))
        if fields.get("action", "failed").lower() in _NOT_FINAL:
            delayed = Reading(ReturnKind.DELAYED, status, told, server)
            continue
        # a code in the diagnosis says more than a general 5.0.0 of whoever reports it
        exact = (status_in(told) or status) if status in _GENERAL else status
        kind = verdict(exact, told if exact not in _GENERAL else f"{told} {_before_the_mail(text)}")
        return Reading(kind, exact, told, server)
    if delayed is not None:
        return delayed
    words = _before_the_mail(text)
    return Reading(verdict("", words), status_in(words))


def _in_words(raw: bytes, text: str) -> Reading:
    """A bounce without fields, as Exim, qmail and others write it."""
    words = _before_the_mail(text)
    status = status_in(words)
    kind = verdict(status, words)
    told = next((line.strip() for line in words.splitlines() if status and status in line), "")
    if kind is ReturnKind.UNKNOWN and _is_suspected(raw):
        told = "flufl.bounce: failure"
    return Reading(kind, status, told)


def _is_suspected(raw: bytes) -> bool:
    """A hint for people who judge it, nothing more: that library takes full mailboxes and policies for dead readers."""
    try:
        temporary, permanent = all_failures(reports.parsed(raw))
    except Exception:
        return False
    return bool(temporary or permanent)


def _is_automatic(mail: Message) -> bool:
    submitted = reports.header(mail, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return not _is_from_a_mail_server(mail)
    marked = any(name in mail for name in _ANSWERS) or reports.header(mail, "precedence").lower() == "auto_reply"
    return marked or is_automatic(reports.header(mail, "subject"))


def _is_from_a_mail_server(mail: Message) -> bool:
    if any(name in reports.header(mail, "from").lower() for name in _MAIL_SERVERS):
        return True
    return reports.header(mail, "return-path") == "<>" and not is_automatic(reports.header(mail, "subject"))


def _before_the_mail(text: str) -> str:
    """What stands before the quoted mail: its own words are no diagnosis."""
    for sign in _QUOTED:
        text = text.partition(sign)[0]
    return text[:8000]


def _after_type(value: str) -> str:
    """`smtp; 550 5.1.1 …` without its type."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and " " not in kind.strip() else value.strip()


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL, and UTF-8 no half characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
