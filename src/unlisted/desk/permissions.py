"""Who may do what: one table of roles and actions, asked by every service and every page."""

from __future__ import annotations

from enum import StrEnum

from unlisted.base.errors import UnlistedError


class Role(StrEnum):
    """The part a person plays in a practice."""

    BILLER = "biller"
    CODER = "coder"
    CLINICIAN = "clinician"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What may be allowed. Words are those of the permission page."""

    SEE_CASES = "see cases"
    EXPORT_CASES = "export the worklist"
    TAKE_RECORDS = "download records and the files handed in"
    IMPORT_RECORDS = "import records"
    WORK_CASES = "assign, snooze and note"
    ENTER_FACTS = "enter administrative facts and answer questions"
    ENTER_CLINICAL_FACTS = "enter clinical facts"
    ANSWER_AS_PHYSICIAN = "answer questions for a physician"
    CHOOSE_COMPARATOR = "choose the comparator and the percentage"
    SIGN = "sign packets"
    BUILD_CLAIMS = "build claims and mark them as sent"
    POST_PAYMENTS = "post acknowledgements and remittances"
    APPEAL = "draft and send appeals"
    SEE_KNOWLEDGE = "see reports, payers and rates"
    EDIT_SERVICES = "edit the service catalogue"
    SEE_AUDIT = "see the audit trail"
    MANAGE_PEOPLE = "manage people and the practice"
    USE_API = "make tokens for the API"


_READ = frozenset({Action.SEE_CASES, Action.SEE_KNOWLEDGE})
_WORK = _READ | {
    Action.TAKE_RECORDS,
    Action.EXPORT_CASES,
    Action.IMPORT_RECORDS,
    Action.WORK_CASES,
    Action.USE_API,
}
_BILL = _WORK | {
    Action.ENTER_FACTS,
    Action.CHOOSE_COMPARATOR,
    Action.BUILD_CLAIMS,
    Action.POST_PAYMENTS,
    Action.APPEAL,
}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.BILLER: frozenset(_BILL),
    Role.CODER: frozenset(_WORK | {Action.ENTER_FACTS, Action.CHOOSE_COMPARATOR, Action.EDIT_SERVICES}),
    Role.CLINICIAN: frozenset(
        _READ
        | {
            Action.TAKE_RECORDS,
            Action.IMPORT_RECORDS,
            Action.WORK_CASES,
            Action.ENTER_FACTS,
            Action.ENTER_CLINICAL_FACTS,
            Action.ANSWER_AS_PHYSICIAN,
            Action.CHOOSE_COMPARATOR,
            Action.SIGN,
        }
    ),
    Role.MANAGER: frozenset(_BILL | {Action.EDIT_SERVICES, Action.SEE_AUDIT}),
    Role.AUDITOR: frozenset(_READ | {Action.TAKE_RECORDS, Action.SEE_AUDIT, Action.EXPORT_CASES}),
    Role.ADMINISTRATOR: frozenset(_READ | {Action.SEE_AUDIT, Action.MANAGE_PEOPLE, Action.USE_API}),
}


class NotThereError(UnlistedError):
    """Nothing of that name is there for this person; an outsider learns nothing more."""

    code = "not_there"
    exit_code = 5


class NotAllowedError(UnlistedError):
    """The person belongs here, but the role does not allow this."""

    code = "not_allowed"
    exit_code = 5


class TooManyRequestsError(UnlistedError):
    """More was asked than a token may in a minute; ``seconds`` says when to ask again."""

    code = "too_many_requests"
    exit_code = 5

    def __init__(self, what: str, *, seconds: int, why: str = "", fix: str = "") -> None:
        super().__init__(what, why=why, fix=fix)
        self.seconds = seconds


def can(role: str, action: Action) -> bool:
    """Say whether a role allows an action."""
    return role in ALLOWED and action in ALLOWED[Role(role)]


def roles_that_can(action: Action) -> tuple[Role, ...]:
    """Return the roles an action is allowed to."""
    return tuple(role for role in Role if action in ALLOWED[role])


def check_allowed(role: str, action: Action) -> None:
    """Raise ``NotAllowedError`` where the role does not allow the action."""
    if not can(role, action):
        others = ", ".join(item.value for item in roles_that_can(action)) or "nobody"
        raise NotAllowedError(
            f"the role {role} may not {action.value}",
            why="each role sees and does what its work needs",
            fix=f"ask someone with one of the roles: {others}",
        )
