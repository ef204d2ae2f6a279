"""The settings of the house, composed from those each room declares.

Read from `partnerpost.toml` (or the file named in `PARTNERPOST_CONFIG`) and from the environment (`PARTNERPOST_DATA`,
`PARTNERPOST_STORE__URL`, …); the environment wins. `docs/settings.md` lists all of them.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from aggregator.store import StoreSettings
from crawlers.settings import CrawlSettings
from newsletter.settings import MailSettings
from schedules.settings import ScheduleSettings
from web.settings import WebSettings

CONFIG_VARIABLE = "PARTNERPOST_CONFIG"


class SettingsInvalid(Exception):
    """A setting is missing, misspelt or of the wrong form; the message names it and says what to do."""


class OfficeSettings(BaseModel, extra="forbid"):
    """Who runs this, said once; pages and mails take it from here unless their own section says otherwise."""

    name: str = Field(default="", description="Name of the office, as pages, feeds and mails show it")
    base_url: str = Field(default="", description="Public address of the pages; https in earnest")
    imprint: tuple[str, ...] = Field(default=(), description="Lines of the imprint, on every page and in every mail")
    zone: str = Field(default="Europe/Berlin", description="Time zone of the office: decides what 'today' is")


class ServeSettings(BaseModel, extra="forbid"):
    """Where the web server listens; a reverse proxy stands before it in earnest."""

    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on")
    trusted_proxies: tuple[str, ...] = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses or networks of our own proxies: only they are believed whom they pass on",
    )


class Settings(BaseSettings):
    """Everything an office can set."""

    model_config = SettingsConfigDict(env_prefix="PARTNERPOST_", env_nested_delimiter="__", extra="forbid")

    data: Path = Field(default=Path("var"), description="Folder for the database, snapshots and keys")
    log_format: Literal["text", "json"] = Field(default="text", description="Log lines for people or for machines")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="How much is logged")
    office: OfficeSettings = Field(default_factory=OfficeSettings)
    serve: ServeSettings = Field(default_factory=ServeSettings)
    store: StoreSettings = Field(default_factory=StoreSettings)
    crawl: CrawlSettings = Field(default_factory=CrawlSettings)
    mail: MailSettings = Field(default_factory=MailSettings)
    web: WebSettings = Field(default_factory=WebSettings)
    schedule: ScheduleSettings = Field(default_factory=ScheduleSettings)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())

    @model_validator(mode="after")
    def _say_once(self) -> Settings:
        """Hand what `[office]` says down to the rooms that show it, where they say nothing of their own."""
        said: dict[str, object] = {
            "office_name": self.office.name,
            "base_url": self.office.base_url or f"http://{self.serve.host}:{self.serve.port}",
            "imprint": self.office.imprint,
            "zone": self.office.zone,
        }
        self.web = _filled(self.web, said)
        self.mail = _filled(self.mail, {**said, "sending_mark": self.data / "sending-mark.json"})
        self.schedule = _filled(self.schedule, said)
        return self

    @property
    def snapshots(self) -> Path:
        """Where the bytes behind findings are kept."""
        return self.data / "snapshots"

    def needed_to_send(self) -> dict[str, str]:
        """Settings without which no mail may leave the house, and how to set them."""
        needed = {}
        if "sender_address" not in self.mail.model_fields_set:
            needed["mail.sender_address"] = '[mail] sender_address = "newsletter@your-domain"'
        if not self.mail.imprint:
            needed["office.imprint"] = '[office] imprint = ["Name", "Street", "Town"]'
        return needed


def config_file() -> Path:
    """The settings file; it need not exist."""
    return Path(os.environ.get(CONFIG_VARIABLE, "partnerpost.toml"))


def load() -> Settings:
    """Read all settings. Raises SettingsInvalid with one line per wrong setting."""
    path = config_file()
    if CONFIG_VARIABLE in os.environ and not path.is_file():
        raise SettingsInvalid(f"{CONFIG_VARIABLE} names {path}, which does not exist")
    try:
        return Settings()
    except tomllib.TOMLDecodeError as error:
        raise SettingsInvalid(f"{path} is not valid TOML: {error}") from error
    except ValidationError as error:
        raise SettingsInvalid("; ".join(_sentence(dict(each)) for each in error.errors())) from error
    except (SettingsError, OSError) as error:
        raise SettingsInvalid(str(error)) from error


_Room = TypeVar("_Room", bound=BaseModel)


def _filled(room: _Room, said: dict[str, object]) -> _Room:
    silent = type(room).model_fields.keys() - room.model_fields_set
    given = {name: value for name, value in said.items() if name in silent and value}
    return type(room).model_validate({**room.model_dump(exclude_unset=True), **given}) if given else room


def _sentence(error: dict[str, object]) -> str:
    location = error["loc"]
    assert isinstance(location, tuple)
    name = ".".join(str(part) for part in location)
    if error["type"] == "missing":
        return f"the setting {name} is missing"
    if error["type"] == "extra_forbidden":
        return f"there is no setting {name}: misspelt? `docs/settings.md` lists all"
    return f"the setting {name} is wrong: {error['msg']}"
