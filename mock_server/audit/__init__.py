"""Judges from the journal how a client, in whatever language, deals with errors and with money."""
