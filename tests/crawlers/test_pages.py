"""Listings with their details, and standing pages with several calls."""

from __future__ import annotations

from aggregator.finding import FailureKind, RunOutcome, SourceKind
from crawlers.settings import CrawlSettings
from tests.crawlers import hostile
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

_HTML = "text/html; charset=utf-8"


def _detail(site: Site, path: str, title: str, text: str = "Bewerben können sich Vereine bis 31. März 2027.") -> str:
    page = (
        f"<html lang='de'><head><title>{title} | Stiftung</title></head><body><nav><a href='/'>Start</a></nav>"
        f"<main><h1>{title}</h1><p>{text}</p></main><footer>Impressum</footer></body></html>"
    )
    return site.serve(path, page, _HTML)


def _list(site: Site, path: str, *links: str, following: str = "") -> str:
    anchors = "".join(f'<li><a href="{link}#oben">Mehr zu {link}</a> <a href="{link}">x</a></li>' for link in links)
    rel = f'<nav><a rel="next" href="{following}">weiter</a></nav>' if following else ""
    return site.serve(
        path, f"<nav><a href='/aufrufe/menue'>Menü</a></nav><ul>{anchors}</ul><a href='/kontakt'>K</a>{rel}", _HTML
    )


def test_details_of_all_pages_of_a_list_are_findings(site: Site, collect: Collect, door: MemoryDoor) -> None:
    _list(site, "/aufrufe", "/aufrufe/eins", "/aufrufe/zwei", following="/aufrufe?seite=2")
    _list(site, "/aufrufe?seite=2", "/aufrufe/drei", "/aufrufe/eins", following="/aufrufe")
    for name in ("eins", "zwei", "drei"):
        _detail(site, f"/aufrufe/{name}", f"Aufruf {name}")

    report = collect(site.url("/aufrufe"), SourceKind.LISTING)

    assert (report.outcome, report.new, dict(report.statuses)) == (RunOutcome.READ, 3, {"200": 5})
    assert [finding.title for finding in door.of("source")] == ["Aufruf eins", "Aufruf zwei", "Aufruf drei"]
    first = door.of("source")[0]
    assert (first.key, first.url, first.language) == (site.url("/aufrufe/eins"), site.url("/aufrufe/eins"), "de")
    assert "Impressum" not in (first.html or "") and "31. März 2027" in (first.html or "")


def test_a_detail_that_changes_is_noticed_though_the_list_stays(site: Site, collect: Collect) -> None:
    _list(site, "/aufrufe", "/aufrufe/eins", "/aufrufe/zwei")
    _detail(site, "/aufrufe/eins", "Eins")
    _detail(site, "/aufrufe/zwei", "Zwei")
    collect(site.url("/aufrufe"), SourceKind.LISTING)
    unchanged = collect(site.url("/aufrufe"), SourceKind.LISTING)
    _detail(site, "/aufrufe/zwei", "Zwei", "Verlängert: bewerben können sich Vereine bis 15. April 2027.")

    changed = collect(site.url("/aufrufe"), SourceKind.LISTING)

    assert unchanged.outcome is RunOutcome.UNCHANGED
    assert (changed.new, changed.changed) == (0, 1)


def test_a_missing_detail_is_named_and_the_others_are_kept(site: Site, collect: Collect) -> None:
    _list(site, "/aufrufe", "/aufrufe/eins", "/aufrufe/fehlt")
    _detail(site, "/aufrufe/eins", "Eins")

    report = collect(site.url("/aufrufe"), SourceKind.LISTING)

    assert (report.outcome, report.new) == (RunOutcome.PARTIAL, 1)
    assert [(failure.kind, failure.url) for failure in report.broken] == [
        (FailureKind.GONE, site.url("/aufrufe/fehlt"))
    ]


def test_the_link_pattern_and_the_next_link_can_be_told(site: Site, collect: Collect) -> None:
    site.serve("/start", '<a href="/a-1">A</a><a href="/b-1">B</a><a class="mehr" href="/start?2">mehr</a>', _HTML)
    site.serve("/start?2", '<a href="/a-2">A</a><a href="/a-99">alt</a>', _HTML)
    for path in ("/a-1", "/a-2", "/a-99", "/b-1"):
        _detail(site, path, f"Aufruf {path}")

    options = {"link": r"/a-\d", "skip": r"/a-99", "next": "a.mehr"}
    report = collect(site.url("/start"), SourceKind.LISTING, options)

    assert (report.new, site.asked_for("/b-1"), site.asked_for("/a-99")) == (2, [], [])


