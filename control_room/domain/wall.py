"""Walls: layouts, which camera each of their tiles shows, and walls kept under a name.

A layout covers its grid: each cell belongs to exactly one tile. Its code says all of it, so records
and the audit log keep the code alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NewType

from control_room.domain.agent import AgentId
from control_room.domain.camera import CameraId, Stream

GRID_MAX = 12
"""Rows, and columns, of a grid at most: a tile of a twelfth still shows a picture."""
TILES_MAX = 64
NAME_CHARS = 40

WallId = NewType("WallId", int)


class NotALayout(ValueError):
    """No wall can be laid out like this."""


class NotAnArrangement(ValueError):
    """The cameras do not go with the layout."""


@dataclass(frozen=True, order=True)
class Cell:
    """A tile's place in the grid: row and column from 0, and how many it spans."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def places(self) -> set[tuple[int, int]]:
        """What the tile covers of the grid, each place as row and column."""
        return {
            (row, column)
            for row in range(self.row, self.row + self.rows)
            for column in range(self.column, self.column + self.columns)
        }


@dataclass(frozen=True)
class Layout:
    """A grid and its tiles, in the order in which cameras fill them: that of reading.

    Attributes:
        code: what `layout_of` makes the layout from.

    Raises:
        NotALayout: a tile is outside, over another one, or a cell has none; or there are too many.
    """

    code: str
    rows: int
    columns: int
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        if not (1 <= self.rows <= GRID_MAX and 1 <= self.columns <= GRID_MAX):
            raise NotALayout(f"a grid of {self.columns} by {self.rows}")
        if len(self.cells) > TILES_MAX:
            raise NotALayout(f"{len(self.cells)} tiles")
        free = Cell(0, 0, self.rows, self.columns).places
        for cell in self.cells:
            if not cell.places or not cell.places <= free:
                raise NotALayout(f"{cell} is empty, outside the grid or over another tile")
            free -= cell.places
        if free:
            raise NotALayout(f"no tile over {sorted(free)}")


def square(side: int) -> Layout:
    """`side` by `side` equal tiles."""
    return spanned(side, side)


def spanned(rows: int, columns: int, spans: Iterable[Cell] = ()) -> Layout:
    """A grid with these tiles, and one of its own on each place that they leave free.

    Raises:
        NotALayout: a span is outside the grid or over another one, or there are too many tiles.
    """
    large = sorted(cell for cell in spans if (cell.rows, cell.columns) != (1, 1))
    taken = {place for cell in large for place in cell.places}
    single = [Cell(*place) for place in Cell(0, 0, rows, columns).places - taken]
    code = f"{columns}x{rows}"
    if large:
        written = (f"{cell.column},{cell.row},{cell.columns}x{cell.rows}" for cell in large)
        code = f"{code}:{';'.join(written)}"
    return Layout(_NAMES.get(code, code), rows, columns, tuple(sorted([*large, *single])))


def joined(spans: Iterable[Cell], over: Cell) -> tuple[Cell, ...]:
    """The tiles after one was drawn over `over`: it takes in every one that it touches."""
    apart = set(spans)
    while touched := {cell for cell in apart if cell.places & over.places}:
        apart -= touched
        every = {over, *touched}
        top, left = min(cell.row for cell in every), min(cell.column for cell in every)
        bottom = max(cell.row + cell.rows for cell in every)
        right = max(cell.column + cell.columns for cell in every)
        over = Cell(top, left, bottom - top, right - left)
    return tuple(sorted({*apart, over}))


def layout_of(code: str) -> Layout:
    """The layout that has this code.

    Codes are names of the field such as `1+12`, or a grid, tiles wide by tiles high, with its
    larger tiles if it has some, each by column, row and size: `4x3`, `4x3:0,0,2x2;2,2,2x1`.

    Raises:
        NotALayout: no layout has it.
    """
    written = _CODES.fullmatch(_SPELT.get(code, code))
    if written is None:
        raise NotALayout(f"{code!r} is not the code of a layout")
    columns, rows = int(written["columns"]), int(written["rows"])
    if columns > GRID_MAX or rows > GRID_MAX:
        raise NotALayout(f"a grid of {columns} by {rows}")
    spans = []
    for span in _SPAN.findall(written["spans"] or ""):
        left, top, width, height = (int(number) for number in span)
        spans.append(Cell(top, left, height, width))
    return spanned(rows, columns, spans)


