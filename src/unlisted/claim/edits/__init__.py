"""Edits: what a payer's front end would refuse, and what only an unlisted line can get wrong."""
