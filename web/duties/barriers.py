"""Report a barrier: a message is enough, no account, no address needed (§ 10b BGG NRW)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from aggregator import barriers
from aggregator.model import BarrierReport
from newsletter.addresses import AddressRefused, normal_address
from web.duties.asked_first import PERSONAL
from web.language import language_of
from web.rendering import frame, private_page
from web.security.form_marks import Doubt, form_mark, read_form_mark
from web.site import Site, TheSite, site_of

router = APIRouter()

LONGEST = 5000
_LONGEST_LINE = 300
_PURPOSE = "barrier"
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    message: str = ""
    page: str = ""
    address: str = ""


@router.api_route("/barriere-melden", methods=["GET", "HEAD"])
def form(request: Request, danke: str = "") -> Response:
    """The form, or the thanks after it was sent. It knows from which of our pages somebody came."""
    if danke:
        return private_page(request, "office/barriere-gemeldet.html")
    return _shown(request, Typed(page=_came_from(request)))


@router.post("/barriere-melden")
def send(
    request: Request,
    site: TheSite,
    nachricht: Text = "",
    seite: Text = "",
    adresse: Text = "",
    marke: Text = "",
    homepage: Text = "",
) -> Response:
    """Keep the report; what keeps it from being kept is said, with all that was typed still there."""
    typed = Typed(_clean(nachricht), _clean(seite), _clean(adresse))
    faults = _faults(typed)
    said = read_form_mark(marke, _PURPOSE, secret=site.mail.secret, now=site.now())
    if faults or homepage or isinstance(said, Doubt):
        # `homepage` cannot be seen: who fills it is a program, or a browser that fills in too much
        doubt = "" if faults else said if isinstance(said, Doubt) else "filled" if homepage else ""
        return _shown(request, typed, status=422, faults=faults, doubt=doubt)
    _keep(request, site, typed, said)
    return RedirectResponse(frame(request).link("/barriere-melden?danke=1"), 303, headers={"Cache-Control": "no-store"})


def _keep(request: Request, site: Site, typed: Typed, mark: str) -> None:
    with site.store.writing() as session:
        barriers.report(
            session,
            BarrierReport(
                form=mark,
                text=typed.message,
                page=typed.page,
                address=typed.address,
                language=language_of(request).value,
                created_at=site.now(),
            ),
        )


def _shown(
    request: Request, typed: Typed, *, status: int = 200, faults: Mapping[str, str] | None = None, doubt: str = ""
) -> Response:
    site = site_of(request)
    return private_page(
        request,
        "office/barriere-melden.html",
        status=status,
        typed=typed,
        mark=form_mark(_PURPOSE, secret=site.mail.secret, now=site.now()),
        longest=LONGEST,
        faults=faults or {},
        doubt=doubt,
    )


def _faults(typed: Typed) -> dict[str, str]:
    """What is wrong, by the id of the field; the page has the words."""
    faults = {}
    if not typed.message:
        faults["nachricht"] = "empty"
    elif len(typed.message) > LONGEST:
        faults["nachricht"] = "long"
    if len(typed.page) > _LONGEST_LINE:
        faults["seite"] = "long"
    if typed.address:
        try:
            normal_address(typed.address)
        except AddressRefused:
            faults["adresse"] = "address"
    return faults


def _clean(text: str) -> str:
    """As typed, without what no database keeps."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode().replace("\r\n", "\n").strip()


def _came_from(request: Request) -> str:
    """The path of our own page that led here, without its query; nothing where it was another site's."""
    parts = urlsplit(request.headers.get("referer", ""))
    own = {urlsplit(site_of(request).settings.base_url).netloc, request.headers.get("host", "")}
    path = parts.path if parts.netloc in own else ""
    private = (*PERSONAL, "/barriere-melden", "/barrierefreiheit")
    bare = path.removeprefix(request.scope.get("root_path", ""))
    return "" if len(path) > _LONGEST_LINE or bare.startswith(private) else path
