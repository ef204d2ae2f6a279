"""From words to a mail: Jinja2 fills MJML, mjml-python makes HTML; the text part comes from the same words."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from datetime import date

from jinja2 import TemplateError as JinjaError
from mjml import mjml2html

from aggregator.interest import Interest
from newsletter.choosing import Chosen
from newsletter.content import Content, Masthead, describe
from newsletter.mjml_check import TemplateError, check
from newsletter.settings import MailSettings
from templates import environment

UNSUBSCRIBE_PLACE = "{{unsubscribe}}"
"""Stands in an edition where each reader's own link is put at hand-over; content cannot contain it (see `clean`)."""

_TEXT_WIDTH = 74
_INDENT = re.compile(r"\n\s+")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Mail:
    """A rendered mail; `html` and `text` hold `UNSUBSCRIBE_PLACE`. `opportunity_ids` in reading order."""

    subject: str
    html: str
    text: str
    opportunity_ids: tuple[int, ...] = ()


def render_edition(
    masthead: Masthead, chosen: Chosen, interest: Interest, settings: MailSettings, *, language: str, today: date
) -> Mail:
    """Render what was chosen, with fewer items where the HTML would pass `settings.max_html_bytes`.

    Raises TemplateError with the line where the template is wrong.
    """
    while True:
        content = describe(masthead, chosen, interest, settings, language=language, today=today)
        html = render_html(content)
        size = len(html.encode())
        if size <= settings.max_html_bytes or len(chosen.items) <= 1:
            ids = tuple(item.view.id for item in chosen.items)
            return Mail(content.subject, html, render_text(content), ids)
        fitting = int(len(chosen.items) * settings.max_html_bytes / size)
        chosen = chosen.first(max(1, min(fitting, len(chosen.items) - 1)))


def render_html(content: Content) -> str:
    """The HTML part of an edition."""
    return filled_html("issue.mjml", content.language, content=content)


def filled_html(template: str, language: str, **values: object) -> str:
    """A template of `templates/mail`, filled: checked MJML, compiled without fonts or anything else from elsewhere.

    Raises TemplateError with the line where the template is wrong.
    """
    try:
        filled = environment("mail", language).get_template(template).render(**values)
    except JinjaError as error:
        raise TemplateError(
            f"{error} ({getattr(error, 'name', None)}, line {getattr(error, 'lineno', '?')})"
        ) from error
    mjml = _INDENT.sub("\n", filled)
    check(mjml)
    try:
        return str(mjml2html(mjml, fonts={}))
    except ValueError as error:
        raise TemplateError(f"the mail template cannot be compiled: {error}") from error


def render_text(content: Content) -> str:
    """The text part of an edition."""
    return filled_text("issue.txt", content.language, content=content)


def filled_text(template: str, language: str, **values: object) -> str:
    """A template of `templates/text`, filled and wrapped at 74 characters; addresses stay whole on their own lines."""
    return wrapped(environment("text", language).get_template(template).render(**values))


def wrapped(text: str) -> str:
    """Break long lines at spaces, keeping their indentation; lines with an address are left alone."""
    lines: list[str] = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        if len(line) <= _TEXT_WIDTH or "://" in line or UNSUBSCRIBE_PLACE in line:
            lines.append(line.rstrip())
            continue
        deeper = indent + "  " * line.lstrip().startswith(("- ", "> "))
        lines += textwrap.wrap(
            line.strip(),
            _TEXT_WIDTH,
            initial_indent=indent,
            subsequent_indent=deeper,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip() + "\n"
