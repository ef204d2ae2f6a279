"""Links that lead to the very sentence: text fragments (https://wicg.github.io/scroll-to-text-fragment/)."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

_SHORT = 60
_WORDS = 4


def link_to_sentence(url: str, sentence: str) -> str:
    """The address of a page, with the sentence to scroll to and mark; a long one is named by its first and last words.

    Browsers that know no text fragments show the page from its top.
    """
    words = sentence.split()
    if not words or not is_web_address(url):
        return url
    if len(sentence) <= _SHORT or len(words) <= 2 * _WORDS:
        wanted = _written(" ".join(words))
    else:
        wanted = f"{_written(' '.join(words[:_WORDS]))},{_written(' '.join(words[-_WORDS:]))}"
    return f"{url}{'' if '#' in url else '#'}:~:text={wanted}"


def is_web_address(url: str) -> bool:
    """Whether a collected address may become a link: nothing but http and https."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _written(words: str) -> str:
    """Percent-encoded; the dash too, since it separates context in text fragments."""
    return quote(words, safe="").replace("-", "%2D")
