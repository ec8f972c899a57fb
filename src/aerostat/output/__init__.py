"""
How results reach their reader: people through Rich, programs through one JSON object a line.

Data goes to stdout, narration to stderr. Nothing here decides anything.
"""
