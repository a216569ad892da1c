"""The command line: one module per noun. Data on stdout, talk and progress on stderr."""
