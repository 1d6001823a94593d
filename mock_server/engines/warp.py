"""Moves a picture by fields of displacement, frame by frame, inside the box where anything moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from mock_server.engines.box import Box
from mock_server.engines.face.points import Floats, Pixels
from mock_server.engines.motion.blink import Patch
from mock_server.engines.motion.grid import STEP, Grid
from mock_server.engines.planes import Planes

_FINER = 2
"""Times that the brightness is enlarged once, so that the quick look between four pixels is as good as a slow one."""
_STILL = 0.04
"""Px under which nothing is said to move."""
_BAND = 16
"""Nodes, from top to bottom, whose pixels are drawn at once: more would leave the processor's cache."""
_ALIGNED = 16
"""Px: the encoder's blocks, so that those outside the box stay as they are."""
_MARGIN = 4
"""Px around a patch that its enlargement depends on, and around the box that its pixels may come from."""


class Warp:
    """A picture and the ways it can move. Not safe to use from several threads."""

    def __init__(self, planes: Planes, fields: Sequence[Floats], also: Iterable[Box] = ()) -> None:
        """`fields`: forward displacements, px, (2, rows, columns) at the nodes of the picture's grid.

        `also`: boxes that change by patches, if not by the fields.
        """
        height, width = planes.luma.shape
        self._grid = Grid(width, height)
        self._still = planes
        self.box = self._moving(np.stack(fields), also)
        """What may change in the plane of brightness; half of it in those of colour."""
        reach = int(np.abs(np.stack(fields)).sum(axis=0).max()) + _MARGIN
        self._near = self.box.grown(reach).within(width, height)
        self._fine = _enlarged(planes.luma[self._near.place])
        self._colours = planes.blue.copy(), planes.red.copy()
        self._coarse = Box(self.box.left // STEP, self.box.top // STEP, *self._ends()).grown(1)
        self._luma_map, self._colour_map = self._maps(np.stack(fields))

    def patch(self, patches: Iterable[Patch]) -> None:
        """Put other pixels into the picture that is moved."""
        for patch in patches:
            if patch.plane:
                self._colours[patch.plane - 1][patch.box.place] = patch.pixels
            else:
                self._patch_luma(patch)

    def draw(self, target: Planes, amounts: Floats) -> None:
        """Write a frame into `target`: the picture moved by each field times its amount (fields,)."""
        for to, still in zip(target, self._still, strict=True):
            to[:] = still
        weights = np.concatenate([np.ones(1, dtype=np.float32), amounts])
        nodes = (2, self._coarse.height, self._coarse.width)
        luma, colour = (weights @ self._luma_map).reshape(nodes), (weights @ self._colour_map).reshape(nodes)
        for first in range(0, self._coarse.height - 2, _BAND):
            band = slice(first, first + _BAND + 2)
            self._draw_band(target[:1], (self._fine,), luma[:, band], self.box, first, STEP)
            self._draw_band(target[1:], self._colours, colour[:, band], _half(self.box), first, STEP // 2)

    def _draw_band(
        self, target: Sequence[Pixels], sources: Sequence[Pixels], nodes: Floats, box: Box, first: int, step: int
    ) -> None:
        """Write the rows of the box whose pixels come from what these nodes, one more on every side, say."""
        top = first * step
        rows = min(_BAND * step, box.height - top)
        size = nodes.shape[2] * step, nodes.shape[1] * step
        inner = slice(step, step + rows), slice(step, step + box.width)
        x, y = (np.asarray(cv2.resize(of, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32) for of in nodes)
        place = slice(box.top + top, box.top + top + rows), slice(box.left, box.right)
        for to, source in zip(target, sources, strict=True):
            cv2.remap(source, x[inner], y[inner], cv2.INTER_LINEAR, dst=to[place], borderMode=cv2.BORDER_REPLICATE)

    def _moving(self, fields: Floats, also: Iterable[Box]) -> Box:
        rows, columns = np.nonzero((np.abs(fields) > _STILL).any(axis=(0, 1)))
        box = Box(0, 0, _ALIGNED, _ALIGNED)
        if len(rows):
            box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1).scaled(STEP)
        for other in also:
            box = box.joined(other)
        return box.aligned(_ALIGNED).within(self._grid.width, self._grid.height)

    def _ends(self) -> tuple[int, int]:
        return -(-self.box.right // STEP), -(-self.box.bottom // STEP)

    def _maps(self, fields: Floats) -> tuple[Floats, Floats]:
        """Return where pixels come from, at the nodes around the box: (1 + fields, x and y of every node).

        The first row is where they are; the others what a whole amount of each field takes away. Places, not ways:
        enlarging them needs no adding up at full size afterwards.
        """
        coarse, count = self._coarse, len(fields)
        x = (np.arange(coarse.left, coarse.right) + 0.5) * STEP
        y = (np.arange(coarse.top, coarse.bottom) + 0.5) * STEP
        here = np.stack(np.meshgrid(x, y)).astype(np.float32)
        near = np.array([self._near.left, self._near.top], dtype=np.float32)[:, None, None]
        rows, columns = self._grid.shape
        row = np.clip(np.arange(coarse.top, coarse.bottom), 0, rows - 1)
        column = np.clip(np.arange(coarse.left, coarse.right), 0, columns - 1)
        ways = -fields[:, :, row[:, None], column[None, :]]
        luma = np.concatenate([((here - near) * _FINER - 0.5)[None], ways * _FINER])
        colour = np.concatenate([(here / 2 - 0.5)[None], ways / 2])
        return luma.reshape(count + 1, -1), colour.reshape(count + 1, -1)

    def _patch_luma(self, patch: Patch) -> None:
        height, width = self._still.luma.shape
        around = patch.box.grown(_MARGIN).within(width, height)
        pixels = self._still.luma[around.place].copy()
        pixels[patch.box.seen_from(around).place] = patch.pixels
        changed = patch.box.grown(_MARGIN // 2).within(width, height).common(self._near)
        fine = _enlarged(pixels)[changed.seen_from(around).scaled(_FINER).place]
        self._fine[changed.seen_from(self._near).scaled(_FINER).place] = fine


def _half(box: Box) -> Box:
    return Box(box.left // 2, box.top // 2, box.right // 2, box.bottom // 2)


def _enlarged(plane: Pixels) -> Pixels:
    height, width = plane.shape
    size = width * _FINER, height * _FINER
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
