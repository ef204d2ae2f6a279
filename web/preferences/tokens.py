"""What all pages under a personal link share: how long such a link can be, and who signed up from where."""

from __future__ import annotations

from fastapi import Request

from newsletter.consent import Circumstances
from web.site import Site

LONGEST = 1000
"""Characters of the longest token we make: one that holds an address of the greatest length."""


def where(request: Request, site: Site) -> Circumstances:
    """The page on which something is said now; the network address only where the office keeps that.

    What stands behind the last slash of a personal link is its token, which no proof needs.
    """
    path: str = request.scope["path"]
    token = str(request.path_params.get("token", ""))
    form = site.settings.base_url + (path.replace(token, "…") if token else path)
    network = request.client.host if request.client is not None and site.mail.keep_network else ""
    return Circumstances(form=form, network=network)
