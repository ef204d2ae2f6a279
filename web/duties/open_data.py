"""Everything that is public as files, for whoever wants to build on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from aggregator import public
from aggregator.public import Extent
from aggregator.search import OpportunityView
from web.duties.exported import FIELDS, as_csv, as_document, as_lines, attribution
from web.duties.standing import marks, unchanged
from web.language import language_of
from web.rendering import cached, public_page
from web.site import Site, TheSite
from web.wording import wording

router = APIRouter()


class Ending(StrEnum):
    """The files that the opportunities come in."""

    CSV = "csv"
    JSONL = "jsonl"
    JSON = "json"


_TYPES = {Ending.CSV: "text/csv; charset=utf-8", Ending.JSONL: "application/jsonl", Ending.JSON: "application/json"}
_WRITERS: dict[Ending, Callable[[Iterator[OpportunityView], Site], Iterator[str]]] = {
    Ending.CSV: as_csv,
    Ending.JSONL: as_lines,
    Ending.JSON: as_document,
}


@router.api_route("/daten", methods=["GET", "HEAD"])
def page(request: Request, site: TheSite) -> Response:
    """What there is, what the fields mean, what the licence asks for."""
    with site.store.reading() as session:
        found = public.extent(session)
    meanings = _meanings(language_of(request))
    return public_page(
        request,
        "office/daten.html",
        found=found,
        fields=[(name, meanings[name]) for name in FIELDS],
        attribution=attribution(site),
        register="/staedte" in request.app.state.paths,
    )


@router.api_route("/daten/angebote.{ending}", methods=["GET", "HEAD"])
def opportunities(request: Request, site: TheSite, ending: str) -> Response:
    """All of them in one file, written while it is sent."""
    if ending not in set(Ending):
        raise HTTPException(404)
    with site.store.reading() as session:
        headers = marks(site, public.extent(session), ending)
    known = unchanged(request, headers)
    if known is not None:
        return known
    headers["Content-Disposition"] = f'attachment; filename="angebote.{ending}"'
    headers["Link"] = f'<{site.settings.data_licence_url}>; rel="license"'
    body = _written(site, Ending(ending)) if request.method == "GET" else iter(())
    return StreamingResponse(body, media_type=_TYPES[Ending(ending)], headers=headers)


@router.api_route("/daten/katalog.jsonld", methods=["GET", "HEAD"])
def catalogue(request: Request, site: TheSite) -> Response:
    """The same described for data portals (DCAT-AP 3)."""
    with site.store.reading() as session:
        found = public.extent(session)
    body = json.dumps(_described(site, found), ensure_ascii=False, indent=1)
    return cached(request, body.encode(), "application/ld+json")


def _written(site: Site, ending: Ending) -> Iterator[str]:
    with site.store.reading() as session:
        yield from _WRITERS[ending](public.everything(session), site)


def _described(site: Site, found: Extent) -> dict[str, Any]:
    base, settings = site.settings.base_url, site.settings
    publisher = {"@type": "foaf:Agent", "foaf:name": settings.office_name or "Partnerpost"}
    dataset = {
        "@id": f"{base}/daten",
        "@type": "dcat:Dataset",
        "dct:title": {"@language": "de", "@value": "Förderung und Termine mit Frist für Städtepartnerschaften"},
        "dct:description": {
            "@language": "de",
            "@value": "Ausschreibungen, Wettbewerbe und Termine aus öffentlichen Quellen, jede Frist mit ihrem Beleg.",
        },
        "dct:publisher": publisher,
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/DAILY"},
        "dcat:theme": {"@id": "http://publications.europa.eu/resource/authority/data-theme/INTR"},
        "dcat:landingPage": {"@id": f"{base}/daten"},
        "dcat:distribution": [_distribution(site, ending) for ending in Ending],
    }
    if settings.contact_address:
        mail = {"@id": f"mailto:{settings.contact_address}"}
        dataset["dcat:contactPoint"] = {"@type": "vcard:Kind", "vcard:hasEmail": mail}
    if found.changed is not None:
        dataset["dct:modified"] = {"@type": "xsd:dateTime", "@value": found.changed.isoformat()}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{base}/daten/katalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": {"@language": "de", "@value": f"Offene Daten – {settings.office_name or 'Partnerpost'}"},
        "dct:publisher": publisher,
        "dcat:dataset": [dataset],
    }


def _distribution(site: Site, ending: Ending) -> dict[str, Any]:
    address = {"@id": f"{site.settings.base_url}/daten/angebote.{ending}"}
    return {
        "@type": "dcat:Distribution",
        "dct:title": ending.value.upper(),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:mediaType": {"@id": f"http://www.iana.org/assignments/media-types/{_TYPES[ending].partition(';')[0]}"},
        "dct:license": {"@id": site.settings.data_licence_url},
    }


def _meanings(language: str) -> dict[str, str]:
    _ = wording(language)
    return {
        "id": _("Nummer; sie ändert sich nie"),
        "url": _("Seite hier"),
        "title": _("Titel in der Sprache der Quelle"),
        "language": _("Sprache der Quelle (ISO 639)"),
        "kind": _("Art: Ausschreibung, Wettbewerb, Veranstaltung …"),
        "status": _("Was die Quelle ausdrücklich sagt: announced, open, closed, withdrawn"),
        "organiser": _("Wer es anbietet"),
        "deadline": _("Letzter Tag der Frist, einschließlich"),
        "deadline_time": _("Uhrzeit am letzten Tag, wo eine genannt ist"),
        "deadline_zone": _("Zeitzone der Frist"),
        "certainty": _("Wie sicher die Frist ist: im Text genannt, erschlossen, laufend, jährlich …"),
        "event_start": _("Erster Tag eines Termins"),
        "event_end": _("Letzter Tag eines Termins"),
        "place": _("Ort"),
        "amount_min": _("Kleinster Betrag"),
        "amount_max": _("Höchster Betrag"),
        "currency": _("Währung (ISO 4217)"),
        "countries": _("Länder (ISO 3166) und Gruppen wie EU; in CSV durch | getrennt"),
        "topics": _("Themen, wie in den Adressen der Suche"),
        "audiences": _("Zielgruppen, wie in den Adressen der Suche"),
        "source": _("Quelle, in der wir es zuerst gefunden haben"),
        "source_url": _("Seite der Quelle"),
        "evidence": _("Der Satz der Quelle, in dem die Frist steht; die Rechte daran hat die Quelle"),
        "updated": _("Wann sich hier zuletzt etwas geändert hat (UTC)"),
        "checked": _("Tag, an dem die Quelle zuletzt gelesen wurde"),
    }
