"""The code report as a value."""
