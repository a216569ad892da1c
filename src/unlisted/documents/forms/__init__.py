"""Paper forms as PDF: data only for preprinted forms, a test grid, and a proof sheet of our own layout."""
