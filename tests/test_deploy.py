"""What lies in `deploy/` fits the program: every command it calls and every setting it sets exists."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from partnerpost.settings import CONFIG_VARIABLE, ServeSettings, Settings
from tests.test_docs import _commands, _settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
_KNOWN = {CONFIG_VARIABLE, *(f"PARTNERPOST_{name.upper().replace('.', '__')}" for name in _settings(Settings))}
_MOST_EXPOSED = "20"  # of 100, as systemd counts


class _Unit(configparser.RawConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def _unit(path: Path) -> _Unit:
    unit = _Unit(strict=False, delimiters=("=",), comment_prefixes=("#",))
    unit.read(path, encoding="utf-8")
    return unit


def _variables(path: Path) -> set[str]:
    return set(re.findall(r"\bPARTNERPOST_[A-Z_]+", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "path", [*UNITS, DEPLOY / "compose.yaml", DEPLOY / "Containerfile"], ids=lambda path: path.name
)
def test_every_setting_that_is_set_exists(path: Path) -> None:
    assert _variables(path) - _KNOWN == set()


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_every_command_of_a_unit_exists(path: Path) -> None:
    called = re.findall(r"\.venv/bin/partnerpost (\w+)", _unit(path)["Service"]["ExecStart"])
    assert called
    assert set(called) <= set(_commands())


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_as_nobody_in_particular_and_may_do_little(path: Path) -> None:
    service = _unit(path)["Service"]
    assert service["User"] == "partnerpost"
    for wall in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome", "RestrictSUIDSGID"):
        assert service[wall] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["UMask"] == "0077"


def test_a_service_that_stays_gives_a_worker_time_to_finish() -> None:
    for path in SERVICES:
        service = _unit(path)["Service"]
        if service["Type"] != "oneshot":
            assert int(service["TimeoutStopSec"]) > 60
            assert service["Restart"] == "on-failure"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_a_unit(path: Path, tmp_path: Path) -> None:
    for unit in UNITS:  # a timer names its service; the program itself is not installed here
        text = unit.read_text(encoding="utf-8").replace("/opt/partnerpost/.venv/bin/partnerpost", "/bin/true")
        (tmp_path / unit.name.replace("@", "@1")).write_text(text, encoding="utf-8")
    named = tmp_path / path.name.replace("@", "@1")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(named)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if "partnerpost" in line]
    assert complaints == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_systemd_finds_a_service_well_walled_in(path: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={_MOST_EXPOSED}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd cannot look at a file")
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


@pytest.fixture
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def test_the_services_of_compose_call_commands_that_exist(compose: dict[str, Any]) -> None:
    ours = {name: each for name, each in compose["services"].items() if each["image"] == "partnerpost"}
    assert {name: each["command"] for name, each in ours.items()} == {
        "init": ["init"],
        "web": ["web"],
        "worker": ["worker"],
    }
    assert {command for each in ours.values() for command in each["command"]} <= set(_commands())
    for each in ours.values():
        assert (DEPLOY / each["build"]["context"] / each["build"]["dockerfile"]).resolve() == DEPLOY / "Containerfile"
        assert each["read_only"] and each["cap_drop"] == ["ALL"]


def test_compose_opens_no_port_to_the_outside_and_holds_no_password(compose: dict[str, Any]) -> None:
    ports = [port for each in compose["services"].values() for port in each.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    for each in compose["services"].values():
        for name, value in each["environment"].items():
            assert "PASSWORD" not in name or str(value).startswith("${")


def test_everything_that_compose_depends_on_is_there(compose: dict[str, Any]) -> None:
    for each in compose["services"].values():
        assert set(each.get("depends_on", ())) <= set(compose["services"])
        named = {volume.partition(":")[0] for volume in each.get("volumes", ())}
        assert {name for name in named if not name.startswith(".")} <= set(compose["volumes"])


def test_the_image_runs_a_python_that_is_new_enough_as_nobody() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM")]
    assert bases
    for base in bases:
        version = re.search(r"python:(\d+)\.(\d+)", base)
        assert version is not None and (int(version[1]), int(version[2])) >= (3, 11)
    assert "USER 10001" in lines
    (command,) = (line for line in lines if line.startswith("CMD"))
    assert command == 'CMD ["serve"]'


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_a_proxy_leads_to_the_port_that_is_served_by_default(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert f"127.0.0.1:{ServeSettings().port}" in text
    assert text.count("{") == text.count("}")


def test_nginx_says_whom_it_passes_on_and_lets_nobody_claim_it() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for header in ("Host $host", "X-Forwarded-Proto $scheme", "X-Forwarded-For $remote_addr"):
        assert f"proxy_set_header {header};" in text
    assert "$proxy_add_x_forwarded_for" not in text


def test_every_file_to_deploy_with_is_explained() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    for path in [*UNITS, *(path for path in DEPLOY.iterdir() if path.is_file())]:
        if path.suffix != ".timer":
            assert path.name in text or path.stem in text, path
