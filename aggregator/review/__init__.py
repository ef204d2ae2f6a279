"""What people do with opportunities: decide, correct, merge, part, take back, and see what waits for them."""

from aggregator.review.answering import ask_again, keep, take_over
from aggregator.review.asked import Answered, NotAsked, answer, answered
from aggregator.review.beside import Beside, beside
from aggregator.review.checking import CannotBe, Flaw
from aggregator.review.claiming import CLAIMED_FOR, Looking, claim, holds, lookers, release
from aggregator.review.clusters import MOST_AT_ONCE, NotTogether, keep_all_apart, merge_all
from aggregator.review.contrast import Contrast, Marked, Piece, contrast
from aggregator.review.corrected import Corrected, Corrections, Declined, Ended, corrections
from aggregator.review.correcting import correct, reinstate, take_back
from aggregator.review.deciding import AlreadyDecided, Together, accept, decide_all, later, reject
from aggregator.review.entering import Entered, Entry, FormUsed, enter
from aggregator.review.grouping import Group, by_country, by_source
from aggregator.review.habits import want_keys, wants_keys
from aggregator.review.inbox import Inbox, InboxRow, Other, inbox, inbox_numbers, inbox_rows, waiting_together
from aggregator.review.joinings import Joining, joinings
from aggregator.review.merging import CannotJoin, Obstacle, apart, leading, merge, split
from aggregator.review.morning import Morning, morning
from aggregator.review.pointing import NothingThere, Place, Sets, mark_of, named_in, point
from aggregator.review.rejecting import NotRejected, Rejections, give_reason, rejections
from aggregator.review.rows import Unknown
from aggregator.review.sides import Pair, Side, pair
from aggregator.review.steps import Step, last_step, steps
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
from aggregator.review.undoing import made_together, undo
from aggregator.review.waiting import Choice, Part

__all__ = [
    "CLAIMED_FOR",
    "MOST_AT_ONCE",
    "AlreadyDecided",
    "Answered",
    "Beside",
    "CannotBe",
    "CannotJoin",
    "Choice",
    "Contrast",
    "Corrected",
    "Corrections",
    "Declined",
    "Ended",
    "Entered",
    "Entry",
    "Flaw",
    "FormUsed",
    "Group",
    "Inbox",
    "InboxRow",
    "Joining",
    "Looking",
    "Marked",
    "Morning",
    "NotAsked",
    "NotRejected",
    "NotTogether",
    "NothingThere",
    "Obstacle",
    "Other",
    "Pair",
    "Part",
    "Piece",
    "Place",
    "Question",
    "Questions",
    "Rejections",
    "Sets",
    "Side",
    "Step",
    "Together",
    "Unknown",
    "accept",
    "accept_sure",
    "answer",
    "answered",
    "apart",
    "ask_again",
    "beside",
    "by_country",
    "by_source",
    "claim",
    "contrast",
    "correct",
    "corrections",
    "crowds",
    "decide_all",
    "enter",
    "give_reason",
    "holds",
    "inbox",
    "inbox_numbers",
    "inbox_rows",
    "joinings",
    "keep",
    "keep_all_apart",
    "last_step",
    "later",
    "leading",
    "lookers",
    "made_together",
    "mark_of",
    "merge",
    "merge_all",
    "morning",
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
    "rejections",
    "release",
    "split",
    "steps",
    "sure",
    "take_back",
    "take_over",
    "undo",
    "waiting_together",
    "want_keys",
    "wants_keys",
]
