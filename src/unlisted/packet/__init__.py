"""The packet of a case: letters as values, the attachment plan, the record index.

``letter`` holds the value every letter is (appeals too): build sentences with ``letter.sentence`` so that a
fact brings its evidence along and a missing fact becomes a visible blank; ``documents.letter`` renders it.
"""
