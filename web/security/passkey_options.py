"""What the browser is to ask a device for: any passkey of this site, or a new one. The device must check its person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from aggregator.model import Passkey, Person
from web.security.challenges import LASTS, Occasion, new_challenge
from web.security.login import digest
from web.security.relying import RelyingParty
from web.security.sessions import SignedIn

_TIMEOUT = int(LASTS.total_seconds() * 1000)


def options_to_enter(relying: RelyingParty, *, now: datetime) -> str:
    """What the browser is to ask any passkey of this site for, as JSON: the passkey itself knows whose it is."""
    challenge = new_challenge(Occasion.ENTER, secret=relying.secret, now=now)
    options = generate_authentication_options(
        rp_id=relying.id,
        challenge=challenge,
        timeout=_TIMEOUT,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def options_to_add(
    relying: RelyingParty, person: Person, signed_in: SignedIn, known: Sequence[Passkey], *, now: datetime
) -> str:
    """What the browser is to make a passkey of, as JSON; devices that have one already are told so."""
    bound = digest(signed_in.token)
    options = generate_registration_options(
        rp_id=relying.id,
        rp_name=relying.name,
        user_id=relying.handle(signed_in.person_id),
        user_name=person.address,
        user_display_name=person.name,
        challenge=new_challenge(Occasion.ADD, bound=bound, secret=relying.secret, now=now),
        timeout=_TIMEOUT,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[_descriptor(key) for key in known],
    )
    return options_to_json(options)


def _descriptor(key: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(each) for each in key.transports.split()]
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id), transports=transports or None)
