"""What a fact was and is, in the words of the morning's report."""

from __future__ import annotations

import pytest

from aggregator.changes import FactName
from newsletter.morning.values import in_words
from newsletter.wording import Wording


@pytest.mark.parametrize(
    ("fact", "value", "language", "said"),
    [
        (FactName.DEADLINE, "2027-03-15", "de", "15.03.2027"),
        (FactName.DEADLINE, "2027-03-15T12:00[Europe/London]", "en", "15 Mar 2027, 12:00"),
        (FactName.DEADLINE, "rolling", "fr", "possible à tout moment"),
        (FactName.EVENT, "2027-05-01/2027-05-04", "de", "01.05.2027 – 04.05.2027"),
        (FactName.AMOUNT, "/5000 EUR", "de", "5.000 €"),
        (FactName.AMOUNT, "500/5000 EUR", "en", "€500 – €5,000"),
        (FactName.STATUS, "withdrawn", "pl", "wycofany"),
        (FactName.DEADLINE, None, "de", "nicht genannt"),
        (FactName.DEADLINE, "bald", "de", "bald"),
    ],
)
def test_a_fact_is_said_as_people_write_it(fact: FactName, value: str | None, language: str, said: str) -> None:
    assert in_words(fact, value, Wording(language)).replace("\u00a0", " ") == said
