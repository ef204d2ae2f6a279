"""A municipality corrects its own list of partners, behind a signed link. What it says is filed, not carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from aggregator.folding import fold
from aggregator.model import Municipality, Twinning
from aggregator.register import links_of, municipality
from aggregator.register.faults import Fault
from aggregator.register.proposing import Said, open_proposals, say
from aggregator.register.values import Values, read_values
from aggregator.taxonomy import countries_by_name
from newsletter.tokens import read_register
from web.language import language_of
from web.plain import plain
from web.register.words import kinds, statuses
from web.rendering import frame, private_page
from web.site import Site, TheSite

router = APIRouter()

LINK_LASTS = timedelta(days=60)
_BLANKS = 3
_LONGEST_TOKEN = 400
_LONGEST = {"wer": 200, "nachricht": 4000}
_TYPED = {"partner": "name", "country": "land", "kind": "art", "since": "seit", "status": "stand", "note": "notiz"}
"""Field of a link by the beginning of the names of its inputs."""


@dataclass(frozen=True, slots=True)
class Line:
    """One partner in the form, as it stands or as it was typed; `link` is None for a new one."""

    key: str
    link: Twinning | None
    texts: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)


@router.api_route("/partnerliste/{token}", methods=["GET", "HEAD"])
def form(request: Request, site: TheSite, token: str, danke: str = "") -> Response:
    """The list as we know it, with what was sent before and waits."""
    with site.store.reading() as session:
        town = _town(session, site, token)
        if town is None:
            return private_page(request, "register/link-alt.html", status=404)
        lines = _lines(session, town)
    return _page(request, town, lines, thanks=bool(danke))


@router.post("/partnerliste/{token}")
async def send(request: Request, site: TheSite, token: str) -> Response:
    """File what differs; with a fault in it nothing is filed, and all that was typed stays."""
    typed = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_sent, request, site, token, typed)


def _sent(request: Request, site: Site, token: str, typed: Mapping[str, str]) -> Response:
    with site.store.writing() as session:
        town = _town(session, site, token)
        if town is None:
            return private_page(request, "register/link-alt.html", status=404)
        lines, said, faults = _read(_lines(session, town), typed, language_of(request))
        by, message = (plain(typed.get(name, ""))[: _LONGEST[name]] for name in ("wer", "nachricht"))
        right = typed.get("richtig") == "ja"
        if not faults and not said and not right and not message:
            faults = {"richtig": "nothing"}
        if faults:
            return _page(request, town, lines, typed=typed, faults=faults, status=422)
        say(session, town.ags, said, right=right, by=by, message=message, now=site.now())
    return RedirectResponse(frame(request).link(f"/partnerliste/{token}?danke=1"), 303)


def _town(session: Session, site: Site, token: str) -> Municipality | None:
    if len(token) > _LONGEST_TOKEN:
        return None
    ags = read_register(token, secret=site.mail.secret, now=site.now(), max_age=LINK_LASTS)
    return municipality(session, ags) if ags else None


def _lines(session: Session, town: Municipality) -> list[Line]:
    waiting = {
        one.twinning_id: one.after
        for one in open_proposals(session)
        if one.ags == town.ags and one.file_id is None and one.twinning_id is not None
    }
    lines = [
        Line(f"l{link.id}", link, _texts(link, waiting.get(link.id or 0, {}))) for link in links_of(session, town.ags)
    ]
    return [*lines, *(Line(f"n{number}", None, dict.fromkeys(_TYPED, "")) for number in range(1, _BLANKS + 1))]


def _texts(link: Twinning, waiting: Values) -> dict[str, str]:
    now = {name: waiting.get(name, getattr(link, name)) for name in _TYPED}
    return {name: "" if value is None else str(value) for name, value in now.items()}


def _read(lines: list[Line], typed: Mapping[str, str], language: str) -> tuple[list[Line], list[Said], dict[str, str]]:
    shown: list[Line] = []
    said: list[Said] = []
    faults: dict[str, str] = {}
    for line in lines:
        texts = {name: typed.get(f"{begin}-{line.key}", line.texts[name]) for name, begin in _TYPED.items()}
        if line.link is None and not texts["partner"].strip() and not texts["note"].strip():
            shown.append(Line(line.key, None, texts))
            continue
        values, wrong = read_values(texts)
        told = {_TYPED[one.field]: one.sentence(language) for one in _of_form(wrong)}
        faults |= {f"{begin}-{line.key}": sentence for begin, sentence in told.items()}
        shown.append(Line(line.key, line.link, texts, told))
        after = values if line.link is None else _changes(values, texts, line.link)
        if after and not told:
            said.append(Said(line.link, after))
    return shown, said, faults


def _of_form(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.field in _TYPED]


def _changes(values: Values, texts: Mapping[str, str], link: Twinning) -> Values:
    """What differs; an emptied year or note is said too."""
    said = {
        **values,
        **{name: None if name == "since" else "" for name in ("since", "note") if not texts[name].strip()},
    }
    return {name: value for name, value in said.items() if value != getattr(link, name)}


def _page(
    request: Request,
    town: Municipality,
    lines: list[Line],
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    thanks: bool = False,
    status: int = 200,
) -> Response:
    language = language_of(request)
    return private_page(
        request,
        "register/partnerliste.html",
        status=status,
        town=town,
        lines=sorted(lines, key=lambda line: (line.link is None, fold(line.texts["partner"]))),
        typed=typed or {},
        faults=faults or {},
        thanks=thanks,
        countries=countries_by_name(language),
        kinds=kinds(language),
        statuses=statuses(language),
    )
