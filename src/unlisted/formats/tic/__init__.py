"""Payer files of the Transparency in Coverage rule: in-network rates and allowed amounts.

Both schema generations, 1.x and 2.x (CMSgov/price-transparency-guide).
"""

from unlisted.formats.tic.allowed_amounts import read_allowed_amounts
from unlisted.formats.tic.fast import scan_in_network
from unlisted.formats.tic.in_network import priced_in_network, read_in_network

__all__ = ["priced_in_network", "read_allowed_amounts", "read_in_network", "scan_in_network"]
