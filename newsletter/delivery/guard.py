"""Whether this database is one that sends: a restored copy does not know what went out after it was made.

The database and a file in the data folder say the same name, and how often sending began. A copy elsewhere finds no
file, an older state finds a file that knows of more: then nothing is sent until a person has looked and allowed it.

"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from aggregator.model import SendingMark

_COPY = "this database sent from elsewhere: it seems to be a copy"
_OLDER = "mail went out of which this database knows nothing: it seems to be an older state"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says."""

    installation: str
    runs: int


class NotAllowed(Exception):
    """Nothing may be sent from here before a person allows it; says why."""


def begin_sending(session: Session, file: Path) -> str:
    """Count this run; the name of the installation, for `keep_in_file` after the transaction. Raises NotAllowed."""
    kept = _read(file)
    if kept is None:
        if session.exec(select(SendingMark.installation).limit(1)).first() is not None:
            raise NotAllowed(_COPY)
        mark = SendingMark(installation=secrets.token_hex(8))
    else:
        known = session.get(SendingMark, kept.installation, with_for_update=True)
        if known is None:
            raise NotAllowed(_COPY)
        if kept.runs > known.runs:
            raise NotAllowed(_OLDER)
        mark = known
    mark.runs += 1
    session.add(mark)
    session.flush()
    return mark.installation


def allow_sending(session: Session, file: Path) -> str:
    """A person says that this database sends from here on; as `begin_sending`."""
    kept = _read(file)
    mark = session.get(SendingMark, kept.installation) if kept is not None else None
    if kept is None or mark is None:
        mark = SendingMark(installation=secrets.token_hex(8))
    elif kept.runs > mark.runs:
        mark.runs = kept.runs
    session.add(mark)
    session.flush()
    return mark.installation


def keep_in_file(session: Session, installation: str, file: Path) -> None:
    """Say in the file what the database says; whole or not at all. Raises OSError."""
    mark = session.get_one(SendingMark, installation)
    half = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    half.write_text(json.dumps({"installation": mark.installation, "runs": mark.runs}), encoding="utf-8")
    half.replace(file)


def _read(file: Path) -> _Kept | None:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return _Kept(str(said["installation"]), int(said["runs"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return _Kept("unreadable", 1)
