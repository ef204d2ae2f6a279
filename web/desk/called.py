"""What the codes of the desk are called: roles, languages, sources, and why something was rejected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale

from aggregator.finding import SourceKind
from aggregator.model import Because, Role
from web.wording import wording

_INTERFACES = (
    SourceKind.JSON,
    SourceKind.SEDIA,
    SourceKind.YOUTH_PORTAL,
    SourceKind.AIDES_TERRITOIRES,
    SourceKind.GRANTS_GOV,
    SourceKind.EURODESK,
    SourceKind.FOERDERDATENBANK,
)
"""Kinds that ask an interface for programs: which of them is for those who look after the source."""


@dataclass(frozen=True, slots=True)
class Called:
    """The words of one language, by code; a code that has none stands as it is."""

    roles: Mapping[str, str]
    source_kinds: Mapping[str, str]
    reasons: Mapping[str, str]
    languages: Mapping[str, str]
    first: str

    def role(self, code: str) -> str:
        """What somebody is to the office."""
        return self.roles.get(code, code)

    def source_kind(self, code: str) -> str:
        """In which form a source shows what it has."""
        return self.source_kinds.get(code, code)

    def reason(self, code: str) -> str:
        """Why something was rejected."""
        return self.reasons.get(code, code)

    def language(self, code: str) -> str:
        """A language by its code of two letters."""
        return self.languages.get(code, code)

    def priority(self, number: int) -> str:
        """How early a source is read: a number, 1 is said to be the first."""
        return f"{number} – {self.first}" if number == 1 else str(number)


@cache
def called(language: str) -> Called:
    """The words of a language."""
    _ = wording(language)
    return Called(
        roles={Role.EDITOR: _("Redaktion"), Role.RELEASER: _("Freigabe"), Role.TECHNICIAN: _("Technik")},
        source_kinds={
            SourceKind.BY_HAND: _("Eigene Einträge"),
            SourceKind.FEED: _("Feed"),
            SourceKind.LISTING: _("Liste mit Unterseiten"),
            SourceKind.STANDING: _("Eine Seite, die sich ändert"),
            SourceKind.CALENDAR: _("Kalender"),
            SourceKind.SITEMAP: _("Sitemap"),
            SourceKind.WORDPRESS: _("WordPress-Website"),
            SourceKind.NEWSLETTER: _("Newsletter-Archiv"),
            **dict.fromkeys(_INTERFACES, _("Datenschnittstelle")),
        },
        reasons={
            Because.OVER: _("abgelaufen"),
            Because.ELSEWHERE: _("nicht für NRW"),
            Because.INSTITUTIONS: _("nur Hochschulen/Firmen"),
            Because.ADVERTISING: _("Werbung"),
            Because.DOUBLE: _("Dublette"),
            Because.THIN: _("zu dünn"),
        },
        languages=Locale.parse(language).languages,
        first=_("zuerst"),
    )
