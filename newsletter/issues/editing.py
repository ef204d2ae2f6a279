"""Changing what stands in a draft. Every act says which version it was shown, and brings the next one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session

from aggregator.model import Entry, Issue, IssueAction, IssueText
from aggregator.search import many
from newsletter.issues.ledger import begin_edit, note
from newsletter.issues.placing import entries, texts
from newsletter.sections import Section, section_of

MOST_ENTRIES = 60
LONGEST_TITLE, LONGEST_SUBJECT, LONGEST_TEXT = 120, 200, 10_000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_One = TypeVar("_One")
_ORDER = {section.value: place for place, section in enumerate(Section)}


class Flaw(StrEnum):
    """What is wrong with words that somebody typed."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    CONTROLS = "controls"


class WordsRefused(ValueError):
    """What was typed cannot stand so: by field, what is wrong with it."""

    def __init__(self, flaws: dict[str, Flaw]) -> None:
        super().__init__(", ".join(f"{field}: {flaw.value}" for field, flaw in flaws.items()))
        self.flaws = flaws


class Way(StrEnum):
    """Where something is moved to among its neighbours."""

    UP = "up"
    DOWN = "down"


def add(
    session: Session, issue_id: int, numbers: Sequence[int], *, version: int | None, by: int | None, now: datetime
) -> int:
    """Place accepted opportunities, each at the end under its heading; gives how many were new to the issue.

    Raises IssueMoved, NotNow, IssueRefused.
    """
    begin_edit(session, issue_id, version=version, by=by, now=now)
    there = entries(session, issue_id)
    known = {entry.opportunity_id for entry in there}
    room = max(0, MOST_ENTRIES - len(there))
    wanted = [number for number in dict.fromkeys(numbers) if number not in known]
    fitting = [view for view in many(session, wanted) if view.state == "accepted"][:room]
    for view in fitting:
        section = section_of(view).value
        there.append(Entry(issue_id=issue_id, opportunity_id=view.id, section=section, position=len(there)))
        note(session, issue_id, IssueAction.ADD, by=by, now=now, about=view.id, after={"section": section})
    _keep(session, there)
    return len(fitting)


def remove(session: Session, issue_id: int, number: int, *, version: int | None, by: int | None, now: datetime) -> bool:
    """Take one out; False where it was not there. Raises IssueMoved, NotNow, IssueRefused."""
    begin_edit(session, issue_id, version=version, by=by, now=now)
    there = entries(session, issue_id)
    gone = [entry for entry in there if entry.opportunity_id == number]
    for entry in gone:
        session.delete(entry)
        note(session, issue_id, IssueAction.REMOVE, by=by, now=now, about=number, before={"section": entry.section})
    _keep(session, [entry for entry in there if entry not in gone])
    return bool(gone)


def move(
    session: Session, issue_id: int, number: int, to: Way | Section, *, version: int | None, by: int, now: datetime
) -> None:
    """Up or down under its heading, or to the end of another one. Raises IssueMoved, NotNow, IssueRefused."""
    begin_edit(session, issue_id, version=version, by=by, now=now)
    there = sorted(entries(session, issue_id), key=lambda entry: _ORDER[entry.section])
    entry = next((one for one in there if one.opportunity_id == number), None)
    if entry is None:
        return
    before = {"section": entry.section}
    if isinstance(to, Section):
        there.remove(entry)
        entry.section = to.value
        there.append(entry)
    else:
        _swap(there, entry, to, lambda one: one.section)
    after = {"section": entry.section} if isinstance(to, Section) else {"way": to.value}
    note(session, issue_id, IssueAction.MOVE, by=by, now=now, about=number, before=before, after=after)
    _keep(session, there)


