"""How mails look: two colours of the office and its logo, checked so that everybody can read what is set in them."""

from __future__ import annotations

import colorsys
import re
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, field_validator, model_validator

PAPER = {
    "serif": "Georgia, 'Times New Roman', serif",
    "sans": "'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
    "desk": "#ece7dc",
    "sheet": "#fffdf8",
    "tint": "#eaf1ef",
    "ink": "#1c2730",
    "muted": "#55616a",
    "line": "#d8d0c0",
    "dark_desk": "#10161b",
    "dark_sheet": "#1a2229",
    "dark_tint": "#22343b",
    "dark_ink": "#ece6da",
    "dark_muted": "#b3bdc4",
    "dark_line": "#3a4750",
}
"""What all mails have in common. Light stands inline, where every program sees it; dark in the style of `parts.j2`."""

_LIGHT_GROUNDS = tuple(PAPER[name] for name in ("desk", "sheet", "tint"))
_DARK_GROUNDS = tuple(PAPER[f"dark_{name}"] for name in ("desk", "sheet", "tint"))
_READABLE = 4.5  # WCAG 2.2, 1.4.3: text of ordinary size
_COMFORTABLE = 7.0  # 1.4.6: mails in the dark are read in bed
_HEX = re.compile(r"#[0-9a-f]{6}")


class MailLook(BaseModel, extra="forbid", frozen=True):
    """Colours and logo of all mails. What is set in the dark is made of the same colours, lightened until readable."""

    accent: str = Field(default="#11505d", description="Colour of headings, links and rules, as #rrggbb")
    signal: str = Field(default="#9a2e1e", description="Colour of deadlines, as #rrggbb")
    logo_url: str = Field(default="", description="Logo above the title, https and on our own host; empty: the name")
    logo_width: int = Field(default=160, ge=40, le=320, description="Width of the logo in pixels")

    @field_validator("accent", "signal")
    @classmethod
    def _readable(cls, value: str) -> str:
        colour = value.strip().lower()
        if not _HEX.fullmatch(colour):
            raise ValueError(f"“{value[:40]}” is no colour: write it as #rrggbb, for example #11505d")
        least = min(contrast(colour, ground) for ground in _LIGHT_GROUNDS)
        if least < _READABLE:
            raise ValueError(
                f"{colour} cannot be read on our paper: its contrast is {least:.1f}, 4.5 is needed; take a darker one"
            )
        return colour

    @model_validator(mode="after")
    def _own_logo(self) -> MailLook:
        if self.logo_url and (not self.logo_url.startswith("https://") or not urlsplit(self.logo_url).hostname):
            raise ValueError("the address of the logo must begin with https://")
        return self

    @property
    def dark_accent(self) -> str:
        """The accent on a dark sheet."""
        return lightened(self.accent, _DARK_GROUNDS, _COMFORTABLE)

    @property
    def dark_signal(self) -> str:
        """The signal on a dark sheet."""
        return lightened(self.signal, _DARK_GROUNDS[1:2], _COMFORTABLE)


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, 1 to 21 (WCAG 2.2, contrast ratio)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lightened(colour: str, grounds: tuple[str, ...], least: float) -> str:
    """The colour, only as light as makes it stand out from all grounds; hue and saturation stay."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_shares(colour))
    for step in range(round(lightness * 100), 101):
        shares = colorsys.hls_to_rgb(hue, step / 100, saturation)
        made = "#" + "".join(f"{round(share * 255):02x}" for share in shares)
        if all(contrast(made, ground) >= least for ground in grounds):
            return made
    return "#ffffff"


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _shares(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _shares(colour: str) -> list[float]:
    return [part / 255 for part in _parts(colour)]


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
