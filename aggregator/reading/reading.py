"""One document from text to facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from aggregator.reading.binding import bind
from aggregator.reading.chains import Years
from aggregator.reading.content import Content, read_page
from aggregator.reading.deadlines import read_deadlines
from aggregator.reading.details import named_days, odd_dates, read_opening, read_own_contribution, read_references
from aggregator.reading.events import leading_event, read_events, stated_events
from aggregator.reading.facets import read_audiences, read_forms, read_topics
from aggregator.reading.facts import Document, Event, Fact, Reading
from aggregator.reading.folding import fold
from aggregator.reading.kinds import count_inviting, read_kind
from aggregator.reading.labels import read_labelled, read_reach
from aggregator.reading.language import language_of
from aggregator.reading.money import read_money
from aggregator.reading.ordinary import NO_OFFER, Found, judge, kind_of, without_stray_dates
from aggregator.reading.passages import LONGEST, prepare
from aggregator.reading.places import read_countries
from aggregator.reading.standing import read_standing
from aggregator.reading.structured import Stated
from aggregator.reading.tidying import tidy
from aggregator.reading.vocabulary import lexicon

_SUMMARY = 280  # characters
_LINE = 500  # characters up to which a text is the line of a calendar
_LISTED = timedelta(days=45)


def read(document: Document, *, today: date) -> Reading:
    """Read everything the document says.

    A day without a year is the next one from the day of publication on, else from the day it was fetched. Where both
    are unknown it is looked for from `today` on, the reader's day, and stays `vague`. Any text gets a reading; what is
    not said is empty.
    """
    content = _content(document)
    text, title = content.text, document.title or content.title
    language = (document.language or "").lower()[:2] or language_of(f"{title}\n{text}", content.stated.language)
    published = document.published or content.stated.published
    page = prepare(text, language, Years(published, today, document.fetched))
    title_cues = lexicon(language).find(fold(title))
    bound = bind(page.passages, title_cues)
    deadlines = read_deadlines(text, bound, page.passages)
    standing, standing_flags = read_standing(text, page.passages)
    events = stated_events(content.stated, read_events(text, bound, title_cues))
    event = leading_event(events)
    labelled = read_labelled(text, page.folded)
    money = read_money(text, page.folded, page.sums, page.passages)
    inviting, grant = count_inviting(page.passages), bool(money.amount or money.rate)
    coming = _to_come(event, published, text)
    kind = read_kind(text, page.words.kinds, title_cues, deadlines, coming, grant=grant, inviting=inviting)
    found = Found(kind, title_cues, (*deadlines, *standing), events, grant, inviting, len(text), published, content)
    judgement = judge(found)
    return Reading(
        text=text,
        language=language,
        kind=kind_of(found, judgement),
        title=title,
        deadlines=without_stray_dates(found, judgement),
        amount=None if _reports(kind_of(found, judgement), text) else money.amount,
        rate=money.rate,
        budget=money.budget,
        own_contribution=read_own_contribution(text, page.folded, page.passages),
        countries=read_countries(text, page.folded, page.words.places),
        topics=read_topics(text, page.words.topics, title_cues),
        audiences=read_audiences(text, page.passages),
        event=event,
        events=events,
        opens=read_opening(text, bound, deadlines),
        funding_types=read_forms(text, page.words.forms),
        organiser=labelled.get("organiser"),
        place=labelled.get("place"),
        reach=read_reach(text, page.folded, page.words.reaches, page.passages),
        references=read_references(text),
        summary=_summary(text, title),
        days=named_days(page.mentions),
        sums=tuple(sorted({one.value for one in page.sums})),
        flags=(*money.flags, *standing_flags, *odd_dates(page.mentions)),
        reasons=judgement.reasons,
    )


def _content(document: Document) -> Content:
    if document.text is not None:
        return Content("", tidy(document.text[:LONGEST]), Stated())
    content = read_page(document.html or "")
    return replace(content, text=tidy(content.text[:LONGEST]))


def _reports(kind: Fact, text: str) -> bool:
    """Whether a text of some length offers nothing itself: it tells of money that others got."""
    return kind.value in NO_OFFER and (kind.evidence is not None or len(text) > _LINE)


def _to_come(event: Event | None, published: date | None, text: str) -> Event | None:
    """The event, unless it was over when the text was published: then the text is a report.

    The line of a calendar stays the announcement it was, also in a list that appears a little later.
    """
    if event is None or published is None:
        return event
    grace = _LISTED if len(text) <= _LINE else timedelta()
    return event if published - (event.end or event.start) <= grace else None


def _summary(text: str, title: str) -> str:
    """The beginning of the text behind its headline and its day of publication, cut at a word."""
    lines = text[: len(title) + _SUMMARY * 3].split("\n")
    heads = (number for number, line in enumerate(lines) if _says_something(line, title))
    plain = " ".join(" ".join(lines[next(heads, 0) :])[: _SUMMARY * 2].split()).lstrip("#-* ")
    return plain if len(plain) <= _SUMMARY else plain[:_SUMMARY].rsplit(" ", 1)[0] + " …"


def _says_something(line: str, title: str) -> bool:
    bare = line.strip(" *#-=_:")
    return any(letter.isalpha() for letter in bare) and bare.casefold() != title.strip(" *#-=_:").casefold()
