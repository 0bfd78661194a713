"""Draws one scene and keeps its films; a process of its own, so that scenes are drawn side by side.

    python -m town.drawing FOLDER SCENE[=FOOTAGE] CODEC...

Progress goes to standard output: the number of pictures done, one line for each half second of
film.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final, cast

import cv2

from town import frame_number
from town.encoder import FilmEncoder
from town.film_file import (
    COVER,
    DARK,
    GOP,
    STREAMS,
    Codec,
    StreamName,
    defocused,
    film_name,
    write_film,
)
from town.frame_number import Picture
from town.scenes.programme import pictures
from town.scenes.weather import sensor_noise

SIZES: Final[dict[StreamName, tuple[int, int]]] = {"main": (1920, 1080), "sub": (640, 360)}
_BIT_RATES: Final[dict[StreamName, int]] = {"main": 3_500_000, "sub": 500_000}
_BLURRED_PX: Final = (320, 180)
_BLUR_PX: Final = 4.0  # of the blurred size: 8 of the sub stream's pixels
_NOISE: Final = 2.0  # levels
_WHITE: Final = 235  # of the frame number
_DARK_WHITE: Final = 56  # of the frame number, in a picture that must stay dark
_TOLD_EVERY: Final = 12  # pictures


def draw(folder: Path, scene: str, footage: Path | None, codecs: list[Codec]) -> None:
    """Draw the scene once, encode it for both streams in every codec, keep it in `folder`.

    A place is kept as a lens out of focus shows it, too.
    """
    sharp = _Films(codecs, _DARK_WHITE if scene == DARK else _WHITE)
    soft = None if scene in (COVER, DARK) else _Films(codecs, _WHITE)
    noise = sensor_noise(_NOISE, seed=3)  # a lens out of focus leaves the sensor's grain as it is
    for index, picture in enumerate(pictures(scene, footage)):
        if soft and index < GOP:
            blurred = _out_of_focus(picture)
            noise(blurred, index)
            soft.add(blurred, index)
        sharp.add(picture, index)
        if index % _TOLD_EVERY == 0:
            print(index, flush=True)
    if soft:
        soft.write(folder, defocused(scene))
    sharp.write(folder, scene)  # last: whoever finds it finds the other too


class _Films:
    """One scene's films in the making: both streams, every codec."""

    def __init__(self, codecs: list[Codec], white: int) -> None:
        self._white = white
        self._encoders = {
            (stream, codec): FilmEncoder(codec, SIZES[stream], _BIT_RATES[stream])
            for stream in STREAMS
            for codec in codecs
        }

    def add(self, picture: Picture, number: int) -> None:
        """Encode the next picture, 1920x1080 BGR; it is written on."""
        small = cast(Picture, cv2.resize(picture, SIZES["sub"], interpolation=cv2.INTER_AREA))
        seen_by: dict[StreamName, Picture] = {"main": picture, "sub": small}
        yuv_by: dict[StreamName, Picture] = {}
        for stream, seen in seen_by.items():
            frame_number.draw(seen, number, self._white)
            yuv_by[stream] = cast(Picture, cv2.cvtColor(seen, cv2.COLOR_BGR2YUV_I420))
        for (stream, _), encoder in self._encoders.items():
            encoder.add(seen_by[stream], yuv_by[stream])

    def write(self, folder: Path, scene: str) -> None:
        """Keep the films under this name."""
        for (stream, codec), encoder in self._encoders.items():
            write_film(folder / film_name(scene, stream, codec), encoder.film())


def _out_of_focus(picture: Picture) -> Picture:
    """The picture through a lens that is far out of focus: nothing smaller than a head is left."""
    small = cv2.resize(picture, _BLURRED_PX, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), _BLUR_PX)
    return cast(Picture, cv2.resize(soft, SIZES["main"], interpolation=cv2.INTER_CUBIC))


if __name__ == "__main__":
    cv2.setNumThreads(1)  # the other processors draw other scenes
    _folder, _scene, *_codecs = sys.argv[1:]
    _name, _, _footage = _scene.partition("=")
    draw(Path(_folder), _name, Path(_footage) if _footage else None, cast(list[Codec], _codecs))
