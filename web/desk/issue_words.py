"""What the desk says of issues: states, points of the score, what was found wrong, and why something cannot be done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from newsletter.issues.editing import LONGEST_TEXT, LONGEST_TITLE, Flaw, WordsRefused
from newsletter.issues.refusals import Why
from newsletter.selection import Score
from templates.rendering import translations
from web.wording import wording

FIELDS = {"title": "titel", "subject": "betreff", "editorial": "grusswort", "text_title": "texttitel", "text": "text"}
"""Fields of the room, and what the forms call them."""


def state_word(state: str, language: str) -> str:
    """How an issue stands, in a word or two."""
    return _states(language).get(state, state)


def points_in_words(score: Score, language: str) -> str:
    """`11 Punkte: für Kommunen, Vereine oder Schulen (3), aus einem Partnerland (2), …`."""
    said = translations("web", language)
    rules = _rules(language)
    parts = ", ".join(f"{rules.get(point.rule, point.rule)} ({_signed(point.points)})" for point in score.points)
    total = said.ngettext("%(num)s Punkt", "%(num)s Punkte", abs(score.total)) % {"num": score.total}
    return f"{total}: {parts}" if parts else total


def _signed(points: int) -> str:
    return f"{points:+d}".replace("-", "−")


def flaws_in_words(wrong: WordsRefused, language: str) -> dict[str, str]:
    """What is wrong, by the field of the form."""
    _ = wording(language)
    most = {"editorial": LONGEST_TEXT, "text": LONGEST_TEXT}
    said = {
        Flaw.MISSING: _("Hier muss etwas stehen."),
        Flaw.TOO_LONG: _("Das ist zu lang: höchstens %(num)s Zeichen."),
        Flaw.CONTROLS: _(
            "Hier stehen Steuerzeichen, die in keiner Mail stehen dürfen. Bitte tippen Sie die Zeile neu."
        ),
    }
    return {
        FIELDS[name]: said[flaw] % {"num": most.get(name, 200 if name == "subject" else LONGEST_TITLE)}
        for name, flaw in wrong.flaws.items()
    }


def why_not(why: Why, language: str) -> str:
    """Why something cannot be done, and what to do."""
    return _reasons(language)[why]


@cache
def _states(language: str) -> Mapping[str, str]:
    _ = wording(language)
    return {
        "draft": _("Entwurf"),
        "given": _("wartet auf Freigabe"),
        "approved": _("freigegeben"),
        "scheduled": _("geht bald hinaus"),
        "released": _("wird verschickt"),
        "paused": _("angehalten"),
        "finished": _("verschickt"),
        "cancelled": _("abgebrochen"),
    }


@cache
def _rules(language: str) -> Mapping[str, str]:
    _ = wording(language)
    return {
        "applicant_fits": _("für Kommunen, Vereine oder Schulen"),
        "open_to_us": _("offen für Nordrhein-Westfalen"),
        "partner_country": _("aus einem Partnerland"),
        "topic": _("Themen"),
        "lead_time": _("genug Zeit bis zur Frist"),
        "amount_known": _("Betrag bekannt"),
        "in_last_issue": _("stand schon in der letzten Ausgabe"),
    }


@cache
def _reasons(language: str) -> Mapping[Why, str]:
    _ = wording(language)
    return {
        Why.SENT: _("Diese Ausgabe ist schon unterwegs oder beendet. Daran lässt sich nichts mehr ändern."),
        Why.EMPTY: _("In dieser Ausgabe steht noch nichts. Nehmen Sie zuerst etwas auf."),
        Why.OWN: _("Sie haben diese Ausgabe selbst zur Freigabe gegeben. Freigeben muss sie jemand anderes."),
        Why.CHANGED: _("Die Ausgabe ist nicht mehr die, die Sie gesehen haben. Bitte sehen Sie sie noch einmal an."),
        Why.STATE: _("Das geht gerade nicht: Die Ausgabe steht inzwischen an einer anderen Stelle."),
        Why.PAST: _("Dieser Zeitpunkt ist schon vorbei. Bitte nennen Sie einen späteren."),
    }


def broken_template(detail: str, language: str) -> str:
    """That the mail cannot be made, and where: for whoever looks after the templates."""
    _ = wording(language)
    return _("Die Mail lässt sich nicht bauen, der Entwurf ist unversehrt. Für die Technik: %(detail)s") % {
        "detail": detail
    }
