"""Readers of what other tools keep: HAR of any origin, vcrpy and cassetter cassettes, a bare body in a JSON file."""
