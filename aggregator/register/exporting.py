"""The whole register, to be handed on."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session, col, select

from aggregator.model import Municipality, Twinning

ATTRIBUTION = (
    "Municipalities: © Statistisches Bundesamt (Destatis), Gemeindeverzeichnis 31.12.2020. Links: Wikidata (CC0). "
    "Places: GeoNames, CC BY 4.0. French codes: INSEE/Etalab, Licence Ouverte 2.0."
)


def all_links(session: Session) -> Iterator[tuple[Municipality, Twinning]]:
    """All links with their municipalities, by key, country and name."""
    question = select(Municipality, Twinning).join(Twinning)
    order = (col(Twinning.ags), col(Twinning.country), col(Twinning.partner), col(Twinning.id))
    yield from session.exec(question.order_by(*order))