def write(
    session: Session,
    issue_id: int,
    words: dict[str, str],
    *,
    version: int | None,
    by: int | None,
    now: datetime,
) -> Issue:
    """Set `title`, `subject` and `editorial`. Raises WordsRefused, IssueMoved, NotNow, IssueRefused."""
    typed = {name: " ".join(words[name].split()) for name in ("title", "subject")}
    checked(typed | {"editorial": words["editorial"]}, needed=("title",))
    issue = begin_edit(session, issue_id, version=version, by=by, now=now)
    new = {**typed, "editorial": words["editorial"].replace("\r\n", "\n").strip()}
    before = {name: getattr(issue, name) for name in new}
    changed = [name for name in new if new[name] != before[name]]
    for name in changed:
        setattr(issue, name, new[name])
    session.add(issue)
    if changed:
        was, said = ({name: words[name] for name in changed} for words in (before, new))
        note(session, issue_id, IssueAction.WRITE, by=by, now=now, before=was, after=said)
    session.flush()
    return issue


def put_text(
    session: Session,
    issue_id: int,
    number: int | None,
    *,
    title: str,
    text: str,
    version: int | None,
    by: int,
    now: datetime,
) -> None:
    """A text of the office: a new one at the end, or the one with this number anew.

    Raises WordsRefused, IssueMoved, NotNow, IssueRefused.
    """
    title = " ".join(title.split())
    checked({"text_title": title, "text": text}, needed=("text",))
    begin_edit(session, issue_id, version=version, by=by, now=now)
    there = texts(session, issue_id)
    one = next((one for one in there if one.id == number), None)
    before = {"title": one.title, "text": one.text} if one else {}
    if one is None:
        one = IssueText(issue_id=issue_id, position=len(there), text=text)
    one.title, one.text = title, text.replace("\r\n", "\n").strip()
    session.add(one)
    note(session, issue_id, IssueAction.WRITE, by=by, now=now, before=before, after={"title": title, "text": one.text})
    session.flush()


def take_text_out(session: Session, issue_id: int, number: int, *, version: int | None, by: int, now: datetime) -> None:
    """Take a text of the office out. Raises IssueMoved, NotNow, IssueRefused."""
    begin_edit(session, issue_id, version=version, by=by, now=now)
    for one in texts(session, issue_id):
        if one.id == number:
            session.delete(one)
            said = {"title": one.title, "text": one.text}
            note(session, issue_id, IssueAction.WRITE, by=by, now=now, before=said)
    session.flush()


def move_text(
    session: Session, issue_id: int, number: int, way: Way, *, version: int | None, by: int, now: datetime
) -> None:
    """One place up or down among the texts of the office. Raises IssueMoved, NotNow, IssueRefused."""
    begin_edit(session, issue_id, version=version, by=by, now=now)
    there = texts(session, issue_id)
    one = next((one for one in there if one.id == number), None)
    if one is None:
        return
    _swap(there, one, way, lambda _one: None)
    for position, text in enumerate(there):
        text.position = position
        session.add(text)
    note(session, issue_id, IssueAction.MOVE, by=by, now=now, after={"way": way.value})
    session.flush()


def checked(typed: dict[str, str], *, needed: Sequence[str]) -> None:
    """Raise WordsRefused for what is missing, too long, or could begin a line of its own in a header."""
    most = {"title": LONGEST_TITLE, "subject": LONGEST_SUBJECT, "text_title": LONGEST_TITLE}
    flaws: dict[str, Flaw] = {}
    for name, said in typed.items():
        if name in needed and not said.strip():
            flaws[name] = Flaw.MISSING
        elif len(said) > most.get(name, LONGEST_TEXT):
            flaws[name] = Flaw.TOO_LONG
        elif name in most and _CONTROLS.search(said):
            flaws[name] = Flaw.CONTROLS
    if flaws:
        raise WordsRefused(flaws)


def _swap(there: list[_One], one: _One, way: Way, group: Callable[[_One], object]) -> None:
    """Change places with the neighbour of the same group; at its end nothing happens."""
    at = there.index(one)
    beside = at - 1 if way is Way.UP else at + 1
    if 0 <= beside < len(there) and group(there[beside]) == group(one):
        there[at], there[beside] = there[beside], there[at]


def _keep(session: Session, there: Sequence[Entry]) -> None:
    """Number them anew: under their headings in the order of the mail, there as they stand."""
    for position, entry in enumerate(sorted(there, key=lambda entry: _ORDER[entry.section])):
        entry.position = position
        session.add(entry)
    session.flush()
