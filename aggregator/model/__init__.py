"""The tables, one file per concern. Importing this package registers all of them with `SQLModel.metadata`."""

from aggregator.model.barrier import BarrierAct, BarrierAction, BarrierReport
from aggregator.model.change import ACTS_ALONE, Change, ChangeState, ChangeType
from aggregator.model.correction import Correction
from aggregator.model.desk import Claim, Habit
from aggregator.model.identity import BucketMember, Crowd, KeptFingerprint, Resemblance, ResemblanceState
from aggregator.model.issue import Delivery, DeliveryState, Edition, Entry, Issue, IssueState
from aggregator.model.oidc import OidcIdentity
from aggregator.model.opportunity import (
    Facet,
    Opportunity,
    OpportunityDeadline,
    OpportunityEvidence,
    OpportunityFacet,
    OpportunityState,
    Sighting,
)
from aggregator.model.passkey import Passkey, SpentChallenge
from aggregator.model.reader import Consent, ReaderFacet, Rhythm, Subscriber, SubscriberState, Suppression
from aggregator.model.register import Municipality, Twinning
from aggregator.model.remark import Remark
from aggregator.model.review import Action, Because, Decision
from aggregator.model.source import (
    CrawlRun,
    HeldFinding,
    KeptFinding,
    KeptReading,
    Page,
    Source,
    SourceAction,
    SourceDecision,
    SourceRank,
    SourceState,
)
from aggregator.model.staff import (
    LinkPurpose,
    LoginLink,
    MorningReport,
    Person,
    RecoveryCode,
    ReportState,
    Role,
    SecondStep,
    SignInBrake,
    StaffAct,
    StaffAction,
    StaffPassword,
    StaffSession,
)
from aggregator.model.when import Lease

__all__ = [
    "ACTS_ALONE",
    "Action",
    "BarrierAct",
    "BarrierAction",
    "BarrierReport",
    "Because",
    "BucketMember",
    "Change",
    "ChangeState",
    "ChangeType",
    "Claim",
    "Consent",
    "Correction",
    "CrawlRun",
    "Crowd",
    "Decision",
    "Delivery",
    "DeliveryState",
    "Edition",
    "Entry",
    "Facet",
    "Habit",
    "HeldFinding",
    "Issue",
    "IssueState",
    "KeptFinding",
    "KeptFingerprint",
    "KeptReading",
    "Lease",
    "LinkPurpose",
    "LoginLink",
    "MorningReport",
    "Municipality",
    "OidcIdentity",
    "Opportunity",
    "OpportunityDeadline",
    "OpportunityEvidence",
    "OpportunityFacet",
    "OpportunityState",
    "Page",
    "Passkey",
    "Person",
    "ReaderFacet",
    "RecoveryCode",
    "Remark",
    "ReportState",
    "Resemblance",
    "ResemblanceState",
    "Rhythm",
    "Role",
    "SecondStep",
    "Sighting",
    "SignInBrake",
    "Source",
    "SourceAction",
    "SourceDecision",
    "SourceRank",
    "SourceState",
    "SpentChallenge",
    "StaffAct",
    "StaffAction",
    "StaffPassword",
    "StaffSession",
    "Subscriber",
    "SubscriberState",
    "Suppression",
    "Twinning",
]
