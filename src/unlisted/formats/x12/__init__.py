"""X12 interchanges: delimiters, segments, envelopes, and the 837P and 837I in both directions."""
