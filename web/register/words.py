"""What kinds and states of a link are called."""

from __future__ import annotations

from functools import cache

from web.wording import wording


@cache
def kinds(language: str) -> dict[str, str]:
    """By `TwinningKind`."""
    _ = wording(language)
    return {
        "partnership": _("Partnerschaft"),
        "friendship": _("Freundschaft"),
        "contact": _("Kontakt"),
        "project": _("Projektpartnerschaft"),
        "sponsorship": _("Patenschaft"),
        "solidarity": _("Solidaritätspartnerschaft"),
        "unknown": _("nicht bekannt"),
    }


@cache
def statuses(language: str) -> dict[str, str]:
    """By `TwinningStatus`."""
    _ = wording(language)
    return {
        "active": _("lebendig"),
        "suspended": _("ruht"),
        "ended": _("beendet"),
        "unknown": _("nicht bekannt"),
    }
