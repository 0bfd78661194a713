"""The file of one film: every access unit of a loop, already encoded, ready to be sent.

Needs the standard library only, because the server reads it with the system's Python.

    | bytes          | content                                                       |
    | -------------- | ------------------------------------------------------------- |
    | up to first \\n | JSON: codec, width, height, gop, units, stills                |
    | the rest       | access units, found by [offset, size] from the byte after \\n  |

`units` are the loop; `stills` has as many entries, and holds for each group of pictures its first
picture, standing still: what an encoder sends whose sensor hangs.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Codec = Literal["h264", "h265", "mjpeg"]
StreamName = Literal["main", "sub"]

STREAMS: Final[tuple[StreamName, ...]] = ("main", "sub")
RATE: Final = 25  # pictures per second, of every stream of the town
GOP: Final = 50  # pictures from one key picture to the next: 2 s
DARK: Final = "dark"
"""The scene every camera shows when it goes dark."""
COVER: Final = "cover"
"""The scene every camera shows behind a bag."""


@dataclass(frozen=True)
class Film:
    """A loop of access units; picture `n` of `units` carries frame number `n`."""

    codec: Codec
    width: int
    height: int
    units: tuple[bytes, ...]
    stills: tuple[bytes, ...]


def film_name(scene: str, stream: StreamName, codec: Codec) -> str:
    """The name of the file that holds this scene for this stream."""
    return f"{scene}-{stream}-{codec}.film"


def defocused(scene: str) -> str:
    """The name of a scene as a lens out of focus shows it: its first group."""
    return f"{scene}-defocused"


def write_film(path: Path, film: Film) -> None:
    """Put the film in place whole, or not at all."""
    places: dict[bytes, tuple[int, int]] = {}
    blobs: list[bytes] = []
    end = 0
    for unit in (*film.units, *film.stills):
        if unit not in places:
            places[unit] = (end, len(unit))
            blobs.append(unit)
            end += len(unit)
    header = {
        "codec": film.codec,
        "width": film.width,
        "height": film.height,
        "gop": GOP,
        "units": [places[unit] for unit in film.units],
        "stills": [places[unit] for unit in film.stills],
    }
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(json.dumps(header).encode() + b"\n")
            file.writelines(blobs)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_film(path: Path) -> Film:
    """The film in `path`."""
    head, _, blob = path.read_bytes().partition(b"\n")
    header = json.loads(head)

    def cut(places: list[list[int]]) -> tuple[bytes, ...]:
        return tuple(blob[offset : offset + size] for offset, size in places)

    return Film(
        codec=header["codec"],
        width=header["width"],
        height=header["height"],
        units=cut(header["units"]),
        stills=cut(header["stills"]),
    )
