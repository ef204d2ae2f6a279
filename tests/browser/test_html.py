"""W-13: every page is HTML as its standard has it: no error of the parser, no id twice."""

from __future__ import annotations

from collections import Counter

import pytest
from justhtml import JustHTML

from tests.browser.offices import Offices
from tests.browser.pages import PAGES, Shown
from tests.web.serving import client

# what a browser makes of a page is always well-formed: read is what the server sent
_OPENED = [one for one in PAGES if one.reach is None]


@pytest.mark.parametrize("shown", _OPENED, ids=lambda one: one.name)
def test_a_page_is_well_formed_in_every_language(offices: Offices, shown: Shown) -> None:
    office = offices.of(shown.office)
    cookies = dict([office.cookie]) if shown.is_desk else {}
    path = shown.path(office.store)
    with client(office.address, cookies=cookies, follow_redirects=True) as reader:
        for language in ("", "/fr", "/en", "/pl"):
            read = JustHTML(reader.get(language + path).text, collect_errors=True, sanitize=False)
            assert read.errors == []
            ids = Counter(str((one.attrs or {})["id"]) for one in read.query("[id]"))
            assert [name for name, times in ids.items() if times > 1] == []
