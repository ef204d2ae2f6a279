"""Our own files for the browser: read once, named by their content, so that they may be kept for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"

router = APIRouter()


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is served."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """All files under `web/static`, by the name they are served under (`partnerpost.1f0c….css`)."""

    served: Mapping[str, StaticFile]
    names: Mapping[str, str]

    @classmethod
    def load(cls) -> StaticFiles:
        """Read the folder once, at start."""
        served, names = {}, {}
        for path in sorted(_FOLDER.iterdir()):
            if path.suffix not in _TYPES:
                continue
            body = path.read_bytes()
            name = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
            served[name] = StaticFile(body, _TYPES[path.suffix])
            names[path.name] = name
        return cls(served, names)

    def address(self, name: str) -> str:
        """Where a page finds a file: `/static/partnerpost.1f0c….css`."""
        return f"/static/{self.names[name]}"


@router.api_route("/static/{name}", methods=["GET", "HEAD"])
def static_file(request: Request, name: str) -> Response:
    """One of our files; only under its present name."""
    files: StaticFiles = request.app.state.site.static
    found = files.served.get(name)
    if found is None:
        raise HTTPException(404)
    return Response(found.body, media_type=found.media_type, headers={"Cache-Control": _FOR_EVER})
