"""Benchmarks: gates, strata, percentiles, suppression and the waterfall. Pure; the reference engine."""
