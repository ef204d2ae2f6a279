"""What all pages of the register share."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from aggregator.register import state_name
from aggregator.register.regions import region_name
from web.language import language_of
from web.register.addresses import country_path, state_path, town_path
from web.register.words import kinds, statuses
from web.rendering import public_page


def register_page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A public page of the register; its templates know names and addresses."""
    language = language_of(request)
    return public_page(
        request,
        f"register/{template}",
        status=status,
        town_path=town_path,
        state_path=state_path,
        country_path=country_path,
        state_name=lambda code: state_name(code, language),
        region_name=lambda code: region_name(code, language),
        kinds=kinds(language),
        statuses=statuses(language),
        **values,
    )
