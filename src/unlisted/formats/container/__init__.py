"""Open what publishers really post: gzip, zip, plain; byte-order marks, UTF-16, broken UTF-8."""

from unlisted.formats.container.members import Member, Opener, list_members
from unlisted.formats.container.text import TextReader

__all__ = ["Member", "Opener", "TextReader", "list_members"]
