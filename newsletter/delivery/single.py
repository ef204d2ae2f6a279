"""A mail that is made for one person alone: signed, and what comes back says whom it was about."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from newsletter.delivery.dkim import KeyUnusable, Signer
from newsletter.delivery.return_path import Concern, return_path
from newsletter.delivery.transport import Envelope, MailServerAway
from newsletter.settings import MailSettings


def single(
    data: bytes,
    recipient: str,
    settings: MailSettings,
    *,
    message_id: str,
    now: datetime,
    about: tuple[Concern, int] | None = None,
) -> Envelope:
    """Sign a finished message and say where it comes back to; `about` nobody: to the sender's own address.

    Raises MailServerAway while the signing key cannot be used: unsigned nothing goes out where signing is wanted.
    """
    try:
        signer = _signer(_keys_of(settings))
    except KeyUnusable as error:
        raise MailServerAway(str(error)) from error
    sender = settings.sender_address if about is None else return_path(*about, recipient, settings)
    return Envelope(sender, recipient, message_id, signer.signed(data, at=now) if signer else data)


def _keys_of(settings: MailSettings) -> str:
    named = {"sender_address", "dkim_selector", "dkim_key_file", "dkim_second_selector", "dkim_second_key_file"}
    return settings.model_dump_json(include=named)


@lru_cache(maxsize=4)  # a key is read once: that takes longer than signing
def _signer(keys: str) -> Signer | None:
    return Signer.from_settings(MailSettings.model_validate_json(keys))
