"""How a page can be looked at: on a desk or a phone, by day, by night or in the reader's own colours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product, starmap
from typing import Literal

from playwright.sync_api import Page

Colours = Literal["light", "dark", "forced"]
_WIDTHS = (1280, 320)
_DRESSES: tuple[Colours, ...] = ("dark", "forced", "light")


@dataclass(frozen=True, slots=True)
class Look:
    """A width in CSS pixels and a dress."""

    width: int
    colours: Colours

    def __str__(self) -> str:
        return f"{self.width} px, {self.colours}"

    def put_on(self, page: Page) -> None:
        """Let a page that is open be seen so."""
        page.set_viewport_size({"width": self.width, "height": 640 if self.width == 320 else 900})
        page.emulate_media(
            color_scheme="dark" if self.colours == "dark" else "light",
            forced_colors="active" if self.colours == "forced" else "none",
        )


PHONE = Look(320, "light")
ALL = tuple(starmap(Look, product(_WIDTHS, _DRESSES)))
"""Every width in every dress; ends with a phone."""
BOTH = (Look(1280, "dark"), PHONE)
"""Each width and each of the site's own two dresses once; ends with a phone."""
