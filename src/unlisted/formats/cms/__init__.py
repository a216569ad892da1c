"""Medicare's tables in the publisher's own layouts, and in the columns of the reference tables.

One reader per kind, each from text lines to typed rows. Descriptors are passed over: no row holds one.
"""