_NAMES = {
    "3x3:0,0,2x2": "1+5",
    "4x4:0,0,3x3": "1+7",
    "4x4:0,0,2x2": "1+12",
    "4x4:0,0,2x2;2,0,2x2": "2+8",
    "5x5:0,0,3x3": "1+16",
    "6x6:0,0,4x4": "1+20",
}
"""How the field calls a large tile and its small ones."""
_SPELT = {name: code for code, name in _NAMES.items()}
_SPAN = re.compile(r"(\d\d?),(\d\d?),([1-9]\d?)x([1-9]\d?)", re.ASCII)
_CODES = re.compile(
    r"(?P<columns>[1-9]\d?)x(?P<rows>[1-9]\d?)"
    rf"(?::(?P<spans>{_SPAN.pattern}(?:;{_SPAN.pattern})*))?",
    re.ASCII,
)

ALONE = square(1)
WALL_16 = square(4)
WALL_1_12 = layout_of("1+12")
PRESETS = tuple(
    layout_of(code)
    for code in (
        *("1x1", "2x1", "2x2", "1+5", "3x2", "1+7", "3x3", "2+8"),
        *("4x3", "1+12", "4x4", "1+16", "1+20", "5x5", "6x6", "7x7", "8x8"),
    )
)
"""The layouts that are there from the first day."""
LAYOUTS = tuple(
    layout_of(code) for code in ("1+12", "4x4", "2x2", "1+5", "1+7", "3x3", "5x5", "6x6", "8x8")
)
"""The presets that an agent calls with Shift+1 … Shift+9, after the saved walls."""


@dataclass(frozen=True)
class Arrangement:
    """A layout and what each of its tiles shows, in the order of its cells.

    Attributes:
        cameras: None on a tile without one.
        streams: the stream that the agent chose for a tile; None where its size chooses. Left out,
            none is chosen.

    Raises:
        NotAnArrangement: there are not as many cameras, or streams, as tiles.
    """

    layout: Layout
    cameras: tuple[CameraId | None, ...]
    streams: tuple[Stream | None, ...] = ()

    def __post_init__(self) -> None:
        tiles = len(self.layout.cells)
        if not self.streams:
            object.__setattr__(self, "streams", (None,) * tiles)
        if len(self.cameras) != tiles or len(self.streams) != tiles:
            raise NotAnArrangement(f"{len(self.cameras)} cameras on {tiles} tiles")

    def with_camera(self, tile: int, camera: CameraId) -> Arrangement:
        """With the camera on that tile; if it is on another one, the two change places."""
        cameras, streams = list(self.cameras), list(self.streams)
        if camera in cameras:
            before = cameras.index(camera)
            cameras[before], streams[before] = cameras[tile], streams[tile]
        cameras[tile], streams[tile] = camera, None
        return replace(self, cameras=tuple(cameras), streams=tuple(streams))


@dataclass(frozen=True)
class SavedWall:
    """An arrangement kept under a name.

    Attributes:
        owner: the agent who alone sees it; None when the whole site does.
    """

    id: WallId
    name: str
    arrangement: Arrangement
    owner: AgentId | None

    @property
    def is_shared(self) -> bool:
        """Whether all agents of the site see it."""
        return self.owner is None


@dataclass(frozen=True)
class WindowWall:
    """What one window shows, and where it is.

    Attributes:
        screen: name of the monitor, as the system calls it; empty when nobody asked.
        box: left, top, width and height on the desk in logical pixels; None for the console's own
            window, which is as large as its monitor.
        is_full_screen: whether it covers its monitor.
    """

    arrangement: Arrangement
    screen: str = ""
    box: tuple[int, int, int, int] | None = None
    is_full_screen: bool = False
