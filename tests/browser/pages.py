"""Every page of the site in each of its states: one line each. What is checked of pages is checked of all of these.

A new address of the desk or of the public site that is not here fails `test_pages.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from playwright.sync_api import Page as Tab

from aggregator.store import Store
from tests.browser.offices import (
    alert_token,
    closed_question,
    handed_in_list,
    leaving_token,
    long_question,
    own_list,
    reader_number,
)
from tests.web.example import LONG_TITLE, LONG_WORD, NOW, SECRET, login_token, number_of
from tests.web.reading import moving_path, own_data_path, settings_path
from tests.web.resembling import questions
from web.security.form_marks import form_mark

_GUESTS = count()

Way = Callable[[Tab], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page in one state: in which office, at which address, and what is pressed there to reach the state.

    `fault` is the id of the field that is said to be wrong in it.
    """

    name: str
    route: str
    office: str = "work"
    at: str | Callable[[Store], str] = ""
    reach: Way | None = None
    fault: str = ""

    @property
    def is_desk(self) -> bool:
        """Whether somebody has to be logged in to see it."""
        return self.route.startswith("/desk") and not self.route.startswith("/desk/anmelden")

    def path(self, store: Store) -> str:
        """Its address in an office."""
        return self.at(store) if callable(self.at) else self.at or self.route


def entry(title: str, rest: str = "") -> Callable[[Store], str]:
    """The desk's page of the entry whose title begins so."""
    return lambda store: f"/desk/eintrag/{number_of(store, title)}{rest}"


def item(title: str, rest: str = "") -> Callable[[Store], str]:
    """The public page of the opportunity whose title begins so."""
    return lambda store: f"/angebot/{number_of(store, title)}{rest}"


def beside(title: str, other: str) -> Callable[[Store], str]:
    """Two entries side by side."""
    return lambda store: entry(title, f"/zusammenfuehren?mit={number_of(store, other)}")(store)


def sent(**typed: str) -> Way:
    """Type into fields, by their ids, and press the one button that matters here."""

    def way(tab: Tab) -> None:
        for field, text in typed.items():
            tab.locator(f"#{field}").fill(text)
        with tab.expect_navigation():
            tab.locator("main button.primary").click()

    return way


def reported(text: str) -> Way:
    """Say that something is wrong, in more words than there is room for."""

    def way(tab: Tab) -> None:
        tab.evaluate("document.querySelector('#satz').removeAttribute('maxlength')")
        tab.locator("#satz").fill(text)
        with tab.expect_navigation():
            tab.locator("form.report button").click()

    return way


def looked_at(pasted: str) -> Way:
    """Paste an address that is refused; the page stays."""

    def way(tab: Tab) -> None:
        tab.locator("#adresse").fill(pasted)
        tab.locator("[data-look] button").click()
        tab.locator("[data-first]").wait_for()

    return way


def corrected(fact: str, text: str) -> Way:
    """Type a value for a fact of an entry and save it."""

    def way(tab: Tab) -> None:
        unfolded(tab)
        tab.locator(f"#wert-{fact}").fill(text)
        tab.locator(f"form:has(#wert-{fact}) button").first.click()
        tab.locator(f"#wert-{fact}[aria-invalid=true]").wait_for()

    return way


def sent_with(field: str, value: str) -> Way:
    """Send the first decision with something else in a hidden field, as a page that stood open too long would."""

    def way(tab: Tab) -> None:
        with tab.expect_navigation():
            tab.evaluate(
                """([field, value]) => {
                  const form = document.querySelector("[data-row] form:has([name=fassung])");
                  form.elements[field].value = value;
                  form.submit();
                }""",
                [field, value],
            )

    return way


def unfolded(tab: Tab) -> None:
    """Unfold all that is folded."""
    tab.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")


def forgotten(tab: Tab) -> None:
    """The session ended while the page stood open."""
    tab.context.clear_cookies()
    sent_with("fassung", "0")(tab)


