from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from newsletter.delivery import Envelope as Ours
from newsletter.delivery import MailServerAway, SmtpTransport
from tests.newsletter.delivery.server import Inbox, free_port
from tests.newsletter.samples import settings

MAIL = Ours("post@partnerbuero.example", "a@example.org", "<1@b.example>", b"Subject: x\r\n\r\nbody\r\n")


def _certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


def _authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"office", b"right")
    return AuthResult(success=right, handled=False)


@contextmanager
def _strict_server(folder: Path) -> Iterator[tuple[Inbox, int, Path]]:
    """A server that takes mail over STARTTLS and after a login only."""
    certificate = _certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    inbox = Inbox(folder / "mail")
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        authenticator=_authenticate,
        auth_required=True,
    )
    controller.start()
    try:
        yield inbox, controller.port, certificate
    finally:
        controller.stop()


def _transport(port: int, password: str) -> SmtpTransport:
    secure = {"smtp_security": "starttls", "smtp_user": "office", "smtp_password": password}
    return SmtpTransport(settings(smtp_port=port, smtp_timeout=5.0, **secure))


def test_mail_goes_over_starttls_and_login_where_the_certificate_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _strict_server(tmp_path) as (inbox, port, certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        transport = _transport(port, "right")
        assert transport.hand_over(MAIL).code == 250
        transport.close()
    assert inbox.recipients == ["a@example.org"]


def test_a_certificate_nobody_vouches_for_gets_neither_mail_nor_password(tmp_path: Path) -> None:
    with _strict_server(tmp_path) as (inbox, port, _), pytest.raises(MailServerAway, match="certificate"):
        _transport(port, "right").hand_over(MAIL)
    assert inbox.recipients == []


def test_a_wrong_password_pauses_the_run_and_refuses_no_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with _strict_server(tmp_path) as (inbox, port, certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(MailServerAway, match="does not accept our login"):
            _transport(port, "wrong").hand_over(MAIL)
    assert inbox.recipients == []


def test_a_server_without_starttls_gets_no_mail_in_the_clear(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with pytest.raises(MailServerAway, match="STARTTLS"):
            _transport(controller.port, "right").hand_over(MAIL)
    finally:
        controller.stop()
    assert inbox.recipients == []
