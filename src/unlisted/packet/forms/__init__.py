"""Paper forms as values: what stands in which item, and where it is printed. No form image is held here."""
