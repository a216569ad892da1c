"""Letters as PDF and DOCX from one value (``packet.letter.Letter``), as the sent or the annotated copy."""
