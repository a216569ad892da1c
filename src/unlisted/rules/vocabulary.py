"""The closed lists of the rulebook format."""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """What a rule speaks of (``asks``)."""

    COVERAGE = "coverage"
    AUTHORIZATION = "authorization"
    CODING = "coding"
    DOCUMENTATION = "documentation"
    PRICING = "pricing"
    SUBMISSION = "submission"
    EDITING = "editing"
    TIMELY_FILING = "timely_filing"
    APPEAL = "appeal"
    PROMPT_PAY = "prompt_pay"
    SUPERVISION = "supervision"
    CONTEXT = "context"


class CiteWhen(StrEnum):
    """Facts of an episode that a letter's citation may depend on."""

    SARCOMA = "sarcoma"
    LIMB = "limb"
    TRUNK = "trunk"
    REIRRADIATION = "reirradiation"
    STEREOTACTIC = "stereotactic"
    TUMOR_BOARD = "tumor_board"
    DAILY_IMAGE_GUIDANCE = "daily_image_guidance"
    ONLINE_ADAPTIVE = "online_adaptive"
    PHYSICS_CONSULTATION = "physics_consultation"
    DOSE_SUMMATION = "dose_summation"
    PROTON = "proton"
    BRACHYTHERAPY = "brachytherapy"
    SPATIAL_FRACTIONATION = "spatial_fractionation"


class PublicationKind(StrEnum):
    """What kind of publication a source is."""

    STATUTE = "statute"
    REGULATION = "regulation"
    MANUAL = "manual"
    FEDERAL_REGISTER = "federal_register"
    FEE_SCHEDULE = "fee_schedule"
    EDIT_FILE = "edit_file"
    COVERAGE_DETERMINATION = "coverage_determination"
    CONTRACTOR_PAGE = "contractor_page"
    REIMBURSEMENT_POLICY = "reimbursement_policy"
    MEDICAL_POLICY = "medical_policy"
    CLINICAL_GUIDELINE = "clinical_guideline"
    PROVIDER_MANUAL = "provider_manual"
    PAYER_PAGE = "payer_page"
    PAYER_NEWSLETTER = "payer_newsletter"
    BENEFIT_MANAGER_PAGE = "benefit_manager_page"
    FORM = "form"
    SOCIETY_PAGE = "society_page"
    CODING_ADVICE = "coding_advice"
    ARTICLE = "article"
    DATASET = "dataset"
    NEWS = "news"
    VENDOR_PAGE = "vendor_page"
    REFERENCE_SITE = "reference_site"
    OWN_COMPUTATION = "own_computation"
    OTHER = "other"


class Calendar(StrEnum):
    """How days of a limit are counted."""

    CALENDAR = "calendar"
    BUSINESS = "business"
    UNKNOWN = "unknown"


class Mechanism(StrEnum):
    """How a payer sets the payment of an unlisted line."""

    CONTRACTOR_PRICED = "contractor_priced"
    BY_REPORT = "by_report"
    PERCENT_OF_CHARGE = "percent_of_charge"
    COMPARATOR_FEE = "comparator_fee"
    INDIVIDUAL_CONSIDERATION = "individual_consideration"
    FEE_SCHEDULE = "fee_schedule"
    NOT_COVERED = "not_covered"
    NO_PAYMENT_IN_SETTING = "no_payment_in_setting"
    UNKNOWN = "unknown"


class Timing(StrEnum):
    """When documents go to a payer."""

    WITH_CLAIM = "with_claim"
    ON_REQUEST = "on_request"
    BY_APPEAL = "by_appeal"
    NEVER = "never"

    @property
    def words(self) -> str:
        """The time in words: ``with the claim``."""
        return "with the claim" if self is Timing.WITH_CLAIM else self.value.replace("_", " ")


class Medium(StrEnum):
    """How a claim travels; some payers treat documents differently by it. ``any``: not told apart."""

    ANY = "any"
    ELECTRONIC = "electronic"
    PAPER = "paper"


class PayerKind(StrEnum):
    """What kind of payer an entry of the registry is."""

    MEDICARE = "medicare"
    MEDICARE_CONTRACTOR = "medicare_contractor"
    COMMERCIAL = "commercial"
    BLUE_PLAN = "blue_plan"
    BENEFIT_MANAGER = "benefit_manager"
    MEDICAID = "medicaid"
    WORKERS_COMPENSATION = "workers_compensation"
    FEDERAL_PROGRAM = "federal_program"
    LAW = "law"
    MARKET = "market"


