from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.store import StoreSettings
from crawlers.settings import CrawlSettings
from newsletter.settings import MailSettings
from partnerpost.demo.example_office import NAME, example_settings
from partnerpost.demo.sink import MailSink
from partnerpost.demo.sites import OpenedSites
from partnerpost.settings import CONFIG_VARIABLE, OfficeSettings, ServeSettings, Settings


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An office in earnest: PostgreSQL, a mail server with a password, a public address."""
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "no-settings.toml"))
    yield Settings(
        data=tmp_path,
        office=OfficeSettings(name="Stadt Beispiel", base_url="https://fristen.example.org"),
        serve=ServeSettings(port=8123),
        store=StoreSettings(url="postgresql://office@db.example.org/partnerpost"),
        crawl=CrawlSettings(gap_seconds=2, allow_private_hosts=("intranet",), max_pages=17),
        mail=MailSettings(
            sender_address="post@stadt.example.org",
            smtp_host="mail.example.org",
            smtp_port=465,
            smtp_security="tls",
            smtp_user="office",
            smtp_password="secret",
            secret="the office's own",
        ),
    )


@pytest.fixture
def example(real: Settings, sites: OpenedSites, tmp_path: Path) -> Settings:
    return example_settings(real, tmp_path / "demo", sites, MailSink(tmp_path / "demo" / "mail", port=2525))


def test_mail_goes_to_the_sink_and_never_to_the_offices_server(example: Settings) -> None:
    mail = example.mail
    assert (mail.transport, mail.smtp_host, mail.smtp_port, mail.smtp_security) == ("smtp", "127.0.0.1", 2525, "none")
    assert (mail.smtp_user, mail.smtp_password, mail.secret) == ("", "", "")
    assert mail.sender_address.endswith("@example.org")


def test_the_offices_database_is_not_touched(example: Settings, tmp_path: Path) -> None:
    assert example.store.address(example.data) == f"sqlite:///{tmp_path / 'demo' / 'partnerpost.sqlite'}"


def test_only_the_example_sites_may_be_visited_on_this_machine(example: Settings, sites: OpenedSites) -> None:
    assert example.crawl.allow_private_hosts == sites.hosts
    assert (example.crawl.gap_seconds, example.crawl.max_pages) == (0, 17)


def test_links_lead_to_the_pages_this_machine_serves(example: Settings) -> None:
    assert example.mail.base_url == example.web.base_url == "http://127.0.0.1:8123"


def test_pages_and_mails_are_those_of_an_invented_office(example: Settings) -> None:
    assert example.mail.office_name == example.web.office_name == example.office.name == NAME
    assert example.mail.imprint == example.web.imprint


def test_the_settings_of_the_real_office_stay_as_they_are(real: Settings, example: Settings) -> None:
    assert real.mail.smtp_host == "mail.example.org"
    assert example is not real
