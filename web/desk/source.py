"""One source at the desk: how it is, what changed, its runs in words, and what people did with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fastapi import APIRouter, HTTPException, Request, Response
from sqlmodel import Session, col, select

from aggregator.finding import FailureKind
from aggregator.health import Fact, percent
from aggregator.intake import Intake
from aggregator.intake.failures import sentence as what_to_do
from aggregator.model import CrawlRun, Person, Source, SourceDecision
from aggregator.review import rejections
from aggregator.sources import UnknownSource, overview, tending
from aggregator.sources.overview import WEEKS, Standing
from web.desk.frame import desk_page
from web.desk.sources import back, shown
from web.desk.twins import crowded
from web.language import language_of
from web.security.entrance import Editor, Reader
from web.site import Site, TheSite

router = APIRouter(prefix="/desk")

RUNS = 30
_DECISIONS = 20


class Verb(StrEnum):
    """What can be done with a source, as it stands in the address."""

    TEST = "testen"
    PAUSE = "pause"
    RESUME = "weiter"
    TRUST = "stimmt"
    HAND_OVER = "technik"


_DOING: dict[Verb, Callable[..., None]] = {
    Verb.TEST: tending.test_now,
    Verb.PAUSE: tending.pause,
    Verb.RESUME: tending.resume,
    Verb.HAND_OVER: tending.hand_over,
}


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in figures and, where something went wrong, in a sentence; `at` on the clock of the office."""

    run: CrawlRun
    at: datetime
    seconds: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the entries state a fact: usually, and in the last run that looked. As the language writes them."""

    fact: str
    usual: str
    last: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a person did with the source; `fields` are what they changed."""

    action: str
    person: str
    at: datetime
    fields: tuple[str, ...]


@router.api_route("/quellen/{key}", methods=["GET", "HEAD"])
def source(request: Request, site: TheSite, person: Reader, key: str) -> Response:
    """How a source is, in sentences and figures, and the last runs over it."""
    language = language_of(request)
    with site.store.reading() as session:
        kept = source_or_404(session, key)
        (standing,) = overview.standings(session, [kept.id or 0], now=site.now())
        runs = _runs(session, kept)
        done = _done(session, kept, site)
        names = crowded(session, source_id=kept.id)
        rejected = rejections(session, kept.id or 0, now=site.now())
    looked = next((run for run in runs if run.listed is not None), None)
    return desk_page(
        request,
        person,
        "desk/quelle.html",
        one=shown(standing, site, language),
        advice=_advice(standing, language),
        runs=[_line(run, kept, site, language) for run in runs],
        shares=_shares(standing, looked, language),
        looked=looked,
        weeks=_weeks(standing.weekly, site),
        done=done,
        names=names,
        rejected=rejected,
        due=site.local(kept.next_fetch_at) if kept.next_fetch_at else None,
    )


@router.post("/quellen/{key}/{verb}")
def tend(request: Request, site: TheSite, person: Editor, key: str, verb: str) -> Response:
    """Test, pause, resume or hand over a source, or say that what it shows is right; leads to its page."""
    if verb not in set(Verb):
        raise HTTPException(404)
    try:
        if verb == Verb.TRUST:
            with site.store.reading() as session:
                tending.collected_source(session, key)
            Intake(site.store, clock=site.now).trust(key, person_id=person.person_id)
        else:
            with site.store.writing() as session:
                _DOING[Verb(verb)](session, key, person_id=person.person_id, now=site.now())
    except UnknownSource:
        raise HTTPException(404, "no-source") from None
    return back(request, f"/desk/quellen/{key}")


def source_or_404(session: Session, key: str) -> Source:
    """The source with this key; 404, in words, where there is none."""
    try:
        return tending.source_of(session, key)
    except UnknownSource:
        raise HTTPException(404, "no-source") from None


def _runs(session: Session, kept: Source) -> Sequence[CrawlRun]:
    # ix_crawl_run_source_started
    question = select(CrawlRun).where(CrawlRun.source_id == kept.id)
    return session.exec(question.order_by(col(CrawlRun.started_at).desc(), col(CrawlRun.id).desc()).limit(RUNS)).all()


def _line(run: CrawlRun, kept: Source, site: Site, language: str) -> RunLine:
    trouble = _said(run.failure, run.failed_url or kept.url, run.detail, language) if run.failure else ""
    seconds = round((run.finished_at - run.started_at).total_seconds())
    return RunLine(run, site.local(run.started_at), seconds, trouble)


def _advice(standing: Standing, language: str) -> str:
    """What to do about the failure that stands."""
    failing = next((reason for reason in standing.reasons if reason.failure is not None), None)
    if failing is None or failing.failure is None:
        return ""
    return _said(failing.failure, failing.url or standing.source.url, "", language)


def _said(failure: FailureKind, url: str, detail: str, language: str) -> str:
    return what_to_do(failure, url=url, language=language, detail=detail)


def _shares(standing: Standing, looked: CrawlRun | None, language: str) -> list[Share]:
    last: Mapping[str, int] = looked.filled if looked else {}
    entries = looked.listed if looked and looked.listed else 0
    return [
        Share(fact.value, percent(usual.share, language), percent(last.get(fact.value, 0) / entries, language))
        for fact, usual in standing.usual.filled.items()
        if entries and (usual.share > 0 or fact in (Fact.DEADLINE, Fact.TEXT))
    ]


def _weeks(weekly: Sequence[int], site: Site) -> list[tuple[datetime, int]]:
    """The day from which each week counts, with its figure; the last week ends now."""
    now = site.local(site.now())
    return [(now - timedelta(weeks=WEEKS - place), figure) for place, figure in enumerate(weekly)]


def _done(session: Session, kept: Source, site: Site) -> list[Done]:
    # ix_source_decision_source_id
    question = (
        select(SourceDecision, Person.name)
        .join(Person, isouter=True)
        .where(SourceDecision.source_id == kept.id)
        .order_by(col(SourceDecision.id).desc())
        .limit(_DECISIONS)
    )
    return [
        Done(decision.action.value, name or "", site.local(decision.at), tuple(decision.after))
        for decision, name in session.exec(question)
    ]
