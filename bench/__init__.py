"""Measure the readers against decompression alone and against other tools, on files made for it."""
