"""Names that many things go by: no bucket grows without end, nothing is merged by mistake, staff are told."""

from __future__ import annotations

from sqlmodel import col, func, select

from aggregator.identity.buckets import MOST_MEMBERS
from aggregator.model import BucketMember, Crowd, Resemblance
from tests.aggregator.office import CALL, Office

MANY = MOST_MEMBERS * 2


def fullest(office: Office) -> int:
    with office.store.reading() as session:
        per_bucket = (
            select(func.count().label("members")).select_from(BucketMember).group_by(col(BucketMember.code)).subquery()
        )
        return session.exec(select(func.max(per_bucket.c.members))).one() or 0


def count(office: Office, table: type) -> int:
    with office.store.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_many_with_one_title_and_no_text_stay_as_many_and_staff_hear_of_the_name(office: Office) -> None:
    for number in range(MANY):
        source = ("jugendring", "stadtverband")[number % 2]
        office.take("Neue Ausschreibung online", None, source=source, url=f"https://{source}.example.org/{number}")
    assert len(office.views()) == MANY
    assert fullest(office) <= MOST_MEMBERS
    with office.store.reading() as session:
        assert session.exec(select(Crowd.name).where(Crowd.kind == "title")).all() == ["Neue Ausschreibung online"]


def test_who_is_like_everything_is_asked_about_a_few_times_only(office: Office) -> None:
    for number in range(MANY):
        source = ("jugendring", "stadtverband", "lokalblatt")[number % 3]
        text = f"Aufruf Nummer {number}: bitte bis 15.03.2027 melden, es gibt 500 Euro."
        office.take("Neue Ausschreibung für Vereine", text, source=source, url=f"https://{source}.example.org/{number}")
    assert fullest(office) <= MOST_MEMBERS
    assert count(office, Resemblance) <= 3 * MANY


def test_one_address_for_every_call_merges_none_of_them(office: Office) -> None:
    url = "https://jugendring.example.org/aufrufe"
    for number in range(MANY):
        office.take(f"Aufruf für {chr(97 + number % 26) * 4} {number}", CALL, url=url, key=f"nr-{number}")
    assert len(office.views()) == MANY
    with office.store.reading() as session:
        assert session.exec(select(Crowd.name).where(Crowd.kind == "address")).all() == [
            "//jugendring.example.org/aufrufe"
        ]


def test_one_that_says_nothing_is_kept_and_merged_with_nothing(office: Office) -> None:
    for number, source in enumerate(["jugendring", "stadtverband"]):
        office.take("", "", source=source, url=f"https://{source}.example.org/{number}")
        office.take("!!!", None, source=source, url=f"https://{source}.example.org/x{number}")
    assert len(office.views()) == 4
    assert count(office, Resemblance) == 0
