"""What the office writes in Markdown, as mails and pages hold it: our own tags, and nothing that anybody typed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.issues.markdown import as_html, as_mail, as_text
from newsletter.mjml_check import check
from newsletter.wrapping import UNSUBSCRIBE_PLACE

_TAGS = {"p", "h3", "ul", "ol", "li", "strong", "em", "br", "a"}


class Seen(HTMLParser):
    """Tags and addresses of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name == "href"]


def test_paragraphs_lists_and_words_are_written_with_our_tags() -> None:
    html = as_html("Guten *Tag*,\n\n- **eins**\n- zwei\n\n### Kopf\n\n[hier](https://a.example/x?a=1&b=2)")
    assert html == (
        "<p>Guten <em>Tag</em>,</p><ul><li><strong>eins</strong></li><li>zwei</li></ul><h3>Kopf</h3>"
        '<p><a href="https://a.example/x?a=1&amp;b=2">hier</a></p>'
    )


def test_a_mail_carries_its_looks_at_the_tags() -> None:
    html = as_mail("### Kopf\n\nText mit [Link](https://a.example)")
    assert "<h3" not in html
    assert html.count(' lang="de" style="') == 2
    assert '<a style="color:inherit;text-decoration:underline" ' in html


def test_the_text_part_names_addresses_behind_their_words() -> None:
    said = as_text("Guten **Tag**, [hier](https://a.example) und [da](mailto:b@a.example).\n\n1. eins\n2. zwei")
    assert said == "Guten Tag, hier (https://a.example) und da (b@a.example).\n\n1. eins\n2. zwei"


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](https://a.example/pixel.gif)",
        "<a href='https://a.example' onclick='x()'>x</a>",
        '[x](https://a.example/"onmouseover="x)',
        "<https://a.example/><img src=x>",
        "`<b>`",
        "[x](//a.example)",
        "<style>*{}</style>",
    ],
)
def test_nothing_that_could_run_or_load_gets_through(typed: str) -> None:
    seen = Seen(as_html(typed))
    assert seen.tags <= _TAGS
    assert seen.attributes <= {"href"}
    assert all(address.startswith(("https://", "mailto:")) for address in seen.addresses)


@pytest.mark.parametrize(
    "typed", [UNSUBSCRIBE_PLACE, r"\{\{unsubscribe}}", "{*{*{{unsubscribe}}", "[x]({{unsubscribe}})"]
)
def test_nobody_can_write_the_place_of_a_reader_s_own_link(typed: str) -> None:
    assert "{{" not in as_html(typed)
    assert "{{" not in as_text(typed)


@given(st.text(max_size=300))
def test_whatever_is_typed_makes_a_mail_that_passes_the_check(typed: str) -> None:
    html = as_mail(typed)
    check(html)
    assert Seen(html).tags <= _TAGS
    as_text(typed)


@given(st.text(alphabet="*_[]()<>`#-1. \nabc:/\\&{}\"'", max_size=120))
def test_what_opens_is_closed(typed: str) -> None:
    html = as_html(typed)
    for tag in _TAGS - {"br"}:
        assert len(re.findall(rf"<{tag}[ >]", html)) == html.count(f"</{tag}>")
