"""Feeds of our own for the tests."""

from __future__ import annotations

from html import escape


def item(number: int, *, guid: str | None = None, link: str | None = None, title: str | None = None) -> str:
    """One RSS item about a made-up call; `guid=""` leaves it out."""
    link = f"https://stiftung.example/aufruf/{number}" if link is None else link
    guid = f"aufruf-{number}" if guid is None else guid
    parts = [
        f"<title>{escape(title if title is not None else f'Aufruf {number}: Städte reden mit Städten')}</title>",
        f"<link>{escape(link)}</link>",
        f'<guid isPermaLink="false">{escape(guid)}</guid>' if guid else "",
        "<pubDate>Mon, 02 Nov 2026 09:00:00 +0100</pubDate>",
        f"<description>{escape(f'<p>Bewerbungsschluss: {number}. März 2027. Bis zu 5.000 Euro.</p>')}</description>",
    ]
    return f"<item>{''.join(parts)}</item>"


def rss(*items: str, declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """An RSS 2.0 document around items."""
    channel = "<title>Aufrufe</title><link>https://stiftung.example/</link><language>de-DE</language>"
    return f'{declaration}<rss version="2.0"><channel>{channel}{"".join(items)}</channel></rss>'


def three() -> str:
    """A feed of three good items."""
    return rss(item(1), item(2), item(3))
