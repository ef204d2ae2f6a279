"""The report of the morning for staff: what broke, what came, what waits; once a day, if there is something."""

from newsletter.morning.gathering import Morning, gather
from newsletter.morning.rendering import render_morning
from newsletter.morning.sending import Reported, send_reports

__all__ = ["Morning", "Reported", "gather", "render_morning", "send_reports"]