def invited(tab: Tab) -> None:
    """Invite somebody new each time; no other page of that office shows its people."""
    sent(name=LONG_WORD, adresse=f"{next(_GUESTS)}@example.org")(tab)
    tab.locator("#link").wait_for()


def without_passkey(tab: Tab) -> None:
    """Send the form for a passkey without one, as no script of ours does."""
    with tab.expect_navigation():
        tab.evaluate("document.querySelector('form[data-passkey]').submit()")


def alerted(rest: str) -> Callable[[Store], str]:
    """A page under the token of an alert."""
    return lambda store: f"/benachrichtigung/{alert_token(store)}{rest}"


def of_reader(make: Callable[[int], str], rest: str = "") -> Callable[[Store], str]:
    """A page under a personal link of the reader."""
    return lambda store: make(reader_number(store)) + rest


def sent_slowly(**typed: str) -> Way:
    """Send a public form as somebody does who took half a minute: its clock stands still in tests."""

    def way(tab: Tab) -> None:
        shown = form_mark("alert", secret=SECRET, now=NOW - timedelta(seconds=30))
        tab.evaluate("shown => { document.querySelector('[name=gezeigt]').value = shown; }", shown)
        sent(**typed)(tab)

    return way


_ENTRY, _MERGE = "/desk/eintrag/{number}", "/desk/eintrag/{number}/zusammenfuehren"
_KEYS, _PROVIDER = "/desk/zugang/schluessel", "/desk/anmelden/anbieter"
_READER = "/desk/leser/{number}"
_ISSUE = "/desk/ausgabe/{number}"
_SOURCE, _EDIT = "/desk/quellen/{key}", "/desk/quellen/{key}/aendern"

