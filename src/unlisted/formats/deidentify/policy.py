"""The one policy for DICOM and FHIR: what is replaced, moved, scrubbed or dropped.

After the basic profile of PS3.15 annex E with retained longitudinal times (modified), retained device
kinds and cleaned descriptors; identities of staff, site and machine become keyed pseudonyms.
"""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What happens to an element."""

    KEEP = "keep"
    DROP = "drop"
    UID = "uid"
    PATIENT_NAME = "patient_name"
    RECORD_NUMBER = "record_number"
    IDENTIFIER = "identifier"
    STAFF = "staff"
    INSTITUTION = "institution"
    MACHINE = "machine"
    BIRTH_DATE = "birth_date"
    DAY = "day"
    SCRUB = "scrub"


DICOM_BY_KEYWORD: dict[str, Act] = {
    "PatientName": Act.PATIENT_NAME,
    "PatientID": Act.RECORD_NUMBER,
    "PatientBirthDate": Act.BIRTH_DATE,
    "InstitutionName": Act.INSTITUTION,
    "InstitutionalDepartmentName": Act.INSTITUTION,
    "StationName": Act.MACHINE,
    "TreatmentMachineName": Act.MACHINE,
    "DeviceSerialNumber": Act.IDENTIFIER,
    "AccessionNumber": Act.IDENTIFIER,
    "ClinicalTrialSubjectID": Act.IDENTIFIER,
    **dict.fromkeys(
        (
            "OtherPatientIDs",
            "OtherPatientIDsSequence",
            "OtherPatientNames",
            "PatientBirthName",
            "PatientMotherBirthName",
            "PatientBirthTime",
            "PatientAge",
            "PatientAddress",
            "PatientTelephoneNumbers",
            "PatientTelecomInformation",
            "PatientComments",
            "PatientInsurancePlanCodeSequence",
            "PatientPrimaryLanguageCodeSequence",
            "PatientReligiousPreference",
            "PatientState",
            "PatientInstitutionResidence",
            "PatientPhoto",
            "Occupation",
            "EthnicGroup",
            "MilitaryRank",
            "BranchOfService",
            "CountryOfResidence",
            "RegionOfResidence",
            "IssuerOfPatientID",
            "IssuerOfPatientIDQualifiersSequence",
            "IssuerOfAccessionNumberSequence",
            "MedicalRecordLocator",
            "InstitutionAddress",
            "InstitutionCodeSequence",
            "InstitutionalDepartmentTypeCodeSequence",
            "ReferringPhysicianAddress",
            "ReferringPhysicianTelephoneNumbers",
            "ReferringPhysicianIdentificationSequence",
            "PhysiciansOfRecordIdentificationSequence",
            "PerformingPhysicianIdentificationSequence",
            "OperatorIdentificationSequence",
            "PersonIdentificationCodeSequence",
            "PersonAddress",
            "PersonTelephoneNumbers",
            "ResponsibleOrganization",
            "ResponsiblePerson",
            "ContentCreatorIdentificationCodeSequence",
            "DataSetTrailingPadding",
            "DigitalSignaturesSequence",
            "MACParametersSequence",
            "EncryptedAttributesSequence",
            "OriginalAttributesSequence",
            "ModifiedAttributesSequence",
            "IconImageSequence",
            "GraphicAnnotationSequence",
            "OverlayData",
            "RequestAttributesSequence",
            "ScheduledProcedureStepID",
            "AdmissionID",
            "ServiceEpisodeID",
            "EncapsulatedDocument",
            "TextValue",
            "RequestedProcedureID",
        ),
        Act.DROP,
    ),
}

DICOM_BY_VR: dict[str, Act] = {
    "UI": Act.UID,
    "PN": Act.STAFF,
    "DA": Act.DAY,
    "DT": Act.DAY,
    "LO": Act.SCRUB,
    "SH": Act.SCRUB,
    "ST": Act.SCRUB,
    "LT": Act.SCRUB,
    "UT": Act.SCRUB,
    "UC": Act.SCRUB,
    "UR": Act.DROP,
    "AE": Act.DROP,
    "UN": Act.DROP,
    "AS": Act.DROP,
    **dict.fromkeys(("OB", "OW", "OF", "OD", "OL", "OV"), Act.DROP),
}
"""What an element's kind decides where its keyword decides nothing; other kinds hold numbers and codes."""

KEPT_BULK = frozenset({"PixelData"})
KEPT_BULK_MODALITY = "RTDOSE"  # images may show a face or burnt-in text

FHIR_DROPPED = frozenset(
    {
        "telecom",
        "address",
        "photo",
        "contact",
        "div",
        "attachment",
        "signature",
        "communication",
        "maritalStatus",
        "birthPlace",
        "versionId",
        "tag",
        "security",
        "source",
        "data",
    }
)
FHIR_STRUCTURE = frozenset(
    {
        "resourceType",
        "system",
        "code",
        "profile",
        "url",
        "unit",
        "status",
        "gender",
        "type",
        "use",
        "mode",
        "intent",
        "version",
        "canonical",
        "instantiatesCanonical",
        "language",
        "comparator",
        "kind",
        "linkId",
        "contentType",
    }
)
FHIR_KEPT_DISPLAY = frozenset({"payor", "insurer"})  # the name of a payer is no secret of the patient
STANDARD_SYSTEMS = ("http://hl7.org/", "http://terminology.hl7.org/", "urn:dicom:", "urn:ietf:")
REPLACED_BASE = "https://deidentified.invalid"
