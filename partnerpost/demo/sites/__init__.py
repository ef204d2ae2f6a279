"""Example sites of invented organisations, served on loopback; every date in them is computed from today."""

from partnerpost.demo.sites.opened import OpenedSites, opened_sites

__all__ = ["OpenedSites", "opened_sites"]
