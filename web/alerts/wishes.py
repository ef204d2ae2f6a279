"""A wish as it stands in the address, and the question that an alert keeps of it."""

from __future__ import annotations

from enum import StrEnum

from aggregator.model import AlertRhythm
from newsletter.alerts import Asked
from web.finder.address import Wish, as_month, last_of


class Often(StrEnum):
    """How often, as forms say it."""

    DAILY = "taeglich"
    WEEKLY = "woechentlich"
    DEADLINES = "fristen"


RHYTHMS = {
    Often.DAILY: AlertRhythm.DAILY,
    Often.WEEKLY: AlertRhythm.WEEKLY,
    Often.DEADLINES: AlertRhythm.DEADLINES,
}


def asked_of(wish: Wish) -> Asked:
    """What an alert keeps. What is past and the page of the list are nothing that anybody could be alerted of.

    A municipality is kept as the countries of its partners, a month as its last day.
    """
    month = as_month(wish.until)
    return Asked(
        countries=wish.countries or wish.partners,
        topics=wish.topics,
        audiences=wish.audiences,
        until=last_of(month).isoformat() if month else wish.until,
        words=wish.words,
        undated=wish.undated,
        kinds=wish.kinds,
    )


def wish_of(asked: Asked) -> Wish:
    """The same for the finder."""
    return Wish(
        countries=asked.countries,
        topics=asked.topics,
        audiences=asked.audiences,
        kinds=asked.kinds,
        until=asked.until,
        words=asked.words,
        undated=asked.undated,
    )


def often(rhythm: AlertRhythm) -> Often:
    """The word for a rhythm."""
    return next(word for word, meant in RHYTHMS.items() if meant is rhythm)


def read_often(value: str) -> Often:
    """What was chosen; daily where the form says nothing we know."""
    return Often(value) if value in list(Often) else Often.DAILY