def test_a_list_without_a_fitting_link_fails(site: Site, collect: Collect) -> None:
    report = collect(site.serve("/aufrufe", "<p>Zurzeit nichts.</p>", _HTML), SourceKind.LISTING)

    assert report.failure is not None and report.failure.kind is FailureKind.NO_ENTRIES


def test_pages_beyond_the_limit_are_named(site: Site, collect: Collect, settings: CrawlSettings) -> None:
    _list(site, "/aufrufe", *(f"/aufrufe/nummer-{number}" for number in range(9)))
    for number in range(9):
        _detail(site, f"/aufrufe/nummer-{number}", f"Nummer {number}")

    few = settings.model_copy(update={"max_pages": 4})
    report = collect(site.url("/aufrufe"), SourceKind.LISTING, settings=few)

    assert (report.outcome, report.new) == (RunOutcome.PARTIAL, 3)
    assert "6 more pages" in report.broken[0].detail


def test_a_call_that_leads_back_to_its_list_is_gone_and_no_finding(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    _list(site, "/aufrufe", "/aufrufe/eins", "/aufrufe/vorbei")
    _detail(site, "/aufrufe/eins", "Eins")
    site.answers["/aufrufe/vorbei"] = hostile.status(302, Location="/aufrufe")

    report = collect(site.url("/aufrufe"), SourceKind.LISTING)

    assert [finding.title for finding in door.of("source")] == ["Eins"]
    assert [failure.kind for failure in report.broken] == [FailureKind.GONE]


def test_a_run_that_takes_too_long_ends_and_names_what_is_left(
    site: Site, collect: Collect, settings: CrawlSettings
) -> None:
    _list(site, "/aufrufe", *(f"/aufrufe/nummer-{number}" for number in range(9)))

    short = settings.model_copy(update={"max_seconds": 0.000001})
    report = collect(site.url("/aufrufe"), SourceKind.LISTING, settings=short)

    assert report.failure is not None and report.failure.kind is FailureKind.TIMEOUT
    assert site.asked_for("/aufrufe/nummer-0") == []


def test_elements_nested_deeper_than_any_page_lose_their_tags_and_not_their_text(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    page = "<main><h1>Tief</h1>" + "<div>" * 60_000 + "Bewerbung bis 31. März 2027 mit allen Unterlagen."

    report = collect(site.serve("/seite", page, _HTML), SourceKind.STANDING)

    assert report.new == 1
    assert "31. März 2027" in (door.of("source")[0].html or "")


def test_a_detail_made_by_javascript_is_named(site: Site, collect: Collect) -> None:
    _list(site, "/aufrufe", "/aufrufe/leer")
    site.serve("/aufrufe/leer", "<div id='app'></div><script>los()</script>", _HTML)

    report = collect(site.url("/aufrufe"), SourceKind.LISTING)

    assert report.failure is not None and report.failure.kind is FailureKind.NEEDS_JAVASCRIPT


def _standing(first: str = "Frist: 1. Februar 2027", extra: str = "") -> str:
    return f"""<html lang="de"><body><header><h2>Menü</h2></header><main><h1>Förderung</h1>
      <p>Willkommen bei der Förderung von Begegnungen.</p>
      <section><h2 id="jugend">Jugend trifft Jugend</h2><p>Für Jugendgruppen. {first}. Bis zu 2.000 Euro.</p></section>
      <section><h2>Kleine Projekte</h2><div><h3>Wer?</h3><p>Vereine, jederzeit, bis zu 500 Euro.</p></div></section>
      <div><h2>Kleine Projekte</h2><p>Für Schulen gibt es denselben Topf noch einmal.</p></div>
      {extra}<h2>Links</h2></main></body></html>"""


def test_each_call_of_a_standing_page_is_a_finding(site: Site, collect: Collect, door: MemoryDoor) -> None:
    report = collect(site.serve("/foerderung", _standing(), _HTML), SourceKind.STANDING)

    found = [(finding.key, finding.title, finding.url) for finding in door.of("source")]
    page = site.url("/foerderung")
    assert found == [
        ("jugend", "Jugend trifft Jugend", f"{page}#jugend"),
        ("kleine-projekte", "Kleine Projekte", page),
        ("kleine-projekte-2", "Kleine Projekte", page),
    ]
    assert report.outcome is RunOutcome.READ
    assert "bis zu 500 Euro" in (door.of("source")[1].html or "")
    assert "Jugend" not in (door.of("source")[1].html or "")


def test_an_edited_call_is_changed_and_a_call_added_above_moves_no_key(site: Site, collect: Collect) -> None:
    collect(site.serve("/foerderung", _standing(), _HTML), SourceKind.STANDING)
    extra = "<h2>Partnersuche</h2><p>Neu: eine Börse für Städte ohne Partner.</p>"

    report = collect(site.serve("/foerderung", _standing("Frist: 1. März 2027", extra), _HTML), SourceKind.STANDING)

    assert (report.new, report.changed, report.same) == (1, 1, 2)


def test_what_changes_around_the_main_text_changes_nothing(site: Site, collect: Collect) -> None:
    collect(site.serve("/foerderung", _standing() + "<footer>Stand: 08:15 Uhr</footer>", _HTML), SourceKind.STANDING)

    later = _standing() + "<footer>Stand: 09:30 Uhr</footer><script>nonce='77'</script>"
    report = collect(site.serve("/foerderung", later, _HTML), SourceKind.STANDING)

    assert (report.outcome, report.unchanged) == (RunOutcome.UNCHANGED, 1)


def test_sections_in_another_order_are_no_news(site: Site, collect: Collect) -> None:
    calls = [f"<section><h2>Aufruf {name}</h2><p>Bis 1. März 2027 für alle Vereine.</p></section>" for name in "abc"]
    collect(site.serve("/foerderung", f"<main>{''.join(calls)}</main>", _HTML), SourceKind.STANDING)

    turned = f"<main>{''.join(reversed(calls))}</main>"

    assert collect(site.serve("/foerderung", turned, _HTML), SourceKind.STANDING).outcome is RunOutcome.UNCHANGED


def test_a_new_form_behind_the_same_words_is_a_change(site: Site, collect: Collect) -> None:
    link = "<p><a href='/antrag-2026'>Zum Antrag</a></p>"
    collect(site.serve("/foerderung", _standing(extra=f"<h2>Antrag</h2>{link}{link}"), _HTML), SourceKind.STANDING)

    page = _standing(extra=f"<h2>Antrag</h2>{link}{link}".replace("2026", "2027"))

    assert collect(site.serve("/foerderung", page, _HTML), SourceKind.STANDING).changed == 1


def test_a_day_in_a_heading_may_be_put_off_and_the_call_stays_the_same(site: Site, collect: Collect) -> None:
    def page(first: str, second: str) -> str:
        text = "<p>Anträge stellen Vereine und Gemeinden mit dem Formular.</p>"
        return (
            f"<main><h2>Antragsfrist {first}</h2>{text}<h2 id='reise-bis-{second}'>Reise bis {second}</h2>{text}</main>"
        )

    collect(site.serve("/foerderung", page("1. Februar 2027", "12.03.2027"), _HTML), SourceKind.STANDING)

    report = collect(site.serve("/foerderung", page("1er mars 2027", "15.04.2027"), _HTML), SourceKind.STANDING)

    assert (report.new, report.changed) == (0, 2)


def test_two_rounds_of_one_call_and_days_that_alone_tell_headings_apart_keep_their_keys(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    text = "<p>Anträge stellen Vereine und Gemeinden mit dem Formular.</p>"
    titles = ("Aufruf 2026", "Aufruf 2027", "Stichtag 1. März", "Stichtag 1. Oktober")

    collect(
        site.serve("/foerderung", "<main>" + "".join(f"<h2>{title}</h2>{text}" for title in titles), _HTML),
        SourceKind.STANDING,
    )

    keys = [finding.key for finding in door.of("source")]
    assert keys == ["aufruf-2026", "aufruf-2027", "stichtag-1-marz", "stichtag-1-oktober"]


def test_an_introduction_that_names_a_day_is_kept_too(site: Site, collect: Collect, door: MemoryDoor) -> None:
    page = _standing().replace(
        "Begegnungen.",
        "Begegnungen. Für alle Anträge gilt: Sie müssen bis 30. September 2027 bei uns eingegangen sein.",
    )

    collect(site.serve("/foerderung", page, _HTML), SourceKind.STANDING)

    assert door.of("source")[0].key == "page"
    assert len(door.of("source")) == 4


def test_a_page_without_sections_is_one_finding(site: Site, collect: Collect, door: MemoryDoor) -> None:
    collect(_detail(site, "/seite", "Ein Aufruf"), SourceKind.STANDING)

    assert [(finding.key, finding.title) for finding in door.of("source")] == [("page", "Ein Aufruf")]


def test_a_page_without_text_is_named(site: Site, collect: Collect) -> None:
    site.answers["/leer"] = hostile.whole("<div></div>", _HTML)

    report = collect(site.url("/leer"), SourceKind.STANDING)

    assert report.failure is not None and report.failure.kind is FailureKind.EMPTY
