"""Builders of synthetic values that several test folders share."""
