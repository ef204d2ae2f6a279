from __future__ import annotations

from collections.abc import Callable

import pytest

from aggregator.store import Store
from newsletter.delivery.return_path import Concern, return_path
from tests.newsletter.bounces.returned import ERIKA, office
from tests.newsletter.samples import colourful_issue, settings
from tests.newsletter.stocking import add_reader, composed_issue, stock


@pytest.fixture
def erika(store: Store) -> Callable[[str], bytes]:
    """A reader with one delivery of an issue, both numbered 1; gives each of the mails about her."""
    from tests.newsletter.bounces.returned import returned

    stock(store, colourful_issue()[:1])
    with store.writing() as session:
        assert add_reader(session, ERIKA).id == 1
        composed_issue(session, settings())
    assert return_path(Concern.DELIVERY, 1, ERIKA, office())
    return returned
