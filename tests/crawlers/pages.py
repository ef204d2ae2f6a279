"""Pages of our own for the tests: details, and lists of links to them."""

from __future__ import annotations

from tests.crawlers.hostile import Site

HTML = "text/html; charset=utf-8"
TEXT = "Gesucht werden Städte, die miteinander reden. Bewerben können sich Vereine bis 31. März 2027."


def detail(site: Site, path: str, title: str, text: str = TEXT, **headers: str) -> str:
    """Serve a page about one call, with menu and footer around it; gives its address."""
    page = (
        f"<html lang='de'><head><title>{title} | Stiftung</title></head><body><nav><a href='/'>Start</a></nav>"
        f"<main><h1>{title}</h1><p>{text}</p></main><footer>Impressum</footer></body></html>"
    )
    return site.serve(path, page, HTML, **headers)


def listing(site: Site, path: str, links: dict[str, str], *, pager: str = "", **headers: str) -> str:
    """Serve a list of links with their titles; gives its address."""
    entries = "".join(f"<li><h3><a href='{link}'>{title}</a></h3></li>" for link, title in links.items())
    page = f"<html lang='de'><body><main><ul>{entries}</ul><div class='pager'>{pager}</div></main></body></html>"
    return site.serve(path, page, HTML, **headers)
