"""Every text a person sees: pages, mails and their wording in four languages. Knows labels, holds no logic."""

from templates.language import LANGUAGES, Language
from templates.rendering import environment

__all__ = ["LANGUAGES", "Language", "environment"]
