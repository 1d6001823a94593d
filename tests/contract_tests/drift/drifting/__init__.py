"""Seeded drift: the mock, with one thing changed at a time, each change rated by hand."""

from __future__ import annotations

from drifting.harmless import HARMLESS
from drifting.listing import MUTATIONS
from drifting.mutation import Mutation
from drifting.running import check, clean

__all__ = ["HARMLESS", "MUTATIONS", "Mutation", "check", "clean"]
