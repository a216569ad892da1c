"""Hospital charge rows and layouts older than the federal templates, read by a mapping file."""

from unlisted.formats.charges.mapping import ChargeMapping, parse_mapping
from unlisted.formats.charges.reader import priced_charges, read_charges

__all__ = ["ChargeMapping", "parse_mapping", "priced_charges", "read_charges"]
