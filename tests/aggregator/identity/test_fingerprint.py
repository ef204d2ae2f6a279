"""What reports are compared by."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.identity import Item, Verdict, compare, fingerprint, packed, unpacked
from aggregator.identity.buckets import BucketKind, buckets
from aggregator.identity.originals import original_links
from aggregator.identity.succession import succeeds
from aggregator.identity.terms import concepts_in, is_telling

any_item = st.builds(
    Item,
    title=st.text(max_size=80),
    text=st.text(max_size=400),
    url=st.one_of(st.just(""), st.text(max_size=60), st.just("https://amt.example.org/aufruf/1")),
    days=st.frozensets(st.dates(), max_size=3),
    mentioned=st.frozensets(st.dates(), max_size=3),
    references=st.frozensets(st.text(max_size=12), max_size=2),
    language=st.sampled_from(["", "de", "fr", "en", "pl", "xx"]),
    links=st.frozensets(st.text(max_size=40), max_size=2),
    organiser=st.text(max_size=30),
    sums=st.frozensets(st.integers(0, 10**12), max_size=4),
)


@given(any_item)
def test_any_report_has_a_fingerprint_that_survives_being_stored(item: Item) -> None:
    made = fingerprint(item)
    document, words = packed(made)
    assert unpacked(json.loads(json.dumps(document)), words) == made


@given(any_item, any_item)
def test_any_two_reports_get_a_verdict_that_does_not_hang_on_their_order(one: Item, other: Item) -> None:
    a, b = fingerprint(one), fingerprint(other)
    there, back = compare(a, b), compare(b, a)
    assert there.verdict == back.verdict
    assert there.why


@given(any_item)
def test_buckets_are_a_bounded_number_and_the_same_each_time(item: Item) -> None:
    report = fingerprint(item)
    found = buckets(report)
    assert found == buckets(report)
    assert len({bucket.code for bucket in found}) == len(found) <= 100
    assert all(-(2**63) <= bucket.code < 2**63 for bucket in found)


def test_numbers_are_told_from_days_years_and_hours() -> None:
    text = "Bis 15.03.2027, 17 Uhr: 25.000 Euro oder 25 000 Euro, 40 Plätze, 14:30 bis 16:00, seit 1998, Nr. 4711."
    made = fingerprint(Item("Fonds 2027", text, days=frozenset({date(2027, 3, 15)})))
    assert made.numbers == {25000, 4711}
    assert made.counts == {40}


def test_names_in_quotation_marks_are_known_as_such_in_every_style() -> None:
    said = '„Nachbarn vor Ort“, « Mémoire commune », “Twin Labs”, "Meet your match", »Wir hier«, „ja“'
    assert fingerprint(Item("", said)).quoted == {
        "nachbarn vor ort",
        "memoire commune",
        "twin labs",
        "meet your match",
        "wir hier",
    }


@pytest.mark.parametrize(
    ("title", "language", "found"),
    [
        ("deutsch polnische jugendbegegnungen wettbewerb", "de", {"youth", "meeting", "competition"}),
        ("concours rencontres de jeunes", "fr", {"youth", "meeting", "competition"}),
        ("konkurs spotkania mlodziezy", "pl", {"youth", "meeting", "competition"}),
        ("youth encounters competition", "en", {"youth", "meeting", "competition"}),
        ("istanbul", "de", set()),
    ],
)
def test_titles_in_four_languages_name_the_same_concepts(title: str, language: str, found: set[str]) -> None:
    assert concepts_in(title, language) == found


def test_short_words_say_nothing_but_do_not_swallow_longer_ones() -> None:
    assert not is_telling("ist")
    assert is_telling("istanbul")


def test_what_a_page_calls_its_original_is_a_link_to_another_site() -> None:
    page = """
    <a href="/intern">Zur Ausschreibung</a>
    <a href='https://amt.example.org/call?utm_source=x'>Zur <b>Ausschreibung</b></a>
    <a class=x href=https://portal.example.net/>Quelle</a> <a href="https://bild.example.com/1">Foto: Anna</a>
    <a href="http://[kaputt">Quelle: Amt</a>
    """
    assert original_links(page, "https://verein.example.org/news/1") == {"https://amt.example.org/call?utm_source=x"}


def test_a_list_of_originals_leads_to_none() -> None:
    page = "".join(f'<a href="https://amt{number}.example.org/call">Mehr Informationen</a>' for number in range(9))
    assert original_links(page, "https://verein.example.org") == frozenset()


@pytest.mark.parametrize(
    ("before", "after", "another"),
    [
        (("Fonds 2026", "Bis 1. März 2026."), ("Fonds 2027", "Bis 1. März 2027."), True),
        (("Fonds, 3. Runde", "Text"), ("Fonds, 3. Runde", "Anderer Text"), False),
        (("Aufruf EAC/A01/2026", "Text"), ("Aufruf EAC/A02/2026", "Text"), True),
        (("Fonds", "Text"), ("", ""), False),
    ],
)
def test_another_year_or_number_at_one_address_is_another_thing(
    before: tuple[str, str], after: tuple[str, str], another: bool
) -> None:
    assert succeeds(fingerprint(Item(*before)), fingerprint(Item(*after))) is another


def test_a_reused_address_and_a_front_page_are_no_names() -> None:
    kinds = {bucket.kind for bucket in buckets(fingerprint(Item("Hallo", "", "https://amt.example.org/")))}
    assert BucketKind.ADDRESS not in kinds


def test_a_site_that_gives_two_addresses_to_two_titles_means_two_things() -> None:
    text = "Der Kreis zahlt bis zu 700 Euro an Vereine aus Ahaus, Ahlen und Bocholt. Anträge bis 12.02.2027."
    days = frozenset({date(2027, 2, 12)})
    one = fingerprint(Item("Zuschuss für Trikots", text, "https://kreis.example.org/a", days, language="de"))
    other = fingerprint(Item("Zuschuss für Noten", text, "https://kreis.example.org/b", days, language="de"))
    assert compare(one, other).verdict == Verdict.DIFFERENT
