"""The register: which municipalities there are, and where their partners lie."""

from aggregator.register.lookup import PartnerCountry, lookup, partner_countries
from aggregator.register.seeding import seed

__all__ = ["PartnerCountry", "lookup", "partner_countries", "seed"]
