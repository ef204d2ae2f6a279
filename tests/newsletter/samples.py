"""Opportunities, interests and settings of our own making, for mails that look like real ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from aggregator.interest import Interest
from aggregator.search.views import OpportunityView, Proof, SeenAt
from newsletter.choosing import Placed
from newsletter.sections import section_of
from newsletter.settings import MailSettings

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
SECRET = "a-secret-of-the-tests-that-is-long-enough"

BOTTROP = Interest(
    countries={"PL": ("Gliwice",), "FR": ("Tourcoing",), "GB": ("Blackpool",)},
    topics=frozenset({"youth", "culture"}),
    audiences=frozenset({"twinning_association"}),
    municipality="Bottrop",
)
ANYBODY = Interest(countries={}, topics=frozenset(), audiences=frozenset())


def settings(**changes: Any) -> MailSettings:
    """An office in Ruhrstadt with an imprint."""
    given: dict[str, Any] = {
        "office_name": "Partnerbüro Ruhrstadt",
        "sender_name": "Partnerbüro Ruhrstadt",
        "sender_address": "post@partnerbuero.example",
        "base_url": "https://partnerbuero.example",
        "imprint": ("Partnerbüro Ruhrstadt e. V.", "Am Markt 1, 45999 Ruhrstadt", "Verantwortlich: Erika Beispiel"),
        "secret": SECRET,
    }
    return MailSettings(**(given | changes))


def opportunity(number: int = 1, **changes: Any) -> OpportunityView:
    """One opportunity; every field can be changed."""
    given: dict[str, Any] = {
        "id": number,
        "version": 1,
        "kind": "funding",
        "state": "accepted",
        "title": f"Kleine Zuschüsse für große Freundschaften {number}",
        "summary": "Ein Zuschuss für Treffen mit der Partnerstadt. Bezahlt werden Fahrten und Unterkunft.",
        "language": "de",
        "url": f"https://stiftung.example/ausschreibung/{number}",
        "organiser": "Stiftung Brückenschlag",
        "deadline": date(2026, 12, 15),
        "deadline_time": None,
        "deadline_zone": None,
        "certainty": "exact",
        "former_deadline": None,
        "event_start": None,
        "event_end": None,
        "place": "",
        "amount_min": None,
        "amount_max": Decimal(4500),
        "currency": "EUR",
        "countries": ("PL",),
        "topics": ("youth",),
        "audiences": ("association", "school"),
        "proofs": (Proof("deadline", "2026-12-15", "Anträge nehmen wir bis zum 15. Dezember 2026 entgegen.", 0.9),),
        "seen_at": (SeenAt("stiftung", "Stiftung Brückenschlag", f"https://stiftung.example/ausschreibung/{number}"),),
        "confidence": 0.9,
        "created_at": NOW,
        "updated_at": NOW,
        "checked_at": datetime(2026, 11, 20, 5, 0, tzinfo=UTC),
    }
    return OpportunityView(**(given | changes))


def placed(*views: OpportunityView) -> tuple[Placed, ...]:
    """Views under their headings."""
    return tuple(Placed(section_of(view), view) for view in views)


def colourful_issue() -> tuple[Placed, ...]:
    """Nine items of all kinds in four languages, as an office in November would have them."""
    return placed(
        opportunity(
            1,
            title="Jugendbegegnungen mit Partnerkommunen in Polen 2027",
            summary="Zuschuss für Treffen mit Jugendlichen aus Polen. Bezahlt werden Fahrt, Unterkunft, "
            "Sprachmittlung und ein gemeinsames Projekt, das beide Gruppen vorher miteinander planen.",
            deadline=date(2027, 1, 31),
            deadline_time=time(23, 59),
            deadline_zone="Europe/Berlin",
            former_deadline=date(2026, 12, 15),
            audiences=("twinning_association", "school", "youth_organisation"),
            proofs=(
                Proof(
                    "deadline", "", "Wegen der großen Nachfrage gilt nun: Anträge bis 31. Januar 2027, 23:59 Uhr.", 0.9
                ),
            ),
        ),
        opportunity(
            2,
            title="Fonds citoyen : petites rencontres entre communes jumelées",
            language="fr",
            summary="Une aide simple pour les comités qui se rencontrent pour la première fois ou reprennent contact "
            "après une longue pause.",
            deadline=date(2026, 12, 1),
            amount_max=Decimal(5000),
            countries=("FR",),
            topics=("civic_engagement",),
            audiences=("twinning_association", "municipality"),
            proofs=(
                Proof("deadline", "", "Les dossiers sont à déposer au plus tard le 1er décembre 2026 à midi.", 0.9),
            ),
            seen_at=(SeenAt("fonds", "Fonds des Rencontres", "https://fonds.example/a"),),
        ),
        opportunity(
            3,
            title="Town twinning networks: citizens shape Europe together",
            language="en",
            summary="Grants for networks of at least four towns that work on one European question for two years.",
            deadline=date(2027, 2, 17),
            deadline_time=time(17, 0),
            deadline_zone="Europe/Brussels",
            amount_min=Decimal(8455),
            amount_max=Decimal(60000),
            countries=("EU",),
            topics=("europe", "democracy"),
            audiences=("municipality",),
            proofs=(Proof("deadline", "", "Deadline for submission: 17 February 2027, 17:00 (Brussels time).", 0.9),),
            seen_at=(SeenAt("portal", "European Grants Window", "https://portal.example/3"),),
        ),
        opportunity(
            4,
            kind="competition",
            title="Preis „Gelebte Nachbarschaft“ für Vereine und Schulen",
            deadline=date(2026, 11, 28),
            amount_max=Decimal(2500),
            countries=("DE-NW",),
            topics=("youth", "culture"),
            proofs=(Proof("deadline", "", "Einsendeschluss ist der 28. November 2026.", 0.9),),
        ),
        opportunity(
            5,
            kind="event",
            title="Dzień otwarty archiwum: wspólna pamięć dwóch miast",
            language="pl",
            summary="Warsztaty dla nauczycieli i stowarzyszeń z miast partnerskich, z tłumaczeniem na niemiecki.",
            deadline=date(2026, 12, 4),
            event_start=date(2026, 12, 11),
            event_end=date(2026, 12, 12),
            place="Gliwice",
            amount_max=None,
            countries=("PL",),
            topics=("remembrance",),
            proofs=(Proof("deadline", "", "Zgłoszenia przyjmujemy do 4 grudnia 2026 r.", 0.9),),
            seen_at=(SeenAt("archiwum", "Archiwum Miejskie", "https://archiwum.example/5"),),
        ),
        opportunity(
            6,
            kind="training",
            title="Anträge schreiben, die gelesen werden: Online-Abend für Ehrenamtliche",
            deadline=None,
            certainty="none_stated",
            event_start=date(2026, 12, 9),
            place="online",
            amount_max=None,
            countries=(),
            topics=("culture",),
            audiences=(),
            proofs=(),
        ),
        opportunity(
            7,
            kind="good_practice",
            title="Wie zwei Chöre aus Blackpool und Bottrop ein Lied schrieben",
            deadline=None,
            certainty="none_stated",
            amount_max=None,
            countries=("GB",),
            topics=("culture",),
            audiences=(),
            proofs=(),
        ),
        opportunity(
            8,
            kind="partner_search",
            title="Schule in Kłodzko sucht Partnerklasse (13–15 Jahre)",
            deadline=None,
            certainty="rolling",
            amount_max=None,
            audiences=("school",),
            proofs=(),
        ),
        opportunity(
            9,
            kind="news",
            title="Neue Direktverbindung nach Lille ab März",
            deadline=None,
            certainty="none_stated",
            amount_max=None,
            countries=("FR",),
            topics=(),
            audiences=(),
            proofs=(),
        ),
    )
