"""Newsletter issues on the desk: drafted, composed, checked, approved by a second person, and let go."""

from newsletter.issues.drafting import draft_issue, propose, propose_issue
from newsletter.issues.placing import entries, masthead, placed
from newsletter.issues.refusals import IssueMoved, IssueRefused, NotNow, existing
from newsletter.issues.steps import cancel, release

__all__ = [
    "IssueMoved",
    "IssueRefused",
    "NotNow",
    "cancel",
    "draft_issue",
    "entries",
    "existing",
    "masthead",
    "placed",
    "propose",
    "propose_issue",
    "release",
]
