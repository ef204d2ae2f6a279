"""What people do with opportunities: decide, correct, merge, part, take back, and see what waits for them."""

from aggregator.review.answering import ask_again, keep, take_over
from aggregator.review.asked import Answered, NotAsked, answer, answered
from aggregator.review.beside import Beside, beside
from aggregator.review.checking import CannotBe, Flaw
from aggregator.review.contrast import Contrast, Marked, Piece, contrast
from aggregator.review.corrected import Corrected, Corrections, Declined, Ended, corrections
from aggregator.review.correcting import correct, reinstate, take_back
from aggregator.review.deciding import AlreadyDecided, accept, later, reject, undo
from aggregator.review.inbox import Inbox, InboxRow, Part, inbox
from aggregator.review.joinings import Joining, joinings
from aggregator.review.merging import CannotJoin, Obstacle, apart, leading, merge, split
from aggregator.review.pointing import NothingThere, Place, Sets, mark_of, named_in, point
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
    "Beside",
    "CannotBe",
    "CannotJoin",
    "Contrast",
    "Corrected",
    "Corrections",
    "Declined",
    "Ended",
    "Flaw",
    "Inbox",
    "InboxRow",
    "Joining",
    "Marked",
    "NotAsked",
    "NothingThere",
    "Obstacle",
    "Pair",
    "Part",
    "Piece",
    "Place",
    "Question",
    "Questions",
    "Sets",
    "Side",
    "Unknown",
    "accept",
    "accept_sure",
    "answer",
    "answered",
    "apart",
    "ask_again",
    "beside",
    "contrast",
    "correct",
    "corrections",
    "crowds",
    "inbox",
    "joinings",
    "keep",
    "later",
    "leading",
    "mark_of",
    "merge",
    "named_in",
    "neighbours",
    "number_of_questions",
    "pair",
    "point",
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
