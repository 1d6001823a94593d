"""A box of pixels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """From `left` and `top` up to, not with, `right` and `bottom`, px."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Return its width, px."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Return its height, px."""
        return self.bottom - self.top

    @property
    def place(self) -> tuple[slice, slice]:
        """Return what cuts it out of an array (rows, columns)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def grown(self, by: int) -> Box:
        """Return it with `by` px more on every side; fewer where `by` is negative."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def within(self, width: int, height: int) -> Box:
        """Return the part of it that lies in a picture of that size; it may be empty."""
        return self.common(Box(0, 0, width, height))

    def common(self, other: Box) -> Box:
        """Return the part of it that lies in `other`; it may be empty."""
        left = min(max(self.left, other.left), other.right)
        top = min(max(self.top, other.top), other.bottom)
        return Box(left, top, max(left, min(self.right, other.right)), max(top, min(self.bottom, other.bottom)))

    def joined(self, other: Box) -> Box:
        """Return the smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def aligned(self, step: int) -> Box:
        """Return the smallest box around it whose edges are multiples of `step`."""
        right, bottom = -(-self.right // step) * step, -(-self.bottom // step) * step
        return Box(self.left // step * step, self.top // step * step, right, bottom)

    def seen_from(self, other: Box) -> Box:
        """Return it as counted from the upper left of `other`."""
        return Box(self.left - other.left, self.top - other.top, self.right - other.left, self.bottom - other.top)

    def scaled(self, by: int) -> Box:
        """Return it in a picture that is `by` times as large."""
        return Box(self.left * by, self.top * by, self.right * by, self.bottom * by)
