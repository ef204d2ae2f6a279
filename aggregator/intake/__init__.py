"""From a finding to an opportunity: keep it, read it, recognise it, write down what is new."""

from aggregator.intake.adopting import NothingWaits, adopt
from aggregator.intake.door import Intake, take_into

__all__ = ["Intake", "NothingWaits", "adopt", "take_into"]
