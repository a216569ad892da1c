"""FHIR R4: profile validation, the importer and the exporter of episodes."""