DESK = (
    Shown("inbox", "/desk/eingang"),
    Shown("inbox, keys explained", "/desk/eingang", reach=unfolded),
    Shown("inbox, urgent", "/desk/eingang", at="/desk/eingang?ansicht=dringend"),
    Shown("inbox, notices", "/desk/eingang", at="/desk/eingang?ansicht=meldungen"),
    Shown("inbox, later", "/desk/eingang", at="/desk/eingang?ansicht=spaeter"),
    Shown("inbox, first day", "/desk/eingang", "bare"),
    Shown("inbox, nothing urgent", "/desk/eingang", "bare", "/desk/eingang?ansicht=dringend"),
    Shown("inbox, many", "/desk/eingang", "many"),
    Shown("inbox, second page", "/desk/eingang", "many", "/desk/eingang?ab=20"),
    Shown("decision, a colleague was faster", "/desk/eingang", reach=sent_with("fassung", "99")),
    Shown("decision, form of another session", "/desk/eingang", reach=sent_with("csrf", "0" * 64)),
    Shown("decision, session over", "/desk/eingang", reach=forgotten),
    Shown("inbox, changed", "/desk/eingang", at="/desk/eingang?ansicht=geaendert"),
    Shown("inbox, one source", "/desk/eingang", "many", at="/desk/eingang?quelle=jugendbuero"),
    Shown("inbox, by source", "/desk/eingang/quellen", "many"),
    Shown(
        "inbox, all of a source", "/desk/eingang/alle", "many", "/desk/eingang/alle?quelle=jugendbuero&was=verwerfen"
    ),
    Shown("inbox, all of nothing", "/desk/eingang/alle", "bare", "/desk/eingang/alle?was=annehmen"),
    Shown("decided", "/desk/entschieden"),
    Shown("start", "/desk/"),
    Shown("start, many", "/desk/", "many"),
    Shown("start, first day", "/desk/", "bare"),
    Shown("start, without a slash", "/desk"),
    Shown("entry", _ENTRY, at=entry("Konkurs")),
    Shown("entry, longest title", _ENTRY, at=entry(LONG_WORD)),
    Shown("entry, changed", _ENTRY, at=entry("Jugendbegegnungen mit")),
    Shown("entry, change waits", _ENTRY, at=entry("Concours «")),
    Shown("entry, no deadline", _ENTRY, at=entry("Netzwerktreffen")),
    Shown("entry, all unfolded", _ENTRY, at=entry(LONG_WORD), reach=unfolded),
    Shown("entry, none", _ENTRY, at="/desk/eintrag/999"),
    Shown("merging", _MERGE, at=beside(LONG_WORD, "Jugendbegegnungen mit")),
    Shown("merging, nothing typed", _MERGE, at=entry(LONG_WORD, "/zusammenfuehren"), fault="mit"),
    Shown("merging, not understood", _MERGE, at=entry(LONG_WORD, f"/zusammenfuehren?mit={'x' * 200}"), fault="mit"),
    Shown("correcting, no day", _ENTRY, at=entry("Konkurs"), reach=corrected("frist", "31.02."), fault="wert-frist"),
    Shown("remarks", "/desk/hinweise"),
    Shown("remarks, none", "/desk/hinweise", "bare"),
    Shown("changes", "/desk/aenderungen"),
    Shown("changes, none", "/desk/aenderungen", "bare"),
    Shown("twins", "/desk/gleich"),
    Shown("twins, none", "/desk/gleich", "bare"),
    Shown("pair", "/desk/gleich/{number}", at=lambda store: f"/desk/gleich/{questions(store)[0]}"),
    Shown("pair, longest title", "/desk/gleich/{number}", at=lambda store: f"/desk/gleich/{long_question(store)}"),
    Shown("pair, answered", "/desk/gleich/{number}", at=lambda store: f"/desk/gleich/{closed_question(store)}"),
    Shown("sources", "/desk/quellen"),
    Shown("sources, just added", "/desk/quellen", at="/desk/quellen?neu=stiftung"),
    Shown("sources, first day", "/desk/quellen", "bare"),
    Shown("sources, many", "/desk/quellen", "many"),
    Shown("sources, none found", "/desk/quellen", "many", "/desk/quellen?q=gibtesnicht"),
    Shown("source", _SOURCE, at="/desk/quellen/jugendbuero"),
    Shown("source, broken", _SOURCE, at="/desk/quellen/stiftung"),
    Shown("source, paused", _SOURCE, at="/desk/quellen/alt"),
    Shown("source, none", _SOURCE, at="/desk/quellen/gibtesnicht"),
    Shown("source, to be changed", _EDIT, at="/desk/quellen/stiftung/aendern"),
    Shown(
        "source, wrongly changed",
        _EDIT,
        at="/desk/quellen/stiftung/aendern",
        reach=sent(url="keine Adresse"),
        fault="url",
    ),
    Shown("adding", "/desk/quellen/neu"),
    Shown("adding, a mail address", "/desk/quellen/neu", reach=looked_at("info@amt.example"), fault="adresse"),
    Shown("adding, nothing", "/desk/quellen/neu", reach=looked_at(""), fault="adresse"),
    Shown("files", "/desk/quellen/dateien"),
    Shown("files, none chosen", "/desk/quellen/dateien", reach=sent(), fault="datei"),
    Shown("by hand", "/desk/neu"),
    *(
        Shown(f"by hand, {what}", "/desk/neu/{what}", at=f"/desk/neu/{what}")
        for what in ("partnersuche", "veranstaltung", "beispiel", "publikation", "ausschreibung")
    ),
    Shown("register at the desk", "/desk/register"),
    Shown("register, nothing waits", "/desk/register", "bare"),
    Shown("register, a table", "/desk/register/datei"),
    Shown("register, no table", "/desk/register/datei", reach=sent(), fault="datei"),
    Shown("register, dry run", "/desk/register/datei/{number}", at="/desk/register/datei/1"),
    Shown("register, query", "/desk/register/abfrage"),
    Shown("register, link", "/desk/register/link", at="/desk/register/link?ort=neu"),
    Shown("register, link made", "/desk/register/link", at="/desk/register/link?ort=bottrop", reach=sent()),
    Shown("issues", "/desk/ausgaben", "issues"),
    Shown("issues, first day", "/desk/ausgaben", "bare"),
    Shown("issue, choose", _ISSUE, "issues", "/desk/ausgabe/1?schritt=auswahl"),
    Shown("issue, nothing in it", _ISSUE, "issues", "/desk/ausgabe/7?schritt=inhalt"),
    Shown("issue, write", _ISSUE, "issues", "/desk/ausgabe/1?schritt=inhalt", unfolded),
    Shown("issue, no title", _ISSUE, "issues", "/desk/ausgabe/1?schritt=inhalt", sent(titel=""), "titel"),
    Shown("issue, look", _ISSUE, "issues", "/desk/ausgabe/1?schritt=pruefen&ort=xyz"),
    *(
        Shown(f"issue, {state}", _ISSUE, "issues", f"/desk/ausgabe/{number}?schritt=senden")
        for number, state in enumerate(("draft", "given", "approved", "scheduled", "released", "paused"), 1)
    ),
    Shown("journal", "/desk/protokoll"),
    Shown("journal, first day", "/desk/protokoll", "bare"),
    Shown("journal, not understood", "/desk/protokoll", at="/desk/protokoll?von=31.2.&wer=x", fault="von"),
    Shown("what is kept about people", "/desk/daten"),
    Shown("readers", "/desk/leser", at="/desk/leser?q=verein"),
    Shown("readers, none", "/desk/leser", "bare"),
    Shown("reader", _READER, at=lambda store: f"/desk/leser/{reader_number(store)}"),
    Shown("reader, proof", f"{_READER}/nachweis", at=lambda store: f"/desk/leser/{reader_number(store)}/nachweis"),
    Shown("readers, a table", "/desk/leser/datei"),
    Shown("readers, no table", "/desk/leser/datei", reach=sent(), fault="datei"),
    Shown(
        "readers, dry run", "/desk/leser/datei/{number}", at=lambda store: f"/desk/leser/datei/{handed_in_list(store)}"
    ),
    Shown("feedback", "/desk/rueckmeldungen"),
    Shown("feedback, none", "/desk/rueckmeldungen", "bare"),
    Shown("returns", "/desk/ruecklaeufer"),
    Shown("returns, none", "/desk/ruecklaeufer", "bare"),
    Shown("returns, of one kind", "/desk/ruecklaeufer", at="/desk/ruecklaeufer?art=tot"),
    Shown("returns, one mail", "/desk/ruecklaeufer/{number}", at="/desk/ruecklaeufer/1"),
    Shown("check of sending", "/desk/versand"),
    Shown("check of sending, never made", "/desk/versand", "bare"),
    Shown("people", "/desk/personen"),
    Shown("people, somebody is invited", "/desk/personen", "bare", reach=invited),
    Shown("person", "/desk/personen/{number}", at="/desk/personen/2"),
    Shown("own access", "/desk/zugang"),
    Shown("passkeys", _KEYS),
    Shown("passkeys, to be removed", _KEYS, reach=unfolded),
    Shown("passkeys, none yet", _KEYS, "bare"),
    Shown("passkeys, made without a script", _KEYS, reach=sent(name="Mein Laptop")),
    Shown("passkeys, beside a provider", _KEYS, "many"),
    Shown("second step", "/desk/zugang/zweiter-schritt"),
    Shown("invitation, a bad link", "/desk/beitreten/{token}", at="/desk/beitreten/x"),
    Shown("entrance", "/desk/anmelden"),
    Shown("entrance, beside a provider", "/desk/anmelden", "many"),
    Shown("entrance, a passkey that is none", "/desk/anmelden", reach=without_passkey),
    Shown("provider, does not answer", _PROVIDER, "many"),
    Shown("provider, back too late", f"{_PROVIDER}/zurueck", "many", f"{_PROVIDER}/zurueck?state=x&code=x"),
    Shown("entrance, a good link", "/desk/anmelden/{token}", at=lambda store: f"/desk/anmelden/{login_token(store)}"),
    Shown("entrance, a used link", "/desk/anmelden/{token}", at="/desk/anmelden/x"),
)

