"""Read DICOM radiotherapy objects by their headers: plans, records, structures, doses, images."""

from unlisted.formats.dicomrt.importer import looks_like_dicom, read_dicom

__all__ = ["looks_like_dicom", "read_dicom"]
