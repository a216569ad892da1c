"""Unlisted: reports on, and claims for, unlisted radiation-oncology billing codes."""

__version__ = "0.1.0"
