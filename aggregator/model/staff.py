"""The people of the office, what they may do, how they come in, and what was done to all of that.

Tokens, passwords and recovery codes are stored as hashes only. The secret of a second step has to be kept as it is.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from aggregator.model.columns import document, moment, word, word_set


class Role(StrEnum):
    """What a person does in the office: review; release issues; look after people and the settings of sources."""

    EDITOR = "editor"
    RELEASER = "releaser"
    TECHNICIAN = "technician"


class Person(SQLModel, table=True):
    """One of the staff. Nobody is ever deleted: what they did names them."""

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(unique=True, max_length=320)
    name: str = Field(max_length=200)
    roles: frozenset[Role] = word_set(Role, default=frozenset({Role.EDITOR}))
    language: str = Field(default="de", max_length=8)
    created_at: datetime = moment()
    joined_at: datetime | None = moment(default=None)
    """When they came in for the first time; nothing while they are only invited."""
    left_at: datetime | None = moment(default=None)
    """Since when they may not come in any more."""


class LinkPurpose(StrEnum):
    """What a link is for: to open the desk at once, or to choose a password first."""

    ENTER = "enter"
    JOIN = "join"


class LoginLink(SQLModel, table=True):
    """A link that opens the desk once."""

    __tablename__ = "login_link"

    token_hash: str = Field(primary_key=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True)
    purpose: LinkPurpose = word(LinkPurpose, default=LinkPurpose.ENTER)
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)


class StaffPassword(SQLModel, table=True):
    """What a person's password must fit: an argon2 hash with its own salt and parameters."""

    __tablename__ = "staff_password"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    hash: str = Field(max_length=255)
    set_at: datetime = moment()


class SecondStep(SQLModel, table=True):
    """The app on a person's telephone (RFC 6238). It counts once a code has confirmed it."""

    __tablename__ = "second_step"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    secret: str = Field(max_length=64)
    confirmed_at: datetime | None = moment(default=None)
    last_step: int = 0
    """The half minute of the last code taken: this one and all before are never taken again."""


class RecoveryCode(SQLModel, table=True):
    """One of the codes for the day on which the telephone is gone; each opens once."""

    __tablename__ = "recovery_code"

    code_hash: str = Field(primary_key=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True)
    used_at: datetime | None = moment(default=None)


class StaffSession(SQLModel, table=True):
    """A browser that is logged in at the desk; of the browser only its kind is kept."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = moment()
    seen_at: datetime = moment()
    expires_at: datetime = moment()
    browser: str = Field(default="", max_length=20)
    system: str = Field(default="", max_length=20)


class SignInBrake(SQLModel, table=True):
    """How often signing in failed for an address, a browser or a network, known by keyed hashes. Kept for a day."""

    __tablename__ = "sign_in_brake"

    who: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    last_at: datetime = moment(index=True)
    free_at: datetime | None = moment(default=None)
    """Nothing is tried before this moment."""


class StaffAction(StrEnum):
    """What can be done to people and the way they come in."""

    INVITED = "invited"
    LINK_MADE = "link_made"
    JOINED = "joined"
    ROLES_CHANGED = "roles_changed"
    PROFILE_CHANGED = "profile_changed"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an act
    SECOND_STEP_ADDED = "second_step_added"
    SECOND_STEP_REMOVED = "second_step_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    ACCOUNT_LINKED = "account_linked"
    ACCOUNT_PARTED = "account_parted"
    RECOVERY_CODE_USED = "recovery_code_used"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SESSION_ENDED = "session_ended"
    REMOVED = "removed"
    REACTIVATED = "reactivated"


class StaffAct(SQLModel, table=True):
    """One line of the ledger of people: only ever added to, and never with a secret in it."""

    __tablename__ = "staff_act"
    # the journal reads it from its end
    __table_args__ = (Index("ix_staff_act_at", "at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """Who did it; nobody where it was done on the command line or by somebody who is not signed in."""
    about_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    action: StaffAction = word(StaffAction)
    before: dict[str, object] = document(default_factory=dict)
    after: dict[str, object] = document(default_factory=dict)
    at: datetime = moment()


class ReportState(StrEnum):
    """How far a morning report has come. `claimed` left behind by a dead worker is not sent again: nobody needs two."""

    CLAIMED = "claimed"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    NOTHING_TO_SAY = "nothing_to_say"


class MorningReport(SQLModel, table=True):
    """One person's report of one day; committed before the mail is handed over, so there is never a second."""

    __tablename__ = "morning_report"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    day: date = Field(primary_key=True)
    state: ReportState = word(ReportState)
    reply: str = Field(default="", max_length=600)
    at: datetime = moment()