PUBLIC = (
    Shown("home", "/"),
    Shown("home, first day", "/", "bare"),
    Shown("finder", "/fristen", at="/fristen?auch=ohne-frist"),
    Shown("finder, nothing fits", "/fristen", at="/fristen?bis=1w&thema=sport"),
    Shown("finder, a municipality", "/fristen", at="/fristen?ort=Bottrop"),
    Shown("finder, which municipality", "/fristen", at="/fristen?ort=Neu"),
    Shown("finder, many", "/fristen", "many"),
    Shown("finder, on paper", "/fristen/druck", "many"),
    Shown("finder, on other sites", "/einbetten"),
    Shown("finder, how to embed", "/einbetten/anleitung", at="/einbetten/anleitung?land=PL"),
    Shown("finder, not understood", "/fristen", at=f"/fristen?land={'X' * 200}"),
    Shown("finder, first day", "/fristen", "bare"),
    Shown("item", "/angebot/{number}", at=item("Jugendbegegnungen mit")),
    Shown("item, longest title", "/angebot/{number}", at=item(LONG_TITLE)),
    Shown(
        "item, as a notice",
        "/angebot/{number}/aushang",
        at=lambda store: f"/angebot/{number_of(store, LONG_TITLE)}/aushang",
    ),
    Shown("item, at any time", "/angebot/{number}", at=item("Reisekosten")),
    Shown("item, report a mistake", "/angebot/{number}/melden", at=item(LONG_TITLE, "/melden")),
    Shown(
        "item, report too long",
        "/angebot/{number}/melden",
        at=item(LONG_TITLE, "/melden"),
        reach=reported("x" * 600),
        fault="satz",
    ),
    Shown("item, reported", "/angebot/{number}/gemeldet", at=item(LONG_TITLE, "/gemeldet")),
    Shown("item, none", "/angebot/{number}", at="/angebot/999"),
    Shown("calendar", "/kalender", at="/kalender?monat=2026-12"),
    Shown("calendar, grid", "/kalender", at="/kalender?monat=2026-12&ansicht=monat"),
    Shown("calendar, grid, many", "/kalender", "many", at="/kalender?monat=2027-01&ansicht=monat"),
    Shown("calendar, nothing", "/kalender", at="/kalender?monat=2026-08&thema=sport"),
    Shown("calendar, bad month", "/kalender", "bare", at=f"/kalender?monat={LONG_WORD}"),
    Shown("subscribing", "/kalender/abonnieren", at="/kalender/abonnieren?land=PL&erinnerung=7"),
    Shown("archive", "/ausgaben", "issues"),
    Shown("archive, nothing yet", "/ausgaben", "bare"),
    Shown("sent issue", "/ausgabe/{slug}", "issues", "/ausgabe/5-ausgabe-5"),
    Shown("towns", "/staedte"),
    Shown("towns, found", "/staedte", at="/staedte?q=Tourcoing"),
    Shown("towns, none found", "/staedte", at=f"/staedte?q={'X' * 90}"),
    Shown("town", "/staedte/{place}", at="/staedte/05512000-bottrop"),
    Shown("town, many partners", "/staedte/{place}", at="/staedte/05315000-koeln"),
    Shown("town, none", "/staedte/{place}", at="/staedte/99999999"),
    Shown("state", "/bundeslaender/{slug}", at="/bundeslaender/mecklenburg-vorpommern"),
    Shown("partner countries", "/partnerlaender"),
    Shown("partner country", "/partnerlaender/{code}", at="/partnerlaender/pl"),
    Shown("partner country, nobody", "/partnerlaender/{code}", at="/partnerlaender/fj"),
    Shown("register, statistics", "/register/statistik"),
    Shown("register, statistics, empty", "/register/statistik", "bare"),
    Shown("register, triangle", "/register/weimarer-dreieck"),
    Shown("own list", "/partnerliste/{token}", at=own_list),
    Shown("own list, sent", "/partnerliste/{token}", at=lambda store: f"{own_list(store)}?danke=1"),
    Shown("own list, nothing changed", "/partnerliste/{token}", at=own_list, reach=sent(), fault="richtig"),
    Shown("own list, a bad link", "/partnerliste/{token}", at="/partnerliste/x"),
    Shown("imprint", "/impressum"),
    Shown("privacy", "/datenschutz"),
    Shown("accessibility", "/barrierefreiheit"),
    Shown("easy language", "/leichte-sprache"),
    Shown("help", "/hilfe"),
    Shown("open data", "/daten"),
    Shown("reporting a barrier", "/barriere-melden"),
    Shown("reporting a barrier, nothing typed", "/barriere-melden", reach=sent(), fault="nachricht"),
    Shown(
        "reporting a barrier, a bad address",
        "/barriere-melden",
        reach=sent(nachricht="Zu blass.", adresse="keine"),
        fault="adresse",
    ),
    Shown("reporting a barrier, thanks", "/barriere-melden", at="/barriere-melden?danke=1"),
    Shown("leaving", "/abmelden/{token}", at=lambda store: f"/abmelden/{leaving_token(store)}"),
    Shown("leaving, a bad link", "/abmelden/{token}", at="/abmelden/x"),
    Shown("signing up", "/abonnieren", at="/abonnieren?ort=05512000"),
    Shown("signing up, no address", "/abonnieren", reach=sent(adresse="niemand"), fault="adresse"),
    Shown("signing up, which town", "/abonnieren", reach=sent(adresse="a@example.org", ort="Neu"), fault="ort"),
    Shown("signed up", "/abonnieren/bestellt"),
    Shown("own settings", "/einstellungen/{token}", at=of_reader(settings_path)),
    Shown(
        "own settings, no day",
        "/einstellungen/{token}",
        at=of_reader(settings_path),
        reach=sent(pause="x"),
        fault="pause",
    ),
    Shown(
        "own settings, an old link",
        "/einstellungen/{token}",
        at=lambda store: settings_path(reader_number(store), made=NOW - timedelta(days=400)),
    ),
    Shown("own settings, a bad link", "/einstellungen/{token}", at="/einstellungen/x"),
    Shown("own data", "/meine-daten/{token}", at=of_reader(own_data_path)),
    Shown(
        "own data, no address",
        "/meine-daten/{token}",
        at=of_reader(own_data_path),
        reach=sent(adresse="x"),
        fault="adresse",
    ),
    Shown("own data, too late", "/meine-daten/{token}", at="/meine-daten/x"),
    Shown("own data, to read", "/meine-daten/{token}/daten", at=of_reader(own_data_path, "/daten")),
    Shown(
        "moving",
        "/neue-adresse/{token}",
        at=lambda store: moving_path(reader_number(store), f"{'x' * 44}@example.org"),
    ),
    Shown("moving, a bad link", "/neue-adresse/{token}", at="/neue-adresse/x"),
    Shown("confirming, a bad link", "/bestaetigen/{token}", at="/bestaetigen/x"),
    *(
        Shown(f"alert, {name}", f"/benachrichtigung/{{token}}{rest}", at=alerted(rest))
        for name, rest in (("its page", ""), ("ending", "/beenden"), ("deleting", "/loeschen"))
    ),
    Shown("alert, a bad link", "/benachrichtigung/{token}", at="/benachrichtigung/x"),
    Shown("alert, confirming", "/benachrichtigung/bestaetigen/{token}", at="/benachrichtigung/bestaetigen/x"),
    Shown("alert, ordering", "/benachrichtigen", at="/benachrichtigen?land=PL&thema=jugend&bis=8w"),
    Shown(
        "alert, no address",
        "/benachrichtigen",
        at="/benachrichtigen?thema=jugend",
        reach=sent_slowly(adresse="niemand"),
        fault="adresse",
    ),
    Shown(
        "alert, one thing",
        "/benachrichtigen",
        at=lambda store: f"/benachrichtigen?angebot={number_of(store, LONG_TITLE)}",
    ),
    Shown("alert, ordered", "/benachrichtigen/bestellt"),
    Shown("no such page", "/{path}", at="/gibtesnicht"),
)

PAGES = (*PUBLIC, *DESK)
"""Names are unique: they are the tests' ids."""
