"""Writes an edition file of what pages, a report or recordings showed."""
