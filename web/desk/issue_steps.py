"""The way of an issue out of the house: tried, given, approved by somebody else, sent, stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, HTTPException, Request, Response
from sqlmodel import Session

from aggregator.model import Delivery, IssueAction, Person
from newsletter.addresses import AddressRefused
from newsletter.delivery import transport_for
from newsletter.delivery.standing import decide_uncertain, send_failed_again
from newsletter.issues import IssueMoved, IssueRefused, NotNow, steps, trying
from newsletter.issues.checks import look_at
from newsletter.issues.ledger import note
from newsletter.issues.looking import seen_by
from newsletter.issues.trying import Tried
from newsletter.mjml_check import TemplateError
from newsletter.rendering import Mail
from templates import LANGUAGES
from web.desk.issue import Said, Step, existing_or_404, issue_page, sending_day
from web.desk.issue_edits import Sent, back, too_late
from web.desk.issue_looks import wanted_by
from web.desk.issue_words import broken_template
from web.desk.typed_facts import NotUnderstood, read_days
from web.language import language_of
from web.numbers import as_number, number_or_404
from web.security.entrance import Editor, Releaser
from web.security.sessions import SignedIn
from web.site import Site, TheSite
from web.wording import wording

router = APIRouter(prefix="/desk/ausgabe")

_EIGHT = time(8)  # when a day was named and no hour: people open their mail then


class Stop(StrEnum):
    """What can be done with an issue that is on its way, as it stands in addresses; starting again asks for more."""

    HOLD = "anhalten"
    PAUSE = "pause"
    CANCEL = "abbrechen"


_STOPPING: dict[Stop, Callable[..., object]] = {
    Stop.HOLD: steps.hold,
    Stop.PAUSE: steps.pause,
    Stop.CANCEL: steps.cancel,
}


@router.post("/{number}/probe")
def try_it(request: Request, site: TheSite, person: Editor, number: str, typed: Sent) -> Response:
    """Send a test mail: to oneself, to the test group, or to any address; as the reader whom the preview shows."""
    issue_id, language, to = number_or_404(number), language_of(request), typed.get("an", "mich")
    try:
        with site.store.reading() as session:
            existing_or_404(session, issue_id)
            asked = wanted_by(session, typed)
            addresses = _addresses(session, person, to, typed.get("adresse", ""))
            mail = seen_by(session, issue_id, site.mail, asked.who, language=asked.language, today=site.today())
    except AddressRefused as wrong:
        said = Said(faults={"adresse": str(wrong)}, typed=typed)
        return issue_page(request, person, issue_id, Step.LOOK, said, status=422)
    except TemplateError as wrong:
        said = Said(trouble=broken_template(str(wrong), language), typed=typed)
        return issue_page(request, person, issue_id, Step.LOOK, said, status=422)
    if not addresses:
        said = Said(faults={"adresse": wording(language)("Hier muss etwas stehen.")}, typed=typed)
        return issue_page(request, person, issue_id, Step.LOOK, said, status=422)
    tried = _sent(site, mail, addresses, asked.language)
    with site.store.writing() as session:
        told = {"to": to if to in {"mich", "gruppe"} else "adresse", "taken": tried.handed_over}
        note(session, issue_id, IssueAction.TEST, by=person.person_id, now=site.now(), after=told)
    if tried.refused:
        said = Said(trouble=wording(language)("Nicht alle Testmails gingen hinaus."), notes=tried.refused, typed=typed)
        return issue_page(request, person, issue_id, Step.LOOK, said, status=422)
    return back(request, issue_id, Step.LOOK, typed, done=f"probe-{tried.handed_over}")


@router.post("/{number}/freigabe")
def give(request: Request, site: TheSite, person: Editor, number: str, typed: Sent) -> Response:
    """Ask for a second person's word, or take that back."""
    issue_id, me, now = number_or_404(number), person.person_id, site.now()
    if typed.get("tat") == "zurueck":
        return _led(request, site, person, issue_id, lambda one: steps.take_back(one, issue_id, by=me, now=now))
    with site.store.reading() as session:
        issue = existing_or_404(session, issue_id)
        blocked = look_at(session, issue, site.mail, day=sending_day(site, issue), now=site.now()).blocked
    if blocked:
        told = wording(language_of(request))("So kann die Ausgabe nicht hinaus. Was dagegen spricht, steht unten.")
        return issue_page(request, person, issue_id, Step.LOOK, Said(trouble=told), status=422)
    version = as_number(typed.get("fassung", ""))
    return _led(request, site, person, issue_id, lambda one: steps.give(one, issue_id, version=version, by=me, now=now))


@router.post("/{number}/freigeben")
def approve(
    request: Request, site: TheSite, person: Releaser, number: str, pruefzeichen: Annotated[str, Form()] = ""
) -> Response:
    """The second person's word on what they saw."""
    issue_id, alone = number_or_404(number), site.mail.release_alone

    def word(session: Session) -> object:
        return steps.approve(session, issue_id, mark=pruefzeichen, by=person.person_id, now=site.now(), alone=alone)

    return _led(request, site, person, issue_id, word, done="freigegeben")


