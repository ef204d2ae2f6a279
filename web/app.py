"""The web site as one application: public pages, personal links, desk, api."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from fastapi import Depends, FastAPI
from prometheus_client import CollectorRegistry

from aggregator.sources import SourceDraft
from aggregator.store import Store
from crawlers.discovery import Discovery
from newsletter.settings import MailSettings
from web import static
from web.alerts import links as alert_links
from web.alerts import ordering as alert_ordering
from web.api.app import create_api
from web.archive import issues as archive
from web.desk import (
    access,
    adding,
    barriers,
    bulk,
    by_hand,
    changes,
    claims,
    clusters,
    correcting,
    decided,
    deciding,
    entry,
    fetching,
    going_on,
    habits,
    inbox,
    issue,
    issue_edits,
    issue_looks,
    issue_steps,
    issues,
    item,
    joining,
    journal,
    mail_check,
    oidc,
    passkeys,
    people,
    personal,
    pointing,
    readers,
    readers_table,
    register,
    register_files,
    register_link,
    remarks,
    returns,
    second_step,
    source,
    source_files,
    source_form,
    sources,
    start,
    twins,
    welcome,
)
from web.duties import asked_first, legal, open_data, sitemap
from web.duties import barriers as reporting_barriers
from web.duties.kept_pages import KeptPages
from web.duties.last_deadlines import LastDeadlines, remember
from web.duties.rate_limit import RateLimit
from web.errors import AnswerFaults, add_error_pages
from web.finder import almanac, embedding, machines, pages, printing, reporting
from web.finder import item as item_page
from web.language import LanguagePrefix
from web.preferences import links, own_data, page, signing_up
from web.register import countries, own_list, statistics, towns
from web.security.headers import SecurityHeaders
from web.security.oidc import Provider
from web.security.oidc_settings import BACK
from web.security.origin import refuse_foreign_origin
from web.security.turns import Turns
from web.settings import WebSettings
from web.site import Site
from web.watching import watched
from web.watching.counted import Counted
from web.watching.durations import Durations

# machines before pages: /angebot/7.ics would else be read as the number "7.ics"
# the table before one reader: "datei" is no number
# adding and files before the page of one source: "neu" is no key
# passkeys and oidc before entry: "anbieter" is no token of a link
# joining, pointing, fetching and claims before deciding: "stelle" and "ansehen" are no verbs of its rows
_DESK = (
    *(start, passkeys, oidc, entry, welcome, access, second_step, people),
    *(joining, pointing, fetching, claims, remarks, inbox, clusters, bulk, deciding, decided, habits),
    *(item, going_on, correcting, changes, twins),
    *(by_hand, sources, adding, source_files, source_form, source),
    *(journal, personal, barriers, returns, mail_check),
    *(readers_table, readers),
    *(register, register_files, register_link),
    *(issues, issue_looks, issue, issue_edits, issue_steps),
)
_DUTIES = (asked_first, watched, legal, reporting_barriers, sitemap, open_data)
_READERS = (signing_up, links, page, own_data)
_ALERTS = (alert_ordering, alert_links)
_FINDER = (machines, pages, item_page, almanac, printing, embedding, reporting)
_REGISTER = (towns, countries, statistics, own_list)
ROUTERS = tuple(room.router for room in (static, *_DUTIES, *_READERS, archive, *_ALERTS, *_FINDER, *_REGISTER, *_DESK))


# looks at addresses: enough for somebody who tries one after the other, too few to search the web with
_LOOKS, _PER, _AT_ONCE = 12, timedelta(minutes=10), 3


def create_app(
    store: Store,
    settings: WebSettings,
    mail: MailSettings,
    *,
    clock: Callable[[], datetime],
    discovery: Discovery | None = None,
    suggested: Callable[[], Sequence[SourceDraft]] = tuple,
) -> FastAPI:
    """The site over a store. `clock` gives aware moments; `mail.secret` must be the one that signed the links.

    `discovery` looks at addresses that staff paste; without one it obeys the usual limits of a crawl.
    `suggested` gives the sources of the catalogue that an office without any is offered.
    """
    looking = discovery or Discovery(clock=clock)
    turns = Turns(_LOOKS, _PER, at_once=_AT_ONCE)
    site = Site(store, settings, mail, clock, static.StaticFiles.load(), looking, turns, suggested)
    app = FastAPI(
        title="Partnerpost",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(refuse_foreign_origin)],
    )
    app.state.site = site
    app.state.provider = Provider(settings.oidc, redirect=settings.base_url + BACK) if settings.oidc.is_on else None
    app.state.last_deadlines = LastDeadlines()
    app.state.paths = frozenset(getattr(route, "path", "") for router in ROUTERS for route in router.routes)
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(remember)] if router is pages.router else [])
    app.mount("/api/v1", create_api(site))
    add_error_pages(app)
    # the last one added stands outermost
    app.add_middleware(AnswerFaults)
    if settings.keep_pages_seconds:
        app.add_middleware(KeptPages, site=site)
    if settings.requests_per_minute:
        app.add_middleware(RateLimit, site=site)
    app.add_middleware(LanguagePrefix)
    app.add_middleware(SecurityHeaders, https=settings.is_https)
    if settings.metrics_token:
        app.state.registry = CollectorRegistry()
        app.state.registry.register(Counted(site))
        app.add_middleware(Durations, registry=app.state.registry)
    return app
