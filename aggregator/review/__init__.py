"""What people do with opportunities: decide, correct, merge, part, take back, and see what waits for them."""

from aggregator.review.answering import ask_again, keep, take_over
from aggregator.review.checking import CannotBe, Flaw
from aggregator.review.corrected import Corrected, Corrections, Declined, Ended, corrections
from aggregator.review.correcting import correct, reinstate, take_back
from aggregator.review.deciding import AlreadyDecided, accept, later, reject, undo
from aggregator.review.inbox import Inbox, InboxRow, Part, inbox
from aggregator.review.merging import CannotJoin, Obstacle, apart, merge, split
from aggregator.review.rows import Unknown
from aggregator.review.sure import accept_sure, sure
from aggregator.review.twins import Question, Questions, Side, crowds, question, questions, questions_about

__all__ = [
    "AlreadyDecided",
    "CannotBe",
    "CannotJoin",
    "Corrected",
    "Corrections",
    "Declined",
    "Ended",
    "Flaw",
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
    "ask_again",
    "correct",
    "corrections",
    "crowds",
    "inbox",
    "keep",
    "later",
    "merge",
    "question",
    "questions",
    "questions_about",
    "reinstate",
    "reject",
    "split",
    "sure",
    "take_back",
    "take_over",
    "undo",
]
