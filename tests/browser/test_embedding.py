"""The list inside the page of another site."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Browser

from aggregator.store import Store


@contextmanager
def municipality(page: str) -> Iterator[str]:
    """The site of a municipality, on a port of its own."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_another_site_shows_the_list_and_no_other_page_of_ours(store: Store, address: str, browser: Browser) -> None:
    frames = "".join(f'<iframe name="{path}" src="{address}/{path}"></iframe>' for path in ("einbetten", "fristen"))
    with municipality(frames) as site:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(site)
        assert page.frame_locator("[name=einbetten]").locator("h2 a").first.inner_text().startswith("Jugendbegegnungen")
        assert page.frame_locator("[name=fristen]").locator("h1").count() == 0
        assert context.cookies() == []
        context.close()
