from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from newsletter.choosing import choose
from newsletter.cleaning import clean, web_address
from newsletter.content import Masthead
from newsletter.mjml_check import TemplateError, check
from newsletter.rendering import Mail, render_edition
from newsletter.told import Told
from newsletter.wrapping import PREFERENCES_PLACE, UNSUBSCRIBE_PLACE, wrapped
from templates import LANGUAGES
from tests.newsletter.samples import ANYBODY, BOTTROP, TODAY, colourful_issue, opportunity, placed, settings

HEAD = Masthead("Ausgabe Dezember 2026", "Liebe Leserinnen und Leser,\n\nder Dezember ist kurz.")


def _mail(language: str = "de", **changes: int) -> Mail:
    chosen = choose(colourful_issue(), BOTTROP, most=15, today=TODAY)
    return render_edition(HEAD, chosen, BOTTROP, settings(**changes), language=language, today=TODAY)


def _one(title: str = "Titel", **changes: object) -> Mail:
    chosen = choose(placed(opportunity(1, title=title, **changes)), BOTTROP, most=15, today=TODAY)
    return render_edition(HEAD, chosen, BOTTROP, settings(), language="de", today=TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_names_its_language_and_title_and_has_one_h1(language: str) -> None:
    page = HTMLParser(_mail(language).html)
    root, title = page.css_first("html"), page.css_first("title")
    assert root is not None and root.attributes["lang"] == language
    assert title is not None and "Ausgabe Dezember 2026" in title.text()
    assert len(page.css("h1")) == 1


def test_every_item_has_its_title_as_an_h2_that_links_to_its_page() -> None:
    linked = [link.attributes["href"] for link in HTMLParser(_mail().html).css("h2 a")]
    assert linked == [f"https://partnerbuero.example/angebot/{number}" for number in _mail().opportunity_ids]


def test_layout_tables_are_presentation_and_data_tables_have_headers() -> None:
    for table in HTMLParser(_mail().html).css("table"):
        assert table.attributes.get("role") == "presentation" or table.css_first("th[scope]") is not None


def test_no_text_is_smaller_than_16_pixels() -> None:
    page = HTMLParser(_mail().html)
    for node in page.css("[style]"):
        size = re.search(r"font-size:\s*(\d+)px", node.attributes["style"] or "")
        own = (node.text(deep=False) or "").strip()
        hidden = "display:none" in (node.attributes["style"] or "")
        assert not (size and own and not hidden) or int(size[1]) >= 16, own


def test_no_two_links_with_the_same_words_lead_to_different_places() -> None:
    targets: dict[str, set[str | None]] = {}
    for link in HTMLParser(_mail().html).css("a"):
        targets.setdefault(link.text().strip(), set()).add(link.attributes["href"])
    assert all(len(places) == 1 for places in targets.values())
    assert not {"hier", "hier klicken", "mehr", "weiter"} & {words.lower() for words in targets}


def test_words_in_another_language_are_marked_as_such() -> None:
    page = HTMLParser(_mail().html)
    assert [title.attributes.get("lang") for title in page.css("h2") if "Fonds" in title.text()] == ["fr"]
    assert [title.attributes.get("lang") for title in page.css("h2") if "Dzień" in title.text()] == ["pl"]


def test_what_a_reader_may_not_understand_is_title_and_facts_alone() -> None:
    german, polish = _mail("de"), _mail("pl")
    lead, quote = "Zuschuss für Treffen mit Jugendlichen", "Wegen der großen Nachfrage"
    for part in (german.html, german.text):
        assert lead in part and quote in part
    for part in (polish.html, polish.text):
        assert lead not in part and quote not in part
        assert "Jugendbegegnungen mit Partnerkommunen in Polen 2027" in part


def test_events_stand_as_lines_with_day_place_and_until_when_to_sign_up() -> None:
    said = " ".join(_mail().text.split())
    assert "Fr., 11. Dez. – Sa., 12. Dez. 2026 · Gliwice Dzień otwarty archiwum" in said
    assert "Anmeldung bis 04.12.2026" in said
    assert "Mi., 9. Dez. 2026 · online Anträge schreiben" in said


def test_what_comes_again_says_what_is_new() -> None:
    chosen = choose(colourful_issue(), BOTTROP, most=15, today=TODAY, past={1: Told(date(2026, 12, 15))})
    mail = render_edition(HEAD, chosen, BOTTROP, settings(), language="de", today=TODAY)
    assert "Frist verlängert, vorher 15.12.2026" in mail.text
    assert "<strong>Frist verlängert, vorher 15.12.2026</strong>" in mail.html
    assert mail.html.count("<strong>") == 1


def test_a_reminder_says_so_and_brings_no_editorial() -> None:
    chosen = choose(colourful_issue()[:1], BOTTROP, most=15, today=TODAY)
    mail = render_edition(HEAD, chosen, BOTTROP, settings(), language="de", today=TODAY, reminding=True)
    assert mail.subject == "Ausgabe Dezember 2026: 1 Frist rückt näher"
    assert "Erinnerung an 1 Frist, ausgewählt für Bottrop." in mail.text
    assert "der Dezember ist kurz" not in mail.text + mail.html


def test_the_subject_that_staff_wrote_is_taken_as_it_is() -> None:
    chosen = choose(colourful_issue(), BOTTROP, most=15, today=TODAY)
    head = Masthead("Ausgabe", subject="Fristen bis Ende Januar")
    assert render_edition(head, chosen, BOTTROP, settings(), language="de", today=TODAY).subject == head.subject


def test_an_issue_title_in_german_is_marked_for_readers_in_polish() -> None:
    heading = HTMLParser(_mail("pl").html).css_first("h1")
    assert heading is not None and heading.attributes.get("lang") == "de"


def test_nothing_is_loaded_from_anywhere() -> None:
    html = _mail().html
    page = HTMLParser(html)
    assert not page.css("img, link, script, iframe, object, video, audio, [src], [background]")
    assert "url(" not in html
    assert "@import" not in html
    assert "fonts.googleapis.com" not in html


def test_links_lead_to_the_office_to_the_sources_and_nowhere_else() -> None:
    hosts = {
        re.match(r"https://([^/]+)|\{\{(?:unsubscribe|preferences)\}\}$", str(a.attributes["href"]))
        for a in HTMLParser(_mail().html).css("a")
    }
    assert None not in hosts
    named = {found[1] for found in hosts if found}
    assert named == {"partnerbuero.example", "stiftung.example", None}


def test_links_carry_nothing_that_tells_readers_apart() -> None:
    links = {str(link.attributes["href"]) for link in HTMLParser(_mail().html).css("a")}
    assert {link for link in links if "{{" in link} == {UNSUBSCRIBE_PLACE, PREFERENCES_PLACE}
    assert not any("?" in link for link in links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_to_the_pages_of_the_readers_language(language: str) -> None:
    prefix = "" if language == "de" else f"/{language}"
    html = _mail(language).html
    for path in ("/impressum", "/datenschutz", "/angebot/1", "/angebot/1.ics"):
        assert f'href="https://partnerbuero.example{prefix}{path}"' in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_part_says_every_title_deadline_and_address(language: str) -> None:
    mail = _mail(language)
    unwrapped = " ".join(mail.text.split())
    for place in colourful_issue():
        if place.view.id in mail.opportunity_ids:
            assert " ".join(place.view.title.split()) in unwrapped
            assert place.view.url in mail.text
    assert UNSUBSCRIBE_PLACE in mail.text
    years = {line for line in mail.text.splitlines() if "2027" in line}
    assert any("31" in line and "23:59" in line for line in years)


def test_text_and_html_hold_the_same_items() -> None:
    mail = _mail()
    in_html = re.findall(r"/angebot/(\d+)\"", mail.html)
    in_text = re.findall(r"/angebot/(\d+)$", mail.text, re.MULTILINE)
    assert set(in_html) == set(in_text) == {str(number) for number in mail.opportunity_ids}


def test_the_footer_says_why_offers_to_leave_and_names_the_sender() -> None:
    for part in (HTMLParser(_mail().html).text(), _mail().text):
        assert "Partnerbüro Ruhrstadt schickt Ihnen diese Mail, weil Sie den Newsletter bestellt haben" in " ".join(
            part.split()
        )
        assert "Newsletter abbestellen" in part
        assert "Am Markt 1, 45999 Ruhrstadt" in part
        assert "Bottrop" in part


def test_a_mail_that_would_be_too_large_has_fewer_items_and_says_how_many_wait_on_the_web() -> None:
    views = [opportunity(number, summary="Sehr viel Text über Fahrten. " * 20) for number in range(1, 41)]
    chosen = choose(placed(*views), BOTTROP, most=40, today=TODAY)
    mail = render_edition(HEAD, chosen, BOTTROP, settings(), language="de", today=TODAY)
    shown = len(mail.opportunity_ids)
    assert len(mail.html.encode()) <= 90_000
    assert 10 <= shown < 40
    assert f"{40 - shown} weitere Angebote im Web" in mail.html
    assert f"{40 - shown} weitere Angebote im Web" in mail.text


def test_two_circles_with_equal_interest_get_the_same_bytes() -> None:
    assert _mail() == _mail()


def test_an_issue_with_nothing_in_it_is_still_a_mail() -> None:
    mail = render_edition(
        HEAD, choose((), ANYBODY, most=9, today=TODAY), ANYBODY, settings(), language="de", today=TODAY
    )
    assert mail.opportunity_ids == ()
    assert "<h1" in mail.html


def test_html_in_a_title_is_shown_not_obeyed() -> None:
    mail = _one('<script>alert(1)</script><img src="https://evil.example/x">&amp;')
    page = HTMLParser(mail.html)
    assert not page.css("script, img")
    assert "<script>alert(1)</script>" in page.css("h2 a")[0].text()


def test_template_marks_in_a_title_are_shown_not_filled() -> None:
    mail = _one("{{unsubscribe}} {% raw %} {{{unsubscribe}}}")
    assert mail.html.count(UNSUBSCRIBE_PLACE) == 1
    assert mail.text.count(UNSUBSCRIBE_PLACE) == 1


def test_an_address_that_runs_something_is_replaced_by_our_own_page() -> None:
    mail = _one(url="javascript:alert(1)")
    assert "javascript:" not in mail.html + mail.text
    assert mail.text.count("https://partnerbuero.example/angebot/1\n") == 2


def test_moved_deadlines_say_what_was_before() -> None:
    assert "verlängert, vorher 15.12.2026" in " ".join(_mail().text.split())


@hypothesis_settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=400), st.text(max_size=200))
def test_whatever_a_source_writes_makes_a_well_formed_mail(title: str, quote: str) -> None:
    view = opportunity(1, title=title, summary=quote, organiser=quote, place=title)
    proof = replace(view.proofs[0], quote=quote)
    chosen = choose(placed(replace(view, proofs=(proof,))), BOTTROP, most=9, today=TODAY)
    mail = render_edition(Masthead(title, quote), chosen, BOTTROP, settings(), language="de", today=TODAY)
    page = HTMLParser(mail.html)
    assert len(page.css("h1")) == 1
    assert mail.html.count(UNSUBSCRIBE_PLACE) == 1
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", mail.html + mail.text + mail.subject)


