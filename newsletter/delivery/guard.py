"""Whether this database is the one that sends: a restored copy does not know what went out after it was made.

The database and a file beside the data say the same name, and how often sending began. A copy elsewhere finds no file,
an older state finds a file that knows of more: then nothing is sent until a person has looked and allowed it.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, delete

from aggregator.model import MailRest, SendingMark
from newsletter.delivery.resting import OUR_SERVER

_ALLOW = "look which issues are on their way, stop those that went out already, then: partnerpost issue allow-sending"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says."""

    installation: str
    runs: int


def begin_sending(session: Session, file: Path) -> str:
    """Count this run; why nothing may be sent, empty if it may. After the transaction `keep_in_file` has to follow."""
    mark, kept = session.get(SendingMark, 1, with_for_update=True), _read(file)
    if mark is None:
        if kept is not None and kept.runs:
            return f"this database never sent anything, but {file} knows better: {_ALLOW}"
        mark = SendingMark(installation=secrets.token_hex(8))
    elif kept is None or kept.installation != mark.installation:
        return f"this database sent its mail from elsewhere, it seems to be a copy: {_ALLOW}"
    elif kept.runs > mark.runs:
        return f"mail went out that this database does not know of, it seems to be an older state: {_ALLOW}"
    mark.runs += 1
    session.add(mark)
    session.flush()
    return ""


def keep_in_file(session: Session, file: Path) -> None:
    """Say in the file what the database says; whole or not at all. Raises OSError."""
    mark = session.get_one(SendingMark, 1)
    half = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    half.write_text(json.dumps({"installation": mark.installation, "runs": mark.runs}), encoding="utf-8")
    half.replace(file)


def allow_sending(session: Session, file: Path) -> None:
    """A person says that this database is the one that sends from here on. `keep_in_file` has to follow."""
    mark, kept = session.get(SendingMark, 1), _read(file)
    runs = max(mark.runs if mark else 0, kept.runs if kept else 0)
    session.merge(SendingMark(installation=secrets.token_hex(8), runs=runs + 1))
    session.exec(delete(MailRest).where(col(MailRest.provider) == OUR_SERVER))
    session.flush()


def _read(file: Path) -> _Kept | None:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        return _Kept(str(said["installation"]), int(said["runs"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return _Kept("unreadable", 1)
