"""Pages: thin, they read by selectors and change by services."""
