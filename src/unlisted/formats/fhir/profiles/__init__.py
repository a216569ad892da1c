"""Check FHIR R4 resources against the profiles of published packages, without network."""

from unlisted.formats.fhir.profiles.bundles import check_exchange
from unlisted.formats.fhir.profiles.definitions import Definitions, Package
from unlisted.formats.fhir.profiles.issue import Checked, Issue
from unlisted.formats.fhir.profiles.validate import validate

__all__ = ["Checked", "Definitions", "Issue", "Package", "check_exchange", "validate"]
