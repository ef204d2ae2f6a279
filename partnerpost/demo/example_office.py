"""The invented office the demo is run for, whatever the settings of the real one say."""

from __future__ import annotations

from pathlib import Path

from aggregator.store import StoreSettings
from newsletter.box_settings import BoxSettings
from partnerpost.demo.sink import MailSink
from partnerpost.demo.sites import OpenedSites
from partnerpost.settings import OfficeSettings, Settings

NAME = "Büro für Städtepartnerschaften (Beispiel)"
IMPRINT = ("Büro für Städtepartnerschaften (Beispiel)", "Brückenstraße 1", "45678 Wiesenfurt")
SENDER = "partnerpost@example.org"


def example_settings(settings: Settings, folder: Path, sites: OpenedSites, sink: MailSink) -> Settings:
    """Settings under which nothing leaves this machine.

    One SQLite file in `folder`; only the example sites may be visited, without a pause between two requests; mail goes
    to the sink; pages are found where `[serve]` listens. Everything else stays as it is set.
    """
    address = f"http://{settings.serve.host}:{settings.serve.port}"
    office = OfficeSettings(name=NAME, base_url=address, imprint=IMPRINT, zone=settings.office.zone)
    said = {"office_name": NAME, "base_url": address, "imprint": IMPRINT}
    contact = {
        "contact_address": SENDER,
        "contact_phone": "0000 123456",
        "responsible": "Anna Beispiel, Anschrift wie oben",
    }
    mail = {
        "sender_name": NAME,
        "sender_address": SENDER,
        "reply_to": "",
        "secret": "",
        "transport": "smtp",
        "smtp_host": sink.host,
        "smtp_port": sink.port,
        "smtp_security": "none",
        "smtp_user": "",
        "smtp_password": "",
        "return_address": "",
        "box": BoxSettings(),
        "dkim_selector": "",
        "dkim_second_selector": "",
        "sending_mark": folder / "sending-mark.json",
    }
    crawl = {"gap_seconds": 0.0, "allow_private_hosts": sites.hosts}
    return settings.model_copy(
        update={
            "data": folder,
            "office": office,
            "store": StoreSettings(),
            "crawl": settings.crawl.model_copy(update=crawl),
            "mail": settings.mail.model_copy(update={**said, **mail}),
            "web": settings.web.model_copy(update={**said, **contact}),
        }
    )
