"""The frame number that every picture of the town carries in its lower left corner.

A row of black and white cells on a grid of 80 columns by 60 rows over the whole picture, so that it
survives scaling to 320x180 (a cell is then 4x3 pixels) and strong compression:

    | cells | content                                     |
    | ----- | ------------------------------------------- |
    | 4     | sync: white, black, white, black            |
    | 12    | the number, most significant bit first      |
    | 12    | the same bits inverted, which proves them   |
    | 4     | sync: black, black, white, white            |
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

MAX_NUMBER: Final = 2**12 - 1

_COLUMNS: Final = 80
_ROWS: Final = 60
_BITS: Final = 12
_HEAD: Final = (1, 0, 1, 0)
_TAIL: Final = (0, 0, 1, 1)
_CELLS: Final = len(_HEAD) + 2 * _BITS + len(_TAIL)
_LEAST_CONTRAST: Final = (
    18.0  # grey levels between black and white cells; below, noise could be taken for a number
)


def draw(picture: Picture, number: int, white: int = 235) -> None:
    """Write `number` into `picture` (H, W, 3) uint8, in place.

    Args:
        picture: any size from 320x180 up.
        number: 0 to `MAX_NUMBER`.
        white: level of the white cells; lower in a picture that must stay dark.
    """
    if not 0 <= number <= MAX_NUMBER:
        raise ValueError(f"frame number {number} is not in 0..{MAX_NUMBER}")
    bits = tuple(number >> shift & 1 for shift in reversed(range(_BITS)))
    cells = (*_HEAD, *bits, *(1 - bit for bit in bits), *_TAIL)
    height, width = picture.shape[:2]
    top = height - height // _ROWS
    for column, cell in enumerate(cells):
        left, right = (round(edge * width / _COLUMNS) for edge in (column, column + 1))
        picture[top:, left:right] = white if cell else 0


def read(picture: NDArray[Any]) -> int | None:
    """The number in a picture (H, W), (H, W, 3) or (H, W, 4) uint8.

    Or None when it carries none that is certain.
    """
    height, width = picture.shape[:2]
    if height < _ROWS or width < _COLUMNS * 2:
        return None
    strip = picture[height - height // _ROWS :, : round(width * _CELLS / _COLUMNS)]
    if strip.ndim == 3:
        strip = strip[:, :, :3].mean(axis=2)
    rows = strip.shape[0]
    margin = rows // 4  # compression smears the strip's upper edge
    line = strip[margin : max(rows - margin, margin + 1)].mean(axis=0)
    levels = np.array([_level(line, column, width) for column in range(_CELLS)])
    sync = (*_HEAD, *_TAIL)
    sync_levels = np.concatenate((levels[: len(_HEAD)], levels[-len(_TAIL) :]))
    whites = sync_levels[np.array(sync) == 1]
    blacks = sync_levels[np.array(sync) == 0]
    if whites.min() - blacks.max() < _LEAST_CONTRAST:
        return None
    bits = levels > (whites.mean() + blacks.mean()) / 2
    value = bits[len(_HEAD) : len(_HEAD) + _BITS]
    proof = bits[len(_HEAD) + _BITS : len(_HEAD) + 2 * _BITS]
    if (value == proof).any():
        return None
    return int(
        sum(int(bit) << shift for bit, shift in zip(value, reversed(range(_BITS)), strict=True))
    )


def _level(line: NDArray[Any], column: int, width: int) -> float:
    """Mean grey of the middle half of one cell."""
    cell_px = width / _COLUMNS
    left = round((column + 0.25) * cell_px)
    right = max(round((column + 0.75) * cell_px), left + 1)
    return float(line[left:right].mean())
