"""How the readers of an answer say that it breaks the contract; the client turns it into BrokenAnswer."""

from __future__ import annotations


class Breach(Exception):  # noqa: N818 - a signal among our own modules
    """The answer breaks the contract; the text says where and how."""
