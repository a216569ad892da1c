"""The decision as a table of courses, by what they are about; ``row.py`` says how to read a row."""
