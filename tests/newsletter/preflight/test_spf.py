from __future__ import annotations

import pytest

from newsletter.preflight.dns import Dns
from newsletter.preflight.spf import Spf, spf
from tests.newsletter.preflight.server import Zone, dns_server, text

OURS = "192.0.2.25"


def _judged(record: str, *, address: str = OURS, others: Zone | None = None) -> Spf:
    with dns_server({("stadt.example", "TXT"): [text(record)], **(others or {})}) as server:
        return spf(Dns(server), "stadt.example", address)


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=spf1 ip4:192.0.2.25 -all", "pass"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "pass"),
        ("V=SPF1 IP4:192.0.2.25 ~ALL", "pass"),
        ("v=spf1 ip4:198.51.100.1 -all", "fail"),
        ("v=spf1 ip4:198.51.100.1 ~all", "softfail"),
        ("v=spf1 ip4:198.51.100.1", "neutral"),
        ("v=spf1 -ip4:192.0.2.25 +all", "fail"),
        ("v=spf1 a -all", "pass"),
        ("v=spf1 a:mail.stadt.example/28 -all", "pass"),
        ("v=spf1 mx -all", "pass"),
        ("v=spf1 include:dienst.example -all", "pass"),
        ("v=spf1 redirect=dienst.example", "pass"),
        ("v=spf1 exp=warum.stadt.example unbekannt=1 ip4:192.0.2.25 -all", "pass"),
        ("v=spf1 include:nichts.example -all", "permerror"),
        ("v=spf1 ip4:kein.netz -all", "permerror"),
        ("v=spf1 erfunden -all", "permerror"),
        ("v=spf2 ip4:192.0.2.25", "none"),
        ("v=spf10 ip4:192.0.2.25", "none"),
    ],
)
def test_a_record_is_judged(record: str, result: str) -> None:
    others: Zone = {
        ("stadt.example", "A"): [OURS],
        ("stadt.example", "MX"): ["10 mail.stadt.example."],
        ("mail.stadt.example", "A"): ["192.0.2.20", OURS],
        ("dienst.example", "TXT"): [text("v=spf1 ip4:192.0.2.25 -all")],
    }
    assert _judged(record, others=others).result == result


def test_an_address_of_version_six_is_judged_too() -> None:
    assert _judged("v=spf1 ip6:2001:db8::/32 -all", address="2001:db8::25").result == "pass"
    assert _judged("v=spf1 ip6:2001:db8::/32 -all").result == "fail"


def test_two_records_are_one_too_many() -> None:
    zone: Zone = {("stadt.example", "TXT"): [text("v=spf1 -all"), text("v=spf1 a -all")]}
    with dns_server(zone) as server:
        assert spf(Dns(server), "stadt.example", OURS).result == "permerror"


def test_look_ups_are_counted_to_the_end_however_early_one_fits() -> None:
    includes = [f"d{number}.example" for number in range(11)]
    others: Zone = {(name, "TXT"): [text("v=spf1 ip4:192.0.2.25 -all")] for name in includes}
    judged = _judged("v=spf1 " + " ".join(f"include:{name}" for name in includes) + " -all", others=others)
    assert (judged.result, judged.lookups) == ("permerror", 11)
    assert _judged("v=spf1 " + " ".join(f"include:{name}" for name in includes[:10]), others=others).result == "pass"


def test_a_record_that_includes_itself_comes_to_an_end() -> None:
    assert _judged("v=spf1 include:stadt.example -all").result == "permerror"
