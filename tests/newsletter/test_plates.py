from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from aggregator.interest import Interest
from newsletter.choosing import Placed, choose
from newsletter.content import Masthead
from newsletter.plates import Plates
from newsletter.rendering import render_edition
from newsletter.settings import MailSettings
from newsletter.told import Past, Told
from newsletter.wrapping import UNSUBSCRIBE_PLACE
from templates import LANGUAGES
from tests.newsletter.samples import ANYBODY, BOTTROP, TODAY, colourful_issue, opportunity, placed, settings

HEAD = Masthead("Ausgabe <Dezember> & „2026“", "Liebe Leserinnen und Leser,\n\n" + "der Dezember ist kurz " * 9)
PLACES = (*colourful_issue(), *placed(opportunity(20, title="{{unsubscribe}} <b> \ue000foot\ue001 & 'so'")))
PASTS: tuple[Past | None, ...] = (None, {1: Told(date(2026, 12, 15)), 2: Told.of(PLACES[1].view)})


@pytest.mark.parametrize("reminding", [False, True])
@pytest.mark.parametrize("past", PASTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_from_plates_is_the_one_that_is_rendered_as_a_whole(
    language: str, past: Past | None, reminding: bool
) -> None:
    plates = Plates(HEAD, PLACES, settings(), language=language, today=TODAY)
    for interest in (BOTTROP, ANYBODY, replace(BOTTROP, municipality="<Städtchen> {{x}}")):
        _compare(plates, interest, settings(), language, past=past, reminding=reminding)


def test_plates_leave_out_as_much_as_a_whole_rendering_where_a_mail_would_be_too_large() -> None:
    views = [opportunity(number, summary="Sehr viel Text über Fahrten. " * 20) for number in range(1, 41)]
    places = placed(*views)
    plates = Plates(HEAD, places, settings(), language="de", today=TODAY)
    chosen = choose(places, BOTTROP, most=40, today=TODAY)
    whole = render_edition(HEAD, chosen, BOTTROP, settings(), language="de", today=TODAY)
    assert plates.mail(plates.edition(chosen, BOTTROP)) == whole
    assert len(whole.opportunity_ids) < 40


@hypothesis_settings(max_examples=25, deadline=None)
@given(
    st.sets(st.sampled_from(["PL", "FR", "GB", "PT"])),
    st.sets(st.sampled_from(["youth", "culture", "europe"])),
    st.sampled_from(["de", "pl"]),
    st.integers(1, 10),
)
def test_whatever_a_reader_chose_both_ways_give_the_same(
    countries: set[str], topics: set[str], language: str, most: int
) -> None:
    interest = Interest(dict.fromkeys(sorted(countries), ()), frozenset(topics), frozenset(), "Köln")
    office = settings(max_items=most)
    plates = Plates(HEAD, PLACES, office, language=language, today=TODAY)
    _compare(plates, interest, office, language)


def test_an_edition_from_plates_holds_no_mark_and_each_link_of_a_reader_once() -> None:
    chosen = choose(PLACES, BOTTROP, most=15, today=TODAY)
    plates = Plates(HEAD, PLACES, settings(), language="de", today=TODAY)
    mail = plates.mail(plates.edition(chosen, BOTTROP))
    for part in (mail.html, mail.text):
        assert not {"\ue000", "\ue001"} & set(part)
        assert part.count(UNSUBSCRIBE_PLACE) == 1


def _compare(
    plates: Plates,
    interest: Interest,
    office: MailSettings,
    language: str,
    *,
    past: Past | None = None,
    reminding: bool = False,
    places: tuple[Placed, ...] = PLACES,
) -> None:
    chosen = choose(places, interest, most=office.max_items, today=TODAY, past=past)
    if not chosen.items:
        return
    whole = render_edition(HEAD, chosen, interest, office, language=language, today=TODAY, reminding=reminding)
    assert plates.mail(plates.edition(chosen, interest, reminding=reminding)) == whole
