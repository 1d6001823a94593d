"""Split a length over blocks that each hold only so much."""

from __future__ import annotations


def even_shares(length: int, largest: int) -> list[int]:
    """Split `length` into the fewest parts of at most `largest`, none more than one longer than another.

    Even parts never leave a remainder too short to be a block of its own.
    """
    count = -(-length // largest)
    part, longer = divmod(length, count)
    return [part + 1] * longer + [part] * (count - longer)
