"""The desk's tables, one module per aggregate. Only services write them, only selectors read them."""

from unlisted.desk.models.api_token import ApiToken
from unlisted.desk.models.audit import AuditEvent, AuditHead
from unlisted.desk.models.case import Answer, Case, ComparatorChoice, Decision, EpisodeRevision, Note
from unlisted.desk.models.follow_up import Appeal, Denial, Remittance, RemittanceLine
from unlisted.desk.models.job import Job
from unlisted.desk.models.ledger import LedgerRow, PaymentRow, ReturnFile, SentClaim, Unmatched
from unlisted.desk.models.paper import ClaimFile, Packet
from unlisted.desk.models.papers import PaperFile
from unlisted.desk.models.people import Membership, Practice, User
from unlisted.desk.models.service import OutcomeRow, ServiceEntry
from unlisted.desk.models.upload import Upload
from unlisted.desk.models.view import SavedView

__all__ = [
    "Answer",
    "ApiToken",
    "Appeal",
    "AuditEvent",
    "AuditHead",
    "Case",
    "ClaimFile",
    "ComparatorChoice",
    "Decision",
    "Denial",
    "EpisodeRevision",
    "Job",
    "LedgerRow",
    "Membership",
    "Note",
    "OutcomeRow",
    "Packet",
    "PaperFile",
    "PaymentRow",
    "Practice",
    "Remittance",
    "RemittanceLine",
    "ReturnFile",
    "SavedView",
    "SentClaim",
    "ServiceEntry",
    "Unmatched",
    "Upload",
    "User",
]
