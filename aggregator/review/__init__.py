"""What people do with opportunities: decide, take back, and see what waits for them."""

from aggregator.review.deciding import AlreadyDecided, Unknown, accept, later, reject, undo
from aggregator.review.inbox import Inbox, InboxRow, Part, inbox
from aggregator.review.sure import accept_sure, sure

__all__ = [
    "AlreadyDecided",
    "Inbox",
    "InboxRow",
    "Part",
    "Unknown",
    "accept",
    "accept_sure",
    "inbox",
    "later",
    "reject",
    "sure",
    "undo",
]
