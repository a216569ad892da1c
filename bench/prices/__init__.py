"""Measure the price-file readers against decompression alone and against other tools."""