NOT_ASKED = frozenset({PayerKind.BENEFIT_MANAGER, PayerKind.LAW, PayerKind.MARKET})
"""Kinds that pay no claim themselves; the coverage register does not ask them."""


class Step(StrEnum):
    """The five steps of the work."""

    CONSULTATION = "consultation"
    TUMOR_BOARD = "tumor_board"
    UNIQUE_PLAN = "unique_plan"
    DELIVERY = "delivery"
    COMPLETION = "completion"


class Strength(StrEnum):
    """How firmly a clinical element is asked for."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    ACCEPTED_PRACTICE = "accepted_practice"


class ChangeKind(StrEnum):
    """What happened to a policy."""

    NEW = "new"
    REVISED = "revised"
    REAFFIRMED = "reaffirmed"
    RETIRED = "retired"
    ANNOUNCED = "announced"
    LAW = "law"
    CODE_SET = "code_set"
    RATE = "rate"


class CaseResult(StrEnum):
    """What a rule answers to a case: a truth, ``answered`` (nothing to check), or ``unavailable``."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    ANSWERED = "answered"
    UNAVAILABLE = "unavailable"


class DenialClass(StrEnum):
    """What a denial is about."""

    DESCRIPTION_MISSING = "description_missing"
    RECORDS_MISSING = "records_missing"
    ATTACHMENT_LOST = "attachment_lost"
    LISTED_CODE_EXISTS = "listed_code_exists"
    CODING_ERROR = "coding_error"
    MODIFIER = "modifier"
    CLAIM_DATA = "claim_data"
    BUNDLED = "bundled"
    NOT_NECESSARY = "not_necessary"
    INVESTIGATIONAL = "investigational"
    COVERAGE_CRITERIA = "coverage_criteria"
    EFFORT_NOT_SUPPORTED = "effort_not_supported"
    AUTHORIZATION = "authorization"
    NOT_COVERED = "not_covered"
    PLAN_RULE = "plan_rule"
    WRONG_PAYER = "wrong_payer"
    CONTRACT = "contract"
    PAYMENT_LEVEL = "payment_level"
    PAID_AS_COMPARABLE = "paid_as_comparable"
    UNPROCESSABLE = "unprocessable"
    PATIENT_ASKED = "patient_asked"
    FILED_LATE = "filed_late"
    APPEAL_LATE = "appeal_late"
    UPHELD = "upheld"
    DUPLICATE = "duplicate"
    OTHER_PAYER_FIRST = "other_payer_first"
    PATIENT_SHARE = "patient_share"
    UNKNOWN = "unknown"


class DenialAction(StrEnum):
    """What is done next."""

    CORRECTED_CLAIM = "corrected_claim"
    NEW_CLAIM = "new_claim"
    SEND_RECORDS = "send_records"
    PROVE_DELIVERY = "prove_delivery"
    APPEAL_CODING = "appeal_coding"
    APPEAL_CLINICAL = "appeal_clinical"
    APPEAL_PAYMENT = "appeal_payment"
    APPEAL_RECORDS = "appeal_records"
    APPEAL_BUNDLING = "appeal_bundling"
    PROVE_AUTHORIZATION = "prove_authorization"
    SEND_TO_RIGHT_PAYER = "send_to_right_payer"
    BILL_OTHER_PAYER = "bill_other_payer"
    ASK_CONTRACT_DESK = "ask_contract_desk"
    CHECK_PLAN_DOCUMENT = "check_plan_document"
    WAIT_FOR_PATIENT = "wait_for_patient"
    READ_REMARK = "read_remark"
    NEXT_LEVEL = "next_level"
    CHECK_GOOD_CAUSE = "check_good_cause"
    PROVE_TIMELY_FILING = "prove_timely_filing"
    FIND_FIRST_CLAIM = "find_first_claim"
    CHECK_PAYMENT = "check_payment"
    BILL_PATIENT = "bill_patient"
    ASK_PERSON = "ask_person"


DRAFTING = frozenset(
    {
        DenialAction.APPEAL_CODING,
        DenialAction.APPEAL_CLINICAL,
        DenialAction.APPEAL_PAYMENT,
        DenialAction.APPEAL_RECORDS,
        DenialAction.APPEAL_BUNDLING,
        DenialAction.NEXT_LEVEL,
    }
)
"""Actions that end in the draft of an appeal."""


class StopReason(StrEnum):
    """Why no appeal may be drafted."""

    UNPROCESSABLE = "unprocessable"
    RESUBMIT_ONLY = "resubmit_only"
    WRONG_PAYER = "wrong_payer"
    APPEAL_TIME_OVER = "appeal_time_over"
    ASKED_OF_PATIENT = "asked_of_patient"
