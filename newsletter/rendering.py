"""From words to a mail: Jinja2 fills MJML, mjml-python makes HTML; the text part comes from the same words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from jinja2 import TemplateError as JinjaError
from mjml import mjml2html

from aggregator.interest import Interest
from newsletter.choosing import Chosen
from newsletter.content import Content, Masthead, describe
from newsletter.look import PAPER, MailLook
from newsletter.mjml_check import TemplateError, check
from newsletter.settings import MailSettings
from newsletter.told import Told
from newsletter.wrapping import PREFERENCES_PLACE, UNSUBSCRIBE_PLACE, wrapped
from templates import environment

ROOM_FOR_LINKS = 600
"""Bytes by which a reader's own links make the HTML longer, at most."""

_INDENT = re.compile(r"\n\s+")


@dataclass(frozen=True, slots=True)
class Mail:
    """A rendered mail; `html` and `text` hold the places of a reader's links. `opportunity_ids` in reading order.

    `told` is what it says of each of them, to be compared with the next time.
    """

    subject: str
    html: str
    text: str
    opportunity_ids: tuple[int, ...] = ()
    told: dict[int, str] = field(default_factory=dict)


def render_edition(
    masthead: Masthead,
    chosen: Chosen,
    interest: Interest,
    settings: MailSettings,
    *,
    language: str,
    today: date,
    reminding: bool = False,
) -> Mail:
    """Render what was chosen, with fewer items where the HTML would pass `settings.max_html_bytes`.

    Raises TemplateError with the line where the template is wrong.
    """
    while True:
        content = describe(masthead, chosen, interest, settings, language=language, today=today, reminding=reminding)
        html = render_html(content, settings.look)
        fewer = fitting(chosen, len(html.encode()), settings)
        if fewer is None:
            return mail_of(content.subject, html, render_text(content), chosen)
        chosen = fewer


def fitting(chosen: Chosen, size: int, settings: MailSettings) -> Chosen | None:
    """What to try instead where the HTML of `size` bytes is too large; None where it is not, or cannot be smaller."""
    room = settings.max_html_bytes - ROOM_FOR_LINKS
    if size <= room or len(chosen.items) <= 1:
        return None
    return chosen.first(max(1, min(int(len(chosen.items) * room / size), len(chosen.items) - 1)))


def mail_of(subject: str, html: str, text: str, chosen: Chosen) -> Mail:
    """The finished mail, with what it tells."""
    ids = tuple(item.view.id for item in chosen.items)
    return Mail(subject, html, text, ids, {item.view.id: Told.of(item.view).kept() for item in chosen.items})


def of_nobody(mail: Mail, settings: MailSettings, language: str) -> Mail:
    """The mail with links that lead to nobody's pages, to be looked at."""
    nowhere = {
        UNSUBSCRIBE_PLACE: settings.page("/abmelden/vorschau", language),
        PREFERENCES_PLACE: settings.page("/einstellungen/vorschau", language),
    }
    html, text = mail.html, mail.text
    for place, link in nowhere.items():
        html, text = html.replace(place, link), text.replace(place, link)
    return replace(mail, html=html, text=text)


def render_html(content: Content, look: MailLook, *, cuts: bool = False) -> str:
    """The HTML part of an edition; with `cuts` a plate (see `newsletter.plates`)."""
    return filled_html("issue.mjml", content.language, look=look, content=content, cuts=cuts)


def filled_html(template: str, language: str, *, look: MailLook, **values: object) -> str:
    """A template of `templates/mail`, filled: checked MJML, compiled without fonts or anything else from elsewhere.

    Raises TemplateError with the line where the template is wrong.
    """
    try:
        filled = environment("mail", language).get_template(template)
        mjml = _INDENT.sub("\n", filled.render(**{"cuts": False, **values}, look=_colours(look), paper=PAPER))
    except JinjaError as error:
        raise _named(error) from error
    check(mjml)
    try:
        return str(mjml2html(mjml, fonts={}))
    except ValueError as error:
        raise TemplateError(f"the mail template cannot be compiled: {error}") from error


def render_text(content: Content, *, cuts: bool = False) -> str:
    """The text part of an edition; with `cuts` a plate, not wrapped yet."""
    filled = filled_lines("issue.txt", content.language, content=content, cuts=cuts)
    return filled if cuts else wrapped(filled)


def filled_text(template: str, language: str, **values: object) -> str:
    """A template of `templates/text`, filled and wrapped at 74 characters; addresses stay whole on their own lines."""
    return wrapped(filled_lines(template, language, **values))


def filled_lines(template: str, language: str, **values: object) -> str:
    """A template of `templates/text`, filled. Raises TemplateError with the line where the template is wrong."""
    try:
        return environment("text", language).get_template(template).render(**values)
    except JinjaError as error:
        raise _named(error) from error


def _named(error: JinjaError) -> TemplateError:
    """Jinja knows file and line of what it cannot read, and only the traceback those of what it cannot fill."""
    name, line = getattr(error, "name", None), getattr(error, "lineno", None)
    trace = error.__traceback__
    while line is None and trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith((".mjml", ".j2", ".txt")):
            name, line = file.rpartition("/")[2], trace.tb_lineno
        trace = trace.tb_next
    return TemplateError(f"{name}, line {line or '?'}: {error}")


@cache
def _colours(look: MailLook) -> dict[str, object]:
    return {
        **look.model_dump(),
        "dark_accent": look.dark_accent,
        "dark_signal": look.dark_signal,
    }
