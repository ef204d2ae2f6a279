"""What people do with opportunities: decide, correct, take back, and see what waits for them."""

from aggregator.review.answering import ask_again, keep, take_over
from aggregator.review.checking import CannotBe, Flaw
from aggregator.review.corrected import Corrected, Corrections, Declined, Ended, corrections
from aggregator.review.correcting import correct, reinstate, take_back
from aggregator.review.deciding import AlreadyDecided, Unknown, accept, later, reject, undo
from aggregator.review.inbox import Inbox, InboxRow, Part, inbox
from aggregator.review.sure import accept_sure, sure

__all__ = [
    "AlreadyDecided",
    "CannotBe",
    "Corrected",
    "Corrections",
    "Declined",
    "Ended",
    "Flaw",
    "Inbox",
    "InboxRow",
    "Part",
    "Unknown",
    "accept",
    "accept_sure",
    "ask_again",
    "correct",
    "corrections",
    "inbox",
    "keep",
    "later",
    "reinstate",
    "reject",
    "sure",
    "take_back",
    "take_over",
    "undo",
]
