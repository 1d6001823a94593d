"""Reads the vendor's documentation as a third source beside the wire and recordings."""
