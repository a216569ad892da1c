"""Pure codecs: bytes or text in, values out; no file, network or clock of their own."""
