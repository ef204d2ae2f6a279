"""What people do with opportunities: decide, merge and part, take back, and see what waits for them."""

from aggregator.review.asked import Answered, NotAsked, answer, answered
from aggregator.review.contrast import Contrast, Marked, Piece, contrast
from aggregator.review.deciding import AlreadyDecided, accept, later, reject, undo
from aggregator.review.inbox import Inbox, InboxRow, Part, inbox
from aggregator.review.joinings import Joining, joinings
from aggregator.review.merging import CannotJoin, Obstacle, apart, leading, merge, split
from aggregator.review.rows import Unknown
from aggregator.review.sides import Pair, Side, pair
from aggregator.review.sure import accept_sure, sure
from aggregator.review.twins import (
    Question,
    Questions,
    crowds,
    neighbours,
    number_of_questions,
    question,
    questions,
    questions_about,
)

__all__ = [
    "AlreadyDecided",
    "Answered",
    "CannotJoin",
    "Contrast",
    "Inbox",
    "InboxRow",
    "Joining",
    "Marked",
    "NotAsked",
    "Obstacle",
    "Pair",
    "Part",
    "Piece",
    "Question",
    "Questions",
    "Side",
    "Unknown",
    "accept",
    "accept_sure",
    "answer",
    "answered",
    "apart",
    "contrast",
    "crowds",
    "inbox",
    "joinings",
    "later",
    "leading",
    "merge",
    "neighbours",
    "number_of_questions",
    "pair",
    "question",
    "questions",
    "questions_about",
    "reject",
    "split",
    "sure",
    "undo",
]
