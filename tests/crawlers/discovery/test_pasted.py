"""Whatever people paste: the address they mean, or why it is none."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.discovery.pasted import Mistake, NoAddress, addresses_in


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("https://buero.example/aktuelles", "https://buero.example/aktuelles"),
        ("  <https://buero.example/aktuelles>\n", "https://buero.example/aktuelles"),
        ("„https://buero.example/aktuelles“.", "https://buero.example/aktuelles"),
        ("HTTPS://Buero.Example/Aktuelles", "https://buero.example/Aktuelles"),
        ("https://buero.example/ak\n tuelles", "https://buero.example/aktuelles"),
        ("Siehe https://buero.example/aktuelles für alle Aufrufe", "https://buero.example/aktuelles"),
        ("https://buero.example/a?utm_source=brief&id=7&fbclid=x", "https://buero.example/a?id=7"),
        ("https://buero.example/a#oben", "https://buero.example/a"),
        ("https://köln.example/förderung", "https://xn--kln-sna.example/f%C3%B6rderung"),
        ("webcal://buero.example/termine.ics", "https://buero.example/termine.ics"),
        ("feed:https://buero.example/feed", "https://buero.example/feed"),
        ("feed://buero.example/feed", "https://buero.example/feed"),
        ("view-source:https://buero.example/", "https://buero.example/"),
        ("https://buero.example/\u200baktuelles", "https://buero.example/aktuelles"),
    ],
)
def test_an_address_is_found_however_it_was_pasted(pasted: str, meant: str) -> None:
    assert addresses_in(pasted) == (meant,)


@pytest.mark.parametrize(
    "pasted", ["buero.example", " buero.example ", "buero.example:8080", "www.buero.example/a?b=c"]
)
def test_a_bare_host_is_tried_encrypted_first(pasted: str) -> None:
    first, second = addresses_in(pasted)
    assert (urlsplit(first).scheme, urlsplit(second).scheme) == ("https", "http")
    assert urlsplit(first).netloc == urlsplit(second).netloc


@pytest.mark.parametrize(
    ("pasted", "mistake", "meant"),
    [
        ("", Mistake.EMPTY, ""),
        (" \n „“ ", Mistake.EMPTY, ""),
        ("info@buero.example", Mistake.MAIL, "buero.example"),
        ("mailto:Info@Buero.Example", Mistake.MAIL, "buero.example"),
        ("ftp://buero.example/liste", Mistake.OTHER_SCHEME, ""),
        ("javascript:alert(1)", Mistake.OTHER_SCHEME, ""),
        ("file:///etc/passwd", Mistake.OTHER_SCHEME, ""),
        ("Jugendbüro Nord", Mistake.NO_ADDRESS, ""),
        ("http://", Mistake.NO_ADDRESS, ""),
        ("http://[::1", Mistake.NO_ADDRESS, ""),
        ("https://somebody:secret@buero.example/", Mistake.NO_ADDRESS, ""),
        ("https://buero.example/" + "a" * 2000, Mistake.NO_ADDRESS, ""),
    ],
)
def test_what_is_no_address_is_told_apart(pasted: str, mistake: Mistake, meant: str) -> None:
    with pytest.raises(NoAddress) as told:
        addresses_in(pasted)
    assert (told.value.mistake, told.value.meant) == (mistake, meant)


@given(st.text(max_size=80) | st.text(max_size=60).map("https://{}".format))
def test_any_text_gives_web_addresses_or_a_mistake(pasted: str) -> None:
    try:
        found = addresses_in(pasted)
    except NoAddress:
        return
    assert all(urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname for url in found)
