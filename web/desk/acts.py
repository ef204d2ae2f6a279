"""What was done, in words: the sentences and facts of the journal in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from aggregator.changes import FactName
from aggregator.intake.relisting import RELISTED
from aggregator.journal import About, Author, By, Line, Thing
from aggregator.review.sure import RULE
from aggregator.taxonomy import label
from web.desk.called import called
from web.desk.changed import labels, said
from web.register.words import fields, in_register
from web.wording import wording

_ANSWERS = frozenset({"decline", "ask_again"})


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was changed, before and after in words; an empty `name`: how the thing itself stands."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """A line in words; moments on the clock of the office. `sentence` has places for `who`, `what` and `other`.

    `is_answer`: nothing changed, `before` of the fact is what we say and `after` what the source says.
    """

    line: Line
    at: datetime
    who: str
    sentence: str
    facts: tuple[Fact, ...]
    reason: str
    is_answer: bool
    undone_at: datetime | None = None
    undone_by: str = ""

    def plainly(self, language: str) -> str:
        """The sentence without any mark-up."""
        other = title_of(self.line.other, language) if self.line.other else ""
        return self.sentence % {"who": self.who, "what": title_of(self.line.about, language), "other": other}


def in_words(line: Line, language: str, local: Callable[[datetime], datetime]) -> Told:
    """One line of the journal; `local` puts a moment on the clock of the office."""
    sentences = _sentences(language)
    return Told(
        line=line,
        at=local(line.at),
        who=named(line.by, language),
        sentence=sentences.get(line.act) or sentences[""].replace("%(act)s", line.act.replace("%", "%%")),
        facts=tuple(_facts(line, language)),
        reason=_reason(line, language),
        is_answer=line.act in _ANSWERS,
        undone_at=local(line.undone.at) if line.undone else None,
        undone_by=named(line.undone.by, language) if line.undone else "",
    )


def named(by: By, language: str) -> str:
    """Who it was: a name, or what did it where there is none."""
    _ = wording(language)
    if by.name:
        return by.name
    nameless = {
        Author.RULE: _("Eine Regel des Büros"),
        Author.COMMAND: _("Jemand auf der Kommandozeile"),
        Author.SOURCE: _("Eine Quelle"),
        Author.PROGRAM: _("Das Programm"),
    }
    return nameless.get(by.author, _("Jemand, den es hier nicht mehr gibt"))


def title_of(about: About, language: str) -> str:
    """What a thing is called; one that is gone goes by its number."""
    _ = wording(language)
    return about.title or _("Nummer %(num)s") % {"num": about.id}


def kind_of(thing: Thing, language: str) -> str:
    """What kind of thing it is, for filters and tables."""
    _ = wording(language)
    return {
        Thing.OPPORTUNITY: _("Einträge"),
        Thing.SOURCE: _("Quellen"),
        Thing.ISSUE: _("Ausgaben"),
        Thing.PERSON: _("Menschen im Büro"),
        Thing.BARRIER: _("Gemeldete Barrieren"),
        Thing.MUNICIPALITY: _("Städte im Register"),
        Thing.READER: _("Leserinnen und Leser"),
    }[thing]


def _reason(line: Line, language: str) -> str:
    _ = wording(language)
    if line.because:
        return called(language).reason(line.because)
    known = {
        RULE: _("sicher verstanden, belegt und mit Tag"),
        RELISTED: _("steht bei der Quelle unter neuer Adresse"),
        "command line": "",
    }
    return known.get(line.reason, line.reason)


def _facts(line: Line, language: str) -> Iterator[Fact]:
    names = list(dict.fromkeys((*line.before, *line.after)))
    for name in names:
        before, after = line.before.get(name), line.after.get(name)
        if before != after:
            yield _fact(_changed(line), name, before, after, language)


def _changed(line: Line) -> Thing:
    """What the facts are facts of: what was entered by hand is another thing than the source that it was entered at."""
    return line.other.thing if line.act == "source_enter" and line.other else line.about.thing


def _fact(thing: Thing, name: str, before: Any, after: Any, language: str) -> Fact:
    if thing is Thing.OPPORTUNITY and name in set(FactName):
        return Fact(labels(language)[FactName(name)], said(name, before, language), said(name, after, language))
    if thing is Thing.MUNICIPALITY:
        return Fact(
            fields(language).get(name, name), in_register(name, before, language), in_register(name, after, language)
        )
    words = _names(language)
    return Fact(words.get(name, name), _value(name, before, language), _value(name, after, language))


def _value(name: str, value: Any, language: str) -> str:
    _ = wording(language)
    if value is None or value in ("", [], {}):
        return _("nichts")
    one, many = _by_code(language)
    if name in one:
        return one[name](value)
    if isinstance(value, list):
        return ", ".join(map(many.get(name, str), value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else str(value)


@cache
def _by_code(language: str) -> tuple[Mapping[str, Callable[[Any], str]], Mapping[str, Callable[[str], str]]]:
    """Fields that hold a code, and fields that hold several of one kind, with what gives their words."""
    words, states = called(language), _states(language)
    facets = {"countries": "country", "topics": "topic", "kinds": "kind"}
    labelled = {name: partial(_label, facet, language) for name, facet in facets.items()}
    one: dict[str, Callable[[Any], str]] = {
        "state": lambda code: str(states.get(code, code)),
        "kind": words.source_kind,
        "language": words.language,
        "priority": words.priority,
    }
    return one, {"roles": words.role, **labelled}


def _label(facet: str, language: str, code: str) -> str:
    return label(facet, code, language)


@cache
def _states(language: str) -> dict[str, str]:
    _ = wording(language)
    return {
        "new": _("im Eingang"),
        "accepted": _("angenommen"),
        "rejected": _("verworfen"),
        "later": _("auf später gelegt"),
        "held": _("zurückgehalten"),
        "merged": _("zusammengeführt"),
        "unproven": _("in Erprobung"),
        "proven": _("wird abgerufen"),
        "paused": _("angehalten"),
        "draft": _("Entwurf"),
        "given": _("wartet auf Freigabe"),
        "approved": _("freigegeben"),
        "scheduled": _("geht bald hinaus"),
        "released": _("wird verschickt"),
        "cancelled": _("abgebrochen"),
    }


def _of_words(_: Callable[[str], str]) -> dict[str, str]:
    """What the fields of issues are called."""
    return {
        "title": _("Titel"),
        "subject": _("Betreff"),
        "editorial": _("Grußwort"),
        "text": _("Text"),
        "section": _("Rubrik"),
        "way": _("Richtung"),
        "mark": _("Prüfzeichen"),
        "send_at": _("Versand"),
        "reason": _("Grund"),
        "to": _("An"),
        "taken": _("übergeben"),
        "again": _("noch einmal"),
    }


@cache
def _names(language: str) -> dict[str, str]:
    """What the fields of sources are called; the state of a thing needs no name."""
    _ = wording(language)
    return {
        "state": "",
        "name": _("Name"),
        "url": _("Adresse"),
        "kind": _("Art"),
        "language": _("Sprache"),
        "countries": _("Länder"),
        "topics": _("Themen"),
        "kinds": _("Was dort zu finden ist"),
        "priority": _("Vorrang"),
        "roles": _("Rollen"),
        **_of_words(_),
        "address": _("Adresse"),
        "issuer": _("Anmeldedienst"),
        "left": _("Ersatzcodes übrig"),
        "options": _("Einstellungen für die Technik"),
        "rows": _("Leser in der Liste"),
        "notes": _("Notiz"),
    }


@cache
def _sentences(language: str) -> dict[str, str]:
    """By act; the empty one is for acts that have no sentence yet."""
    _ = wording(language)
    return {
        **_of_people(_),
        **_of_register(_),
        **_of_readers(_),
        **_of_issues(_),
        "": _("%(who)s: %(act)s („%(what)s“)"),
        "accept": _("%(who)s hat „%(what)s“ angenommen"),
        "reject": _("%(who)s hat „%(what)s“ verworfen"),
        "later": _("%(who)s hat „%(what)s“ auf später gelegt"),
        "merge": _("%(who)s hat „%(other)s“ mit „%(what)s“ zusammengeführt"),
        "split": _("%(who)s hat „%(other)s“ aus „%(what)s“ herausgelöst"),
        "apart": _("%(who)s hat gesagt, dass „%(what)s“ und „%(other)s“ zweierlei sind"),
        "undo_accept": _("%(who)s hat zurückgenommen, dass „%(what)s“ angenommen wurde"),
        "undo_reject": _("%(who)s hat zurückgenommen, dass „%(what)s“ verworfen wurde"),
        "undo_later": _("%(who)s hat zurückgenommen, dass „%(what)s“ auf später gelegt wurde"),
        "undo_merge": _("%(who)s hat „%(other)s“ und „%(what)s“ wieder getrennt"),
        "undo_split": _("%(who)s hat „%(other)s“ und „%(what)s“ wieder zusammengeführt"),
        "undo_apart": _("%(who)s hat zurückgenommen, dass „%(what)s“ und „%(other)s“ zweierlei sind"),
        "correct": _("%(who)s hat „%(what)s“ berichtigt"),
        "unmoved": _(
            "%(who)s hat bei „%(what)s“ eine Berichtigung beendet oder wieder eingesetzt; nichts wurde anders"
        ),
        "take_over": _("%(who)s hat bei „%(what)s“ die Angabe der Quelle gelten lassen"),
        "decline": _("%(who)s ist bei „%(what)s“ bei unserer Angabe geblieben"),
        "ask_again": _("%(who)s hat bei „%(what)s“ wieder geöffnet, was die Quelle vorschlägt"),
        "follow": _("%(who)s nennt zu „%(what)s“ Neues"),
        "source_add": _("%(who)s hat die Quelle „%(what)s“ hinzugefügt"),
        "source_test": _("%(who)s hat einen Test der Quelle „%(what)s“ verlangt"),
        "source_pause": _("%(who)s hat die Quelle „%(what)s“ angehalten"),
        "source_resume": _("%(who)s hat die Quelle „%(what)s“ fortgesetzt"),
        "source_change": _("%(who)s hat die Quelle „%(what)s“ geändert"),
        "source_hand_over": _("%(who)s hat die Quelle „%(what)s“ an die Technik gegeben"),
        "source_enter": _("%(who)s hat „%(other)s“ von Hand eingetragen"),
        "source_trust": _("%(who)s hat zu dem, was die Quelle „%(what)s“ jetzt zeigt, „Stimmt so“ gesagt"),
        "barrier_closed": _("%(who)s hat die gemeldete Barriere „%(what)s“ erledigt"),
        "barrier_reopened": _("%(who)s hat die gemeldete Barriere „%(what)s“ wieder geöffnet"),
    }


def _of_people(_: Callable[[str], str]) -> dict[str, str]:
    """Who comes in by their own means is named once."""
    return {
        "staff_invited": _("%(who)s hat „%(what)s“ eingeladen"),
        "staff_link_made": _("%(who)s hat für „%(what)s“ einen neuen Zugang gemacht"),
        "staff_joined": _("%(what)s ist zum ersten Mal hereingekommen"),
        "staff_roles_changed": _("%(who)s hat die Rollen von „%(what)s“ geändert"),
        "staff_profile_changed": _("%(who)s hat Name oder Sprache von „%(what)s“ geändert"),
        "staff_password_set": _("%(what)s hat ein Passwort gesetzt"),
        "staff_second_step_added": _("%(what)s hat einen zweiten Schritt eingerichtet"),
        "staff_second_step_removed": _("%(what)s hat den zweiten Schritt entfernt"),
        "staff_passkey_added": _("%(what)s hat einen Passkey angelegt"),
        "staff_passkey_removed": _("%(what)s hat einen Passkey entfernt"),
        "staff_account_linked": _("%(what)s ist mit einem Konto beim Anmeldedienst verknüpft worden"),
        "staff_account_parted": _("%(what)s hat die Verknüpfung mit einem Konto beim Anmeldedienst gelöst"),
        "staff_recovery_code_used": _("%(what)s hat einen Ersatzcode benutzt"),
        "staff_sign_in_refused": _("%(what)s hat sich zu oft vergeblich anzumelden versucht"),
        "staff_session_ended": _("%(who)s hat Sitzungen von „%(what)s“ beendet"),
        "staff_removed": _("%(who)s hat „%(what)s“ den Zugang genommen"),
        "staff_reactivated": _("%(who)s hat „%(what)s“ den Zugang wiedergegeben"),
    }


def _of_readers(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "reader_unsubscribed": _("%(who)s hat Leser %(what)s abgemeldet"),
        "reader_erased": _("%(who)s hat Leser %(what)s gelöscht"),
        "reader_unblocked": _("%(who)s hat eine gesperrte Adresse wieder freigegeben"),
        "reader_imported": _("%(who)s hat eine Liste von Lesern eingelesen"),
        "reader_exported": _("%(who)s hat die Liste der Leser heruntergeladen"),
    }


def _of_issues(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "issue_draft": _("%(who)s hat die Ausgabe „%(what)s“ angelegt"),
        "issue_release": _("%(who)s hat die Ausgabe „%(what)s“ freigegeben"),
        "issue_begin": _("%(who)s hat begonnen, die Ausgabe „%(what)s“ zu verschicken"),
        "issue_add": _("%(who)s hat „%(other)s“ in die Ausgabe „%(what)s“ aufgenommen"),
        "issue_remove": _("%(who)s hat „%(other)s“ aus der Ausgabe „%(what)s“ herausgenommen"),
        "issue_move": _("%(who)s hat in der Ausgabe „%(what)s“ einen Text verschoben"),
        "issue_move_entry": _("%(who)s hat „%(other)s“ in der Ausgabe „%(what)s“ verschoben"),
        "issue_write": _("%(who)s hat Texte der Ausgabe „%(what)s“ geändert"),
        "issue_test": _("%(who)s hat Testmails der Ausgabe „%(what)s“ verschickt"),
        "issue_give": _("%(who)s hat die Ausgabe „%(what)s“ zur Freigabe gegeben"),
        "issue_take_back": _("%(who)s hat die Ausgabe „%(what)s“ wieder zum Entwurf gemacht"),
        "issue_approve": _("%(who)s hat die Ausgabe „%(what)s“ freigegeben"),
        "issue_schedule": _("%(who)s hat bestimmt, wann die Ausgabe „%(what)s“ hinausgeht"),
        "issue_hold": _("%(who)s hat die Ausgabe „%(what)s“ vor dem Versand angehalten"),
        "issue_pause": _("%(who)s hat den Versand der Ausgabe „%(what)s“ angehalten"),
        "issue_resume": _("%(who)s hat den Versand der Ausgabe „%(what)s“ fortgesetzt"),
        "issue_cancel": _("%(who)s hat die Ausgabe „%(what)s“ abgebrochen"),
        "issue_send_again": _(
            "%(who)s hat die abgelehnten Mails der Ausgabe „%(what)s“ noch einmal auf den Weg gebracht"
        ),
        "issue_settle": _("%(who)s hat über eine ungewisse Mail der Ausgabe „%(what)s“ entschieden"),
    }


def _of_register(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "register_accepted_add": _("%(who)s hat bei „%(what)s“ einen Partner eingetragen"),
        "register_accepted_change": _("%(who)s hat bei „%(what)s“ einen Partner berichtigt"),
        "register_accepted_unsure": _("%(who)s hat bei „%(what)s“ einen unsicheren Partner zugeordnet"),
        "register_accepted_confirm": _("%(who)s hat die Bestätigung von „%(what)s“ übernommen"),
        "register_refused_add": _("%(who)s hat bei „%(what)s“ einen neuen Partner abgelehnt"),
        "register_refused_change": _("%(who)s hat bei „%(what)s“ eine Berichtigung abgelehnt"),
        "register_refused_unsure": _("%(who)s hat bei „%(what)s“ einen unsicheren Partner abgelehnt"),
        "register_refused_confirm": _("%(who)s hat die Bestätigung von „%(what)s“ abgelehnt"),
    }
