"""Layouts of the wall: which cell of a grid each tile covers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A tile's place in the grid: row and column from 0, and how many it spans."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Layout:
    """A grid and its tiles, in the order in which cameras fill them."""

    code: str
    rows: int
    columns: int
    cells: tuple[Cell, ...]


def square(side: int) -> Layout:
    """`side` by `side` equal tiles."""
    cells = tuple(Cell(row, column) for row in range(side) for column in range(side))
    return Layout(f"{side}x{side}", side, side, cells)


def one_large(side: int) -> Layout:
    """One tile over 2 by 2 cells at the top left of a `side` by `side` grid, the rest single.

    On a grid of four this is the field's 1+12.
    """
    large = Cell(0, 0, 2, 2)
    small = tuple(
        Cell(row, column)
        for row in range(side)
        for column in range(side)
        if row >= 2 or column >= 2
    )
    return Layout(f"1+{len(small)}", side, side, (large, *small))


ALONE = Layout("1x1", 1, 1, (Cell(0, 0),))
WALL_16 = square(4)
WALL_1_12 = one_large(4)
LAYOUTS = (WALL_1_12, WALL_16)
"""The layouts an agent can call with Shift+1, Shift+2."""
