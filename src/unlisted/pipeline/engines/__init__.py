"""Engines: the same benchmarks computed elsewhere. Each must return what the reference engine returns."""
