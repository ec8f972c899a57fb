"""Fills an empty shop with a catalogue. Run with ``python -m app.seed``."""
