"""Recordings at work: made by a proxy, judged offline, sent again, and read from what other tools keep."""
