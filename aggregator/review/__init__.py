"""What people do with opportunities: decide, merge and part, take back, and see what waits for them."""

from aggregator.review.deciding import AlreadyDecided, accept, later, reject, undo
from aggregator.review.inbox import Inbox, InboxRow, Part, inbox
from aggregator.review.merging import CannotJoin, Obstacle, apart, merge, split
from aggregator.review.rows import Unknown
from aggregator.review.sure import accept_sure, sure
from aggregator.review.twins import Question, Questions, Side, crowds, question, questions, questions_about

__all__ = [
    "AlreadyDecided",
    "CannotJoin",
    "Inbox",
    "InboxRow",
    "Obstacle",
    "Part",
    "Question",
    "Questions",
    "Side",
    "Unknown",
    "accept",
    "accept_sure",
    "apart",
    "crowds",
    "inbox",
    "later",
    "merge",
    "question",
    "questions",
    "questions_about",
    "reject",
    "split",
    "sure",
    "undo",
]
