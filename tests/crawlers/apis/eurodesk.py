"""The Eurodesk Opportunity Finder: a feed without deadlines, and a page for each entry."""

from __future__ import annotations

from aiohttp import web


class Eurodesk:
    """Serves `/rss` with these ids, and `pages` by id; a page that is missing answers 403, as Cloudflare does."""

    def __init__(self, *ids: int, **pages: str) -> None:
        self.ids = ids
        self.pages = {id_: programme(id_) for id_ in ids} | {int(name[1:]): page for name, page in pages.items()}
        self.asked: list[str] = []

    @property
    def routes(self) -> tuple[web.RouteDef, web.RouteDef]:
        return web.get("/rss", self.feed), web.get(r"/{id:\d+}", self.page)

    async def feed(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        items = "".join(
            f"<item><title><![CDATA[Programme {id_}]]></title><description><![CDATA[For young people.]]></description>"
            f"<guid>https://programmes.eurodesk.eu/{id_}</guid></item>"
            for id_ in self.ids
        )
        text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Eurodesk</title>{items}</channel></rss>'
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": '"feed"'})

    async def page(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        page = self.pages.get(int(request.match_info["id"]))
        if not page:
            return web.Response(status=403)
        return web.Response(text=page, content_type="text/html")


def programme(id_: int, deadline: str = "16/02/2027", edition: str = "eu", title: str = "") -> str:
    """A page as it comes: what it says stands in a template for a script."""
    inside = template(id_, deadline, edition, title)
    return f"<!doctype html><html lang='en'><body><header>Eurodesk</header>{inside}</body></html>"


def template(id_: int, deadline: str = "16/02/2027", edition: str = "eu", title: str = "") -> str:
    """The programme in one edition."""
    return (
        f'<template id="programme" data-hash="{id_}-{edition}"><div data-role="hero">Deadline: {deadline}</div>'
        f'<div data-role="title"><div>{title or f"Programme {id_} in full"}</div></div>'
        '<div data-role="body"><p>Youth groups of twin towns may apply with their own project.</p></div></template>'
    )
