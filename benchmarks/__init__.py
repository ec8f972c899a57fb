"""Measured figures: each module is one measurement and prints one JSON document. See README.md beside this file."""