@router.post("/{number}/senden")
def send(
    request: Request,
    site: TheSite,
    person: Releaser,
    number: str,
    wann: Annotated[str, Form()] = "",
    tag: Annotated[str, Form()] = "",
) -> Response:
    """Let it go in five minutes, or at a time."""
    issue_id, language = number_or_404(number), language_of(request)
    at: datetime | None = None
    if wann == "zeit":
        try:
            at = _moment(tag, site, language)
        except NotUnderstood as wrong:
            said = Said(faults={"tag": str(wrong)}, typed={"tag": tag})
            return issue_page(request, person, issue_id, Step.SEND, said, status=422)
    with site.store.reading() as session:
        issue = existing_or_404(session, issue_id)
        day = site.local(at).date() if at else site.today()
        blocked = look_at(session, issue, site.mail, day=day, now=site.now()).blocked
    if blocked:
        told = wording(language)("An diesem Tag kann die Ausgabe so nicht hinaus. Was dagegen spricht, steht unten.")
        return issue_page(request, person, issue_id, Step.LOOK, Said(trouble=told), status=422)
    return _led(
        request,
        site,
        person,
        issue_id,
        lambda one: steps.schedule(one, issue_id, at=at, by=person.person_id, now=site.now()),
    )


@router.post("/{number}/weiter")
def resume(request: Request, site: TheSite, person: Releaser, number: str) -> Response:
    """Go on where it was paused."""
    issue_id = number_or_404(number)
    return _led(
        request,
        site,
        person,
        issue_id,
        lambda one: steps.resume(one, issue_id, by=person.person_id, now=site.now()),
    )


@router.post("/{number}/ungewiss")
def settle(request: Request, site: TheSite, person: Releaser, number: str, typed: Sent) -> Response:
    """What becomes of a mail of which nobody knows whether it arrived: send it again, or let it be."""
    issue_id, delivery = number_or_404(number), as_number(typed.get("zustellung", ""))
    again = typed.get("tat") == "noch"
    with site.store.writing() as session:
        existing_or_404(session, issue_id)
        held = session.get(Delivery, delivery) if delivery is not None else None
        if held is not None and held.issue_id == issue_id:
            decide_uncertain(session, held.id or 0, send_again=again, now=site.now())
            after = {"again": again}
            note(session, issue_id, IssueAction.SETTLE, by=person.person_id, now=site.now(), after=after)
    return back(request, issue_id, Step.SEND, {})


@router.post("/{number}/erneut")
def send_again(request: Request, site: TheSite, person: Releaser, number: str) -> Response:
    """Only those again that the mail server refused."""
    issue_id = number_or_404(number)
    with site.store.writing() as session:
        existing_or_404(session, issue_id)
        again = send_failed_again(session, issue_id, now=site.now())
        if again:
            after = {"refused": again}
            note(session, issue_id, IssueAction.SEND_AGAIN, by=person.person_id, now=site.now(), after=after)
    return back(request, issue_id, Step.SEND, {})


@router.post("/{number}/{verb}")
def stop(request: Request, site: TheSite, person: Editor, number: str, verb: str) -> Response:
    """Stop it: whoever sees a mistake may do that, one press."""
    if verb not in set(Stop):
        raise HTTPException(404)
    issue_id, how = number_or_404(number), _STOPPING[Stop(verb)]
    return _led(request, site, person, issue_id, lambda one: how(one, issue_id, by=person.person_id, now=site.now()))


def _led(
    request: Request,
    site: Site,
    person: SignedIn,
    issue_id: int,
    lead: Callable[[Session], object],
    *,
    done: str = "",
) -> Response:
    try:
        with site.store.writing() as session:
            existing_or_404(session, issue_id)
            lead(session)
    except (IssueMoved, NotNow) as late:
        said = Said(trouble=too_late(site, late, language_of(request)))
        return issue_page(request, person, issue_id, Step.SEND, said, status=409)
    except IssueRefused:
        raise HTTPException(409) from None
    return back(request, issue_id, Step.SEND, {}, done=done)


def _addresses(session: Session, person: SignedIn, to: str, typed: str) -> list[str]:
    """Whom a test goes to. Raises AddressRefused."""
    if to == "mich":
        return [session.get_one(Person, person.person_id).address]
    return trying.group(session) if to == "gruppe" else trying.read_addresses(typed)


def _sent(site: Site, mail: Mail, addresses: list[str], language: str) -> Tried:
    known = language if language in set(LANGUAGES) else "de"
    return trying.send_test(mail, addresses, transport_for(site.mail), site.mail, language=known, now=site.now())


def _moment(typed: str, site: Site, language: str) -> datetime:
    """When somebody wants it to go, on the clock of the office. Raises NotUnderstood."""
    _ = wording(language)
    days = read_days(typed, language, site.today())
    if len(days) != 1:
        raise NotUnderstood(_("Bitte nennen Sie einen Tag und eine Uhrzeit, zum Beispiel: morgen, 8:00."))
    day: date = days[0].day
    at = datetime.combine(day, days[0].time or _EIGHT, tzinfo=ZoneInfo(site.settings.zone))
    if at < site.now():
        raise NotUnderstood(_("Dieser Zeitpunkt ist schon vorbei. Bitte nennen Sie einen späteren."))
    return at
