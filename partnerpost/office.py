"""An office, opened: its settings and its store. Every command begins here."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aggregator.store import Store, StoreError
from aggregator.store.migrate import require_current
from newsletter import holding
from newsletter.settings import MailSettings
from partnerpost import logs
from partnerpost.refusal import Refused
from partnerpost.settings import Settings, load

KEY_FILE = "secret.key"


@dataclass(frozen=True, slots=True)
class Office:
    """The opened house."""

    settings: Settings
    store: Store

    def now(self) -> datetime:
        """The moment, aware, UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day at the place of the office."""
        return self.now().astimezone(ZoneInfo(self.settings.schedule.zone)).date()

    @property
    def mail(self) -> MailSettings:
        """Mail settings with the office's secret filled in from the data folder where no setting names one."""
        mail = self.settings.mail
        return mail if mail.secret else mail.model_copy(update={"secret": read_secret(self.settings.data)})

    def require_sending(self) -> None:
        """Raise Refused unless mail may leave: it is known who sends, and nothing is held."""
        if needed := self.settings.needed_to_send():
            raise Refused(f"needed before sending: {'; '.join(needed.values())} (in partnerpost.toml)")
        with self.store.reading() as session:
            if why := holding.held(session):
                raise Refused(f"mail is held ({why}): partnerpost sending on lets it leave")


@contextmanager
def opened() -> Iterator[Office]:
    """Open the office of this settings file; close its store at the end. Raises SettingsInvalid or StoreError."""
    settings = load()
    logs.configure(settings.log_format, settings.log_level)
    store = Store(settings.store.address(settings.data), create=False)
    try:
        require_current(store)
        yield Office(settings, store)
    finally:
        store.close()


def create_secret(data: Path) -> None:
    """Make the key that signs readers' links, once, readable by the owner alone. It is never replaced."""
    path = data / KEY_FILE
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    except OSError as error:
        raise StoreError(
            f"the data folder {data} cannot be written ({error.strerror}): change its rights or PARTNERPOST_DATA"
        ) from error


def read_secret(data: Path) -> str:
    """The key that signs readers' links. Raises StoreError if `partnerpost init` has not made it yet."""
    try:
        return (data / KEY_FILE).read_text(encoding="ascii")
    except OSError as error:
        raise StoreError(f"{data / KEY_FILE} cannot be read: run `partnerpost init` first") from error
