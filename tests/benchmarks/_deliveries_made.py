"""Issues with many waiting deliveries, and the same mails as an office would make them by hand."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from sqlalchemy import text
from sqlmodel import col, select

from aggregator.model import Edition
from aggregator.store import Store
from newsletter.delivery.dkim import Signer, SigningKey, read_key
from newsletter.delivery.letters import letter
from newsletter.delivery.message import Addressee, Letter, message_id, preferences_url, unsubscribe_url
from newsletter.delivery.signing_keys import make_key
from newsletter.editions import compose
from newsletter.settings import MailSettings
from newsletter.wrapping import PREFERENCES_PLACE, UNSUBSCRIBE_PLACE
from tests.benchmarks._readers_made import add_issue, fill
from tests.newsletter.samples import NOW, TODAY, settings

KEY = Path("var/bench-dkim.pem")
_FILL = {
    "sqlite": "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < :many)",
    "postgresql": "with numbers(n) as (select generate_series(1, :many))",
}

_ADDED = (
    "insert into subscriber (id, address, language, rhythm, state, format, former_marks, created_at) {numbers}"
    " select :last + n, 'r' || (:last + n) || '@town' || (n % 1000) || '.example', 'de', 'weekly', 'confirmed', 'html',"
    " '[]', :now from numbers",
    "insert into delivery (issue_id, edition_id, subscriber_id, state, message_id, attempts, reply, updated_at)"
    " {numbers} select :issue, 1 + n % (select count(*) from edition), :last + n, 'waiting',"
    " '<issue-1.' || (:last + n) || '@bench.example>', 0, '', :now from numbers",
)


def office(port: int) -> MailSettings:
    """Sends to a sink on this machine over ten connections."""
    return settings(smtp_port=port, connections=10, max_items=16)


def signer() -> Signer:
    """Signs with an RSA key of 2048 bits, the same in all processes."""
    if not KEY.exists():
        make_key(KEY)
    return Signer(office(25).sender_domain, [SigningKey("bench", read_key(KEY))])


def composed(store: Store, readers: int) -> int:
    """An issue of sixty entries as it is composed for so many readers; gives how many deliveries wait."""
    with store.writing() as session:
        fill(session, readers)
        add_issue(session, 1, week=0, kept=0)
    with store.writing() as session:
        return compose(session, 1, office(25), today=TODAY, now=NOW).deliveries


def many_waiting(store: Store, deliveries: int) -> None:
    """So many deliveries of an issue of some hundred editions, to readers of thousand domains."""
    composed(store, 500)
    with store.engine.begin() as connection:
        connection.execute(text("delete from delivery"))
    add_waiting(store, 1, deliveries)
    with store.engine.begin() as connection:
        connection.execute(text("analyze"))


def add_waiting(store: Store, issue_id: int, deliveries: int) -> None:
    """New readers of thousand domains, and what waits for each of them."""
    name = "sqlite" if store.is_sqlite else "postgresql"
    with store.engine.begin() as connection:
        last = connection.execute(text("select coalesce(max(id), 0) from subscriber")).scalar_one()
        given = {"many": deliveries, "now": NOW.replace(tzinfo=None), "last": last, "issue": issue_id}
        for statement in _ADDED:
            # both databases take the numbers between the insert and its question
            connection.execute(text(statement.format(numbers=_FILL[name])), given)


def letters(store: Store, most: int) -> list[Letter]:
    """Some editions, as they are kept."""
    with store.reading() as session:
        return [letter(session, one) for one in session.exec(select(Edition).order_by(col(Edition.id)).limit(most))]


def by_hand(said: Letter, number: int, mail: MailSettings) -> bytes:
    """One reader's copy made with the standard library, the same content and headers."""
    reader = Addressee(number, f"r{number}@town.example")
    unsubscribe = unsubscribe_url(reader, said.language, mail)
    links = {UNSUBSCRIBE_PLACE: unsubscribe, PREFERENCES_PLACE: preferences_url(reader, said.language, mail, now=NOW)}
    plain, html = said.text, said.html
    for place, link in links.items():
        plain, html = plain.replace(place, link), html.replace(place, link)
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{mail.sender_name} <{mail.sender_address}>"
    message["To"] = reader.address
    message["Subject"] = said.subject
    message["Date"] = NOW
    message["Message-ID"] = message_id(1, number, reader.address, mail)
    message["List-Unsubscribe"] = f"<{unsubscribe}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(plain, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message.as_bytes()
