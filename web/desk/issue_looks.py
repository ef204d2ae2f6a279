"""The preview of an issue: which reader, which language, HTML or text; shut into a frame without any right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from aggregator.register import lookup
from newsletter.issues import IssueRefused
from newsletter.issues.looking import Eyes, Who, seen_by
from newsletter.mjml_check import TemplateError
from newsletter.rendering import Mail
from templates import LANGUAGES
from web.desk.issue_words import broken_template
from web.language import language_of
from web.numbers import number_or_404
from web.plain import plain
from web.security.entrance import Reader
from web.security.headers import shut_in
from web.site import Site, TheSite

router = APIRouter(prefix="/desk/ausgabe")

_LONGEST = 100


class Form(StrEnum):
    """In which dress."""

    HTML = "html"
    TEXT = "text"
    BARE = "ohne-bilder"


EYES = {
    "alle": Who.ANYBODY,
    "ort": Who.TOWN,
    "leer": Who.NOTHING,
    "voll": Who.MOST,
    "lang": Who.LONGEST,
    "rechts": Who.FROM_RIGHT,
}
"""Through whose eyes, as it stands in addresses."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a preview shows; `town` is what was typed, `ags` what it was taken for, empty where nothing fits."""

    eyes: str
    town: str
    ags: str
    found: str
    language: str
    form: Form

    @property
    def query(self) -> str:
        """The same in an address."""
        return urlencode({"als": self.eyes, "ort": self.town, "sprache": self.language, "form": self.form.value})

    @property
    def who(self) -> Eyes:
        """Whose eyes."""
        return Eyes(EYES[self.eyes], self.ags)


def wanted(session: Session, request: Request) -> Wanted:
    """What a query asks for."""
    return wanted_by(session, request.query_params)


def wanted_by(session: Session, asked: Mapping[str, str]) -> Wanted:
    """What some fields ask for; anything that is not understood is as if it were not there."""
    town = plain(asked.get("ort", ""))[:_LONGEST]
    # who types a town means to see it with its eyes
    eyes = asked.get("als", "ort" if town else "alle")
    eyes = eyes if eyes in EYES else "alle"
    found = lookup(session, town, limit=1) if town else []
    language = asked.get("sprache", "de")
    form = asked.get("form", Form.HTML)
    return Wanted(
        eyes=eyes,
        town=town,
        ags=found[0].ags if found else "",
        found=found[0].name if found else "",
        language=language if language in set(LANGUAGES) else "de",
        form=Form(form) if form in set(Form) else Form.HTML,
    )


@router.api_route("/{number}/vorschau", methods=["GET", "HEAD"])
def look(request: Request, site: TheSite, person: Reader, number: str) -> Response:  # noqa: ARG001 - lets nobody else in
    """The mail itself, for a frame: it may run nothing, send nothing, and knows no cookie."""
    issue_id = number_or_404(number)
    with site.store.reading() as session:
        asked = wanted(session, request)
        shown = _mail(session, site, issue_id, asked)
    policy = {"Content-Security-Policy": shut_in(images=asked.form is Form.HTML), "Cache-Control": "no-store"}
    if isinstance(shown, IssueRefused):
        return Response(status_code=404, headers=policy)
    if isinstance(shown, TemplateError):
        said = broken_template(str(shown), language_of(request))
        page = "<!doctype html><html lang={0}><title>{1}</title><p>{1}</p></html>"
        body = page.format(language_of(request).value, escape(said))
        return Response(body, headers=policy, media_type="text/html")
    kind = "text/plain" if asked.form is Form.TEXT else "text/html"
    return Response(shown.text if asked.form is Form.TEXT else shown.html, headers=policy, media_type=kind)


def _mail(session: Session, site: Site, issue_id: int, asked: Wanted) -> Mail | IssueRefused | TemplateError:
    try:
        return seen_by(session, issue_id, site.mail, asked.who, language=asked.language, today=site.today())
    except (IssueRefused, TemplateError) as wrong:
        return wrong
