"""Charts made up from a seed: DICOM, FHIR, forms and time logs of nobody, each with what is true of it."""
