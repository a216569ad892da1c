"""The claim: its model, how it is built from plain files, its layout as loops, and its edits."""