@given(st.text())
def test_clean_text_holds_no_place_a_link_could_fill(text: str) -> None:
    assert "{{" not in clean(text)
    assert "}}" not in clean(text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://",
        "https://a b",
        "https://a/\r\nx",
        "http://[bad",
    ],
)
def test_only_web_addresses_may_stand_in_a_mail(url: str) -> None:
    assert web_address(url) is None


def test_an_ordinary_address_may_stand_in_a_mail() -> None:
    assert web_address("https://stiftung.example/a?b=1&c=2#d") == "https://stiftung.example/a?b=1&c=2#d"


@pytest.mark.parametrize(
    ("mjml", "complaint"),
    [
        ("<mjml><mj-body><mj-txt>a</mj-txt></mj-body></mjml>", "mj-txt"),
        ('<mjml><mj-text paddng="0">a</mj-text></mjml>', "paddng"),
        ('<mjml>\n<mj-text><a href="javascript:x">a</a></mj-text></mjml>', "line 2"),
        ('<mjml><mj-text><p style="background:url(x)">a</p></mj-text></mjml>', "url"),
        ("<mjml><mj-text>1 < 2</mj-text></mjml>", "begins no"),
        ("<mjml><mj-social></mj-social></mjml>", "mj-social"),
        ('<mjml><mj-text><img src="https://a.example/x.png"></mj-text></mjml>', "img"),
    ],
)
def test_a_mistake_in_the_template_is_named(mjml: str, complaint: str) -> None:
    with pytest.raises(TemplateError, match=complaint):
        check(mjml)


def test_long_lines_of_text_are_wrapped_and_addresses_are_not() -> None:
    long_address = "https://stiftung.example/" + "a" * 200
    lines = wrapped(f"{'Wort ' * 40}\n{long_address}\n").splitlines()
    assert max(len(line) for line in lines[:-1]) <= 74
    assert lines[-1] == long_address
