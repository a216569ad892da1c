"""Renderers: a value in, a document out. Nothing here computes a figure or reads a data file."""
