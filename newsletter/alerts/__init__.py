"""Alerts: who asked the finder something hears by mail when the answer changes, without an account."""

from newsletter.alerts.asked import Asked, TooWide, how_many_fit
from newsletter.alerts.leaving import (
    clean_up,
    delete_unconfirmed,
    end,
    erase,
    everything_kept,
    with_token,
)
from newsletter.alerts.ordering import Order, change, confirm, order
from newsletter.alerts.overview import Overview, overview
from newsletter.alerts.sending import Told, is_due, send_alerts

__all__ = [
    "Asked",
    "Order",
    "Overview",
    "Told",
    "TooWide",
    "change",
    "clean_up",
    "confirm",
    "delete_unconfirmed",
    "end",
    "erase",
    "everything_kept",
    "how_many_fit",
    "is_due",
    "order",
    "overview",
    "send_alerts",
    "with_token",
]
