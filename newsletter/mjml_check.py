"""Refuse MJML that the compiler would swallow: misspelt tags, unknown attributes, addresses that load something."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)((?:\s+[\w-]+\s*=\s*\"[^\"<>]*\")*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*\"([^\"<>]*)\"")
_ANY_OPENING = re.compile(r"<(?!!--)")
_PICTURE = re.compile(r"https://")
_LINK = re.compile(r"(?:https?://|mailto:|\{\{)")


class TemplateError(ValueError):
    """A mail template cannot be used; the message names what is wrong and the line of the filled template."""


def check(mjml: str) -> None:
    """Raise TemplateError for the first tag, attribute or address that is not on the list."""
    understood = 0
    for found in _TAG.finditer(mjml):
        understood += 1
        closing, tag, attributes = found[1], found[2], found[3]
        known = _allowed().get(tag)
        if known is None:
            raise TemplateError(f"line {_line(mjml, found.start())}: <{tag}> is not known in our mails")
        if not closing:
            _check_attributes(mjml, found.start(), tag, attributes, known)
    if understood != len(_ANY_OPENING.findall(mjml)):
        raise TemplateError(f"line {_first_stray(mjml)}: a “<” that begins no well-formed tag")


def _check_attributes(mjml: str, at: int, tag: str, attributes: str, known: frozenset[str]) -> None:
    for name, value in _ATTRIBUTE.findall(attributes):
        if name not in known:
            raise TemplateError(f"line {_line(mjml, at)}: <{tag}> has no attribute “{name}”")
        if name == "href" and not _LINK.match(value):
            raise TemplateError(f"line {_line(mjml, at)}: “{value[:60]}” is no address for a mail")
        if name == "src" and not _PICTURE.match(value):
            raise TemplateError(f"line {_line(mjml, at)}: “{value[:60]}” is no address of a picture of our own")
        if "url(" in value:
            raise TemplateError(f"line {_line(mjml, at)}: nothing is loaded from a mail, “url(…)” cannot stand here")


def _first_stray(mjml: str) -> int:
    proper = {found.start() for found in _TAG.finditer(mjml)}
    stray = next(found.start() for found in _ANY_OPENING.finditer(mjml) if found.start() not in proper)
    return _line(mjml, stray)


def _line(mjml: str, at: int) -> int:
    return mjml.count("\n", 0, at) + 1


@cache
def _allowed() -> Mapping[str, frozenset[str]]:
    with (Path(__file__).parent / "mjml_allowed.yaml").open(encoding="utf-8") as lines:
        listed: dict[str, dict[str, list[str]]] = yaml.safe_load(lines)
    return {tag: frozenset(names) for group in listed.values() for tag, names in group.items()}
