"""The register: which municipalities there are, and where their partners lie."""

from aggregator.register.figures import Figure, Figures, figures
from aggregator.register.lookup import PartnerCountry, lookup, partner_countries
from aggregator.register.seeding import seed
from aggregator.register.states import state_by_slug, state_name, state_slug, states
from aggregator.register.towns import (
    HOME,
    LinkedTown,
    StateCount,
    count_countries,
    count_states,
    in_state,
    linked,
    links_of,
    municipality,
    with_country,
    with_partner,
)
from aggregator.register.triangle import Corner, triangle

__all__ = [
    "HOME",
    "Corner",
    "Figure",
    "Figures",
    "LinkedTown",
    "PartnerCountry",
    "StateCount",
    "count_countries",
    "count_states",
    "figures",
    "in_state",
    "linked",
    "links_of",
    "lookup",
    "municipality",
    "partner_countries",
    "seed",
    "state_by_slug",
    "state_name",
    "state_slug",
    "states",
    "triangle",
    "with_country",
    "with_partner",
]
