"""Hospital standard-charge files in the federal templates 2.0 to 3.0: tall CSV, wide CSV, JSON."""

from unlisted.formats.hpt.csv_file import priced_csv, read_csv
from unlisted.formats.hpt.fast_csv import scan_csv
from unlisted.formats.hpt.fast_json import scan_json
from unlisted.formats.hpt.json_file import priced_json, read_json

__all__ = ["priced_csv", "priced_json", "read_csv", "read_json", "scan_csv", "scan_json"]
