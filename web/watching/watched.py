"""`/ready` and `/metrics`: for the machine that watches this one, and for nobody else.

`/health` says whether this process answers, `/ready` whether the office works: after an update, or to be woken by.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from aggregator import leases
from aggregator.store import StoreError
from aggregator.store.migrate import require_current
from web.site import Site, TheSite

router = APIRouter()

_UNKEPT = {"Cache-Control": "no-store"}


@router.api_route("/ready", methods=["GET", "HEAD"])
def ready(site: TheSite) -> Response:
    """200 while everything works that the office needs; else 503, one line for each thing that does not."""
    wrong = list(_wrong(site))
    said = "".join(f"{line}\n" for line in wrong or ["ok"])
    return PlainTextResponse(said, 503 if wrong else 200, headers=_UNKEPT)


def _wrong(site: Site) -> Iterator[str]:
    try:
        require_current(site.store)
    except StoreError:
        # what exactly is for the log and for `partnerpost doctor`: it may name hosts
        yield "the database does not answer, or its tables are of another version: partnerpost doctor"
        return
    with site.store.reading() as session:
        until = leases.until(session, leases.TICKER)
    if until is None:
        yield "no worker is at work: partnerpost worker, or serve"
    elif until < site.now():
        yield f"no worker has been at work since {until:%Y-%m-%d %H:%M} UTC: partnerpost worker, or serve"


@router.api_route("/metrics", methods=["GET", "HEAD"])
def metrics(request: Request, site: TheSite) -> Response:
    """Counts in the text format of Prometheus, for whoever sends the token; where there is none, there is no page."""
    token = site.settings.metrics_token
    if not token:
        raise HTTPException(404)
    kind, _, sent = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not hmac.compare_digest(sent.strip().encode(), token.encode()):
        return PlainTextResponse(
            "the token of web.metrics_token is needed\n", 401, headers=_UNKEPT | {"WWW-Authenticate": "Bearer"}
        )
    registry: CollectorRegistry = request.app.state.registry
    return Response(generate_latest(registry), headers=_UNKEPT, media_type=CONTENT_TYPE_LATEST)
