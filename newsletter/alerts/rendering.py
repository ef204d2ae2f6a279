"""The mail of an alert: what is new with reason, deadline and proof; HTML and text say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from aggregator.model import Alert
from newsletter import tokens
from newsletter.alerts import words as said
from newsletter.alerts.asked import read_asked
from newsletter.alerts.gathering import Item
from newsletter.alerts.verdict import What
from newsletter.cleaning import clean
from newsletter.items import GlanceRow, ItemText, glance_row, item_text
from newsletter.rendering import Mail, filled_html, filled_text
from newsletter.settings import MailSettings
from newsletter.wording import Wording, shortened
from templates import language as written

IN_FULL = 30
"""So many stand with all their facts; all that is beyond stands as a line with its link."""


@dataclass(frozen=True, slots=True)
class AlertText:
    """Everything such a mail says, ready to be set."""

    language: str
    office: str
    title: str
    preview: str
    day: str
    greeting: str
    items: tuple[ItemText, ...]
    rest: tuple[GlanceRow, ...]
    choice: str
    change_url: str
    end_url: str
    imprint: tuple[str, ...]
    imprint_url: str
    privacy_url: str
    site_url: str
    site_name: str


def alert_page(alert: Alert, settings: MailSettings, *, rest: str = "") -> str:
    """The page on which an alert is changed; with `rest` another one under its token."""
    assert alert.id is not None
    token = tokens.alert_token(alert.id, alert.address, secret=settings.secret)
    return settings.page(f"/benachrichtigung/{token}{rest}", alert.language)


def render_alert(alert: Alert, items: Sequence[Item], settings: MailSettings, *, today: date) -> Mail:
    """The mail that tells these items. Raises TemplateError where the template is wrong."""
    words = Wording(alert.language)
    asked = read_asked(alert.asked) if alert.opportunity_id is None else None
    what = said.question(asked, words) if asked else shortened(clean(items[0].view.title), 100)
    shown = [
        item_text(
            item.view,
            words.gettext("Für Sie: %(reasons)s", reasons=said.reason(item.view, asked, words)),
            settings,
            words,
            today,
            eyebrow=said.news(item, words, today),
        )
        for item in items[:IN_FULL]
    ]
    text = AlertText(
        language=alert.language,
        office=clean(settings.office_name),
        title=_title(items, what, words, today),
        preview=words.listed([shortened(clean(item.view.title), 50) for item in items[:3]]),
        day=written.long_date(today, alert.language),
        greeting=words.gettext("Sie haben gefragt: %(what)s", what=what),
        items=tuple(shown),
        rest=tuple(glance_row(item.view, settings, words, today) for item in items[IN_FULL:]),
        choice=f"{what} – {said.rhythm(alert.rhythm, words, single=asked is None)}",
        change_url=alert_page(alert, settings),
        end_url=alert_page(alert, settings, rest="/beenden"),
        imprint=tuple(clean(line) for line in settings.imprint),
        imprint_url=settings.page("/impressum", alert.language),
        privacy_url=settings.page("/datenschutz", alert.language),
        site_url=settings.page("/", alert.language),
        site_name=urlsplit(settings.base_url).netloc,
    )
    ids = tuple(item.view.id for item in items)
    html = filled_html("alert.mjml", alert.language, look=settings.look, content=text)
    return Mail(text.title, html, filled_text("alert.txt", alert.language, content=text), ids)


def _title(items: Sequence[Item], what: str, words: Wording, today: date) -> str:
    """The subject: how much of what; of one thing alone what it is about."""
    number = len(items)
    if number == 1:
        title = shortened(clean(items[0].view.title), 80)
        return words.gettext("%(news)s: %(title)s", news=said.news(items[0], words, today), title=title)
    kinds = {item.verdict.what for item in items}
    if kinds == {What.NEW}:
        return words.ngettext("%(num)d neues Angebot: %(what)s", "%(num)d neue Angebote: %(what)s", number, what=what)
    if kinds == {What.REMINDER}:
        return words.ngettext(
            "%(num)d Frist rückt näher: %(what)s", "%(num)d Fristen rücken näher: %(what)s", number, what=what
        )
    return words.ngettext("%(num)d Neuigkeit: %(what)s", "%(num)d Neuigkeiten: %(what)s", number, what=what)
