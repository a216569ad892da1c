"""Find the few items of a large file that matter, and prove the structure of all the others.

Every byte is still checked as JSON, by simdjson, in runs of whole items; only what matters becomes
Python values, by the same standard decoder that the slow path uses.
"""
