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
from town.film_file import DARK, STREAMS, Codec, StreamName, film_name, write_film
from town.frame_number import Picture
from town.scenes.programme import pictures

SIZES: Final[dict[StreamName, tuple[int, int]]] = {"main": (1920, 1080), "sub": (640, 360)}
_BIT_RATES: Final[dict[StreamName, int]] = {"main": 3_500_000, "sub": 500_000}
_DARK_WHITE: Final = 56  # of the frame number, in a picture that must stay dark
_TOLD_EVERY: Final = 12  # pictures


def draw(folder: Path, scene: str, footage: Path | None, codecs: list[Codec]) -> None:
    """Draw the scene once, encode it for both streams in every codec, keep it in `folder`."""
    encoders = {
        (stream, codec): FilmEncoder(codec, SIZES[stream], _BIT_RATES[stream])
        for stream in STREAMS
        for codec in codecs
    }
    white = _DARK_WHITE if scene == DARK else 235
    for index, picture in enumerate(pictures(scene, footage)):
        small = cast(Picture, cv2.resize(picture, SIZES["sub"], interpolation=cv2.INTER_AREA))
        seen_by: dict[StreamName, Picture] = {"main": picture, "sub": small}
        for stream, seen in seen_by.items():
            frame_number.draw(seen, index, white)
            yuv = cast(Picture, cv2.cvtColor(seen, cv2.COLOR_BGR2YUV_I420))
            for codec in codecs:
                encoders[stream, codec].add(seen, yuv)
        if index % _TOLD_EVERY == 0:
            print(index, flush=True)
    for (stream, codec), encoder in encoders.items():
        write_film(folder / film_name(scene, stream, codec), encoder.film())


if __name__ == "__main__":
    cv2.setNumThreads(1)  # the other processors draw other scenes
    _folder, _scene, *_codecs = sys.argv[1:]
    _name, _, _footage = _scene.partition("=")
    draw(Path(_folder), _name, Path(_footage) if _footage else None, cast(list[Codec], _codecs))
