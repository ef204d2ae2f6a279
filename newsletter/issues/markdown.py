"""Markdown of the office as a mail and a page may hold it: markdown-it reads it, a short list of tags is written.

Nothing of what was typed reaches the HTML but escaped text and checked addresses, so there is nothing to take out
again: HTML, pictures, code and whatever else is not on the list stays what it looks like, text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from newsletter.cleaning import clean, web_address

_BLOCKS = {"paragraph": "p", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li", "heading": "h3"}
_INLINE = {"strong": "strong", "em": "em"}
_LINKED = frozenset({"mailto:"})


def as_html(text: str) -> Markup:
    """For pages: p, h3, ul, ol, li, strong, em, br and a, without any attribute but an address."""
    return _written(text, lambda _tag: "")


def as_mail(text: str, language: str = "de") -> Markup:
    """For mails, which know no style sheet: the same with the looks of a mail at each tag; a heading is a paragraph.

    `language` is what it is written in.
    """
    looks: Mapping[str, str] = {
        "p": f' lang="{language}" style="margin:0 0 12px"',
        "h3": f' lang="{language}" style="margin:16px 0 4px;font-weight:bold"',
        "ul": f' lang="{language}" style="margin:0 0 12px;padding:0 0 0 22px"',
        "ol": f' lang="{language}" style="margin:0 0 12px;padding:0 0 0 22px"',
        # the colour of the text around it, whatever colours the office chose; it is known by its line
        "a": ' style="color:inherit;text-decoration:underline"',
    }
    html = _written(text, lambda tag: looks.get(tag, ""))
    return Markup(str(html).replace("<h3", "<p").replace("</h3>", "</p>"))  # noqa: S704 - made of our own tags above


def as_text(text: str) -> str:
    """For the text part: paragraphs with an empty line between, `- ` before points, addresses behind their words."""
    lines: list[str] = []
    depth, begins = 0, ""
    for token in _parsed(text):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type == "list_item_open":
            begins = f"{token.info}. " if token.info else "- "
        elif token.type == "inline" or token.content:
            said = "".join(_spoken(token.children or [])) if token.type == "inline" else token.content.strip()
            is_next_point = depth and begins and lines and lines[-1].lstrip()[:1] in {"-", *"0123456789"}
            lines.append("  " * max(depth - 1, 0) + begins + said)
            if is_next_point:
                lines[-2:] = ["\n".join(lines[-2:])]
            begins = ""
    return clean("\n\n".join(lines))


def _written(text: str, look: Callable[[str], str]) -> Markup:
    return Markup(clean("".join(_tags(_parsed(text), look))))  # noqa: S704 - every word in it was escaped


def _tags(tokens: list[Token], look: Callable[[str], str]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from _phrases(token.children or [], look)
        elif (tag := _BLOCKS.get(token.type.removesuffix("_open").removesuffix("_close"))) is not None:
            if not token.hidden:
                yield f"<{tag}{look(tag)}>" if token.nesting > 0 else f"</{tag}>"
        elif token.content.strip():
            yield f"<p{look('p')}>{escape(token.content.strip())}</p>"


def _phrases(tokens: list[Token], look: Callable[[str], str]) -> Iterator[str]:
    open_links: list[bool] = []
    for token in tokens:
        tag = _INLINE.get(token.type.removesuffix("_open").removesuffix("_close"))
        if tag is not None:
            yield f"<{tag}>" if token.nesting > 0 else f"</{tag}>"
        elif token.type == "link_open":
            address = _address(token)
            open_links.append(bool(address))
            yield f'<a{look("a")} href="{escape(address)}">' if address else ""
        elif token.type == "link_close":
            yield "</a>" if open_links.pop() else ""
        elif token.type in {"softbreak", "hardbreak"}:
            yield "<br>" if token.type == "hardbreak" else " "
        else:
            yield str(escape(token.content))


def _spoken(tokens: list[Token]) -> Iterator[str]:
    open_links: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            open_links.append(_address(token))
        elif token.type == "link_close":
            address = open_links.pop()
            yield f" ({address.removeprefix('mailto:')})" if address else ""
        elif token.type in {"softbreak", "hardbreak"}:
            yield "\n" if token.type == "hardbreak" else " "
        else:
            yield token.content


def _address(token: Token) -> str:
    """Where a link leads; empty for what may stand in no mail."""
    address = str(token.attrGet("href") or "")
    if address.startswith(tuple(_LINKED)):
        return address if address.isascii() and not set(address) & set(" <>\"'{}\\") else ""
    return web_address(address) or ""


def _parsed(text: str) -> list[Token]:
    return _reader().parse(clean(text))


@cache
def _reader() -> MarkdownIt:
    allowed = ("heading", "list", "emphasis", "link", "autolink", "newline", "escape", "entity")
    return MarkdownIt("zero", {"html": False, "maxNesting": 20}).enable([*allowed])
