"""What Python itself says to readers (calendar, feeds, short answers), in their language. Pages speak in templates."""

from __future__ import annotations

from collections.abc import Callable
from gettext import NullTranslations

from templates.rendering import translations


def wording(language: str) -> Callable[[str], str]:
    """The gettext function of a language; call it `_` so that its texts are found for translation."""
    said: NullTranslations = translations("web", language)
    return said.gettext
