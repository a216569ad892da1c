"""De-identify the DICOM, FHIR and forms of one episode together, so that they still fit each other."""

from unlisted.formats.deidentify.joint import Deidentified, deidentify_files
from unlisted.formats.deidentify.keys import MIN_KEY_BYTES, Pseudonyms
from unlisted.formats.deidentify.known import Known
from unlisted.formats.deidentify.leaks import Leak, find_leaks

__all__ = ["MIN_KEY_BYTES", "Deidentified", "Known", "Leak", "Pseudonyms", "deidentify_files", "find_leaks"]
