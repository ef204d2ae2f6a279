"""Changing an issue: one small form for each act. A form that has become old changes nothing and loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator.model import Person
from newsletter.issues import IssueMoved, NotNow, editing
from newsletter.issues.editing import Way, WordsRefused
from newsletter.sections import Section
from templates import language as written
from web.desk.issue import Said, Step, existing_or_404, issue_page
from web.desk.issue_words import flaws_in_words, why_not
from web.language import language_of
from web.numbers import as_number, number_or_404
from web.rendering import frame
from web.security.entrance import Editor
from web.security.sessions import SignedIn
from web.site import Site, TheSite, site_of
from web.wording import wording

router = APIRouter(prefix="/desk/ausgabe")

Typed = Mapping[str, str]
_WAYS = {"hoch": Way.UP, "runter": Way.DOWN}
_LOOKS = ("als", "ort", "sprache", "form")


async def as_typed(request: Request) -> Typed:
    """What a form brought: of each field the last value, of `eintrag` all of them."""
    form = await request.form()
    typed = {name: str(value) for name, value in form.items()}
    return typed | {"eintrag": " ".join(str(one) for one in form.getlist("eintrag")[:100])}


Sent = Annotated[Typed, Depends(as_typed)]
Edit = Callable[[Session, int, "int | None"], object]
"""What to do with an issue, by its number and the version that was shown."""


@router.post("/{number}/nehmen")
def add(request: Request, site: TheSite, person: Editor, number: str, typed: Sent) -> Response:
    """Take accepted entries in."""
    numbers = [found for word in typed["eintrag"].split() if (found := as_number(word)) is not None]

    def edit(session: Session, issue_id: int, version: int | None) -> None:
        editing.add(session, issue_id, numbers, version=version, by=person.person_id, now=site.now())

    return edited(request, person, number, typed, edit, Step.CHOOSE)


@router.post("/{number}/heraus")
def remove(request: Request, site: TheSite, person: Editor, number: str, typed: Sent) -> Response:
    """Take one entry out; it stays accepted."""
    one = as_number(typed["eintrag"]) or 0

    def edit(session: Session, issue_id: int, version: int | None) -> None:
        editing.remove(session, issue_id, one, version=version, by=person.person_id, now=site.now())

    return edited(request, person, number, typed, edit, Step.WRITE)


@router.post("/{number}/verschieben")
def move(request: Request, site: TheSite, person: Editor, number: str, typed: Sent) -> Response:
    """Up, down, or under another heading."""
    one, to = as_number(typed["eintrag"]) or 0, typed.get("wohin", "")
    if to not in _WAYS and to not in set(Section):
        raise HTTPException(404)
    goal: Way | Section = _WAYS[to] if to in _WAYS else Section(to)

    def edit(session: Session, issue_id: int, version: int | None) -> None:
        editing.move(session, issue_id, one, goal, version=version, by=person.person_id, now=site.now())

    return edited(request, person, number, typed, edit, Step.WRITE, at=f"#eintrag-{one}")


@router.post("/{number}/worte")
def write(request: Request, site: TheSite, person: Editor, number: str, typed: Sent) -> Response:
    """Title, subject and editorial."""
    words = {name: typed.get(field, "") for name, field in (("title", "titel"), ("subject", "betreff"))}
    words["editorial"] = typed.get("grusswort", "")

    def edit(session: Session, issue_id: int, version: int | None) -> None:
        editing.write(session, issue_id, words, version=version, by=person.person_id, now=site.now())

    return edited(request, person, number, typed, edit, Step.WRITE, done="worte")


@router.post("/{number}/text")
def put_text(request: Request, site: TheSite, person: Editor, number: str, typed: Sent) -> Response:
    """A text of the office: written, changed, moved or taken out."""
    one, act = as_number(typed.get("textnummer", "")), typed.get("tat", "speichern")
    me = person.person_id

    def edit(session: Session, issue_id: int, version: int | None) -> None:
        if act == "heraus":
            editing.take_text_out(session, issue_id, one or 0, version=version, by=me, now=site.now())
        elif act in _WAYS:
            editing.move_text(session, issue_id, one or 0, _WAYS[act], version=version, by=me, now=site.now())
        else:
            title, text = typed.get("texttitel", ""), typed.get("text", "")
            editing.put_text(session, issue_id, one, title=title, text=text, version=version, by=me, now=site.now())

    return edited(request, person, number, typed, edit, Step.WRITE, done="text", at="#texte")


def edited(
    request: Request,
    person: SignedIn,
    number: str,
    typed: Typed,
    edit: Edit,
    step: Step,
    *,
    done: str = "",
    at: str = "",
) -> Response:
    """Do it and show the step anew; what cannot be is said there, with all that was typed."""
    site, issue_id, language = site_of(request), number_or_404(number), language_of(request)
    try:
        with site.store.writing() as session:
            existing_or_404(session, issue_id)
            edit(session, issue_id, as_number(typed.get("fassung", "")))
    except WordsRefused as wrong:
        said = Said(faults=flaws_in_words(wrong, language), typed=typed)
        return issue_page(request, person, issue_id, step, said, status=422)
    except (IssueMoved, NotNow) as late:
        said = Said(typed=typed, trouble=too_late(site, late, language))
        return issue_page(request, person, issue_id, step, said, status=409)
    return back(request, issue_id, step, typed, done=done, at=at)


def too_late(site: Site, late: IssueMoved | NotNow, language: str) -> str:
    """A sentence on what happened meanwhile."""
    if isinstance(late, NotNow):
        return why_not(late.why, language)
    _ = wording(language)
    with site.store.reading() as session:
        person = session.get(Person, late.person_id) if late.person_id is not None else None
        name = person.name if person else _("Jemand")
    told = {"name": name, "time": written.clock(site.local(late.at), language)}
    return (
        _(
            "%(name)s hat inzwischen etwas geändert (%(time)s Uhr). Ihre Eingabe ist noch nicht gespeichert, steht aber"
            " noch da: Bitte prüfen Sie sie und speichern Sie noch einmal."
        )
        % told
    )


def back(request: Request, issue_id: int, step: Step, typed: Typed, *, done: str = "", at: str = "") -> Response:
    """To a step, with the preview as it was chosen."""
    query = {"schritt": step.value, **{name: typed[name] for name in _LOOKS if typed.get(name)}}
    if done:
        query["fertig"] = done
    path = frame(request).link(f"/desk/ausgabe/{issue_id}?{urlencode(query)}{at}")
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
