"""Real video files, cut and scaled to what the town's cameras send."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import av
import cv2

from town.film import FOOTAGE_LOOP
from town.film_file import GOP, RATE
from town.frame_number import Picture
from town.scenes.view import HEIGHT, WIDTH


def footage_pictures(path: Path) -> Iterator[Picture]:
    """The first seconds of a video, at 25 pictures a second, filling 1920x1080; a whole number of
    groups.

    A short video begins again until a group is full.
    """
    shown = 0
    while shown < GOP or shown % GOP:
        before = shown
        for picture in _at_rate(path):
            yield picture
            shown += 1
            if shown == FOOTAGE_LOOP or (before and shown % GOP == 0):
                return
        if shown == before:
            raise ValueError(f"{path} holds no pictures")


def _at_rate(path: Path) -> Iterator[Picture]:
    """The video's pictures, repeated or left out to make 25 a second whatever its own rate."""
    with av.open(str(path)) as video:
        stream = video.streams.video[0]
        began: float | None = None
        index = 0
        last: Picture | None = None
        for frame in video.decode(stream):
            second = frame.time or 0.0
            began = second if began is None else began
            while last is not None and index < (second - began) * RATE:
                yield last
                index += 1
            last = _filling(cast(Picture, frame.to_ndarray(format="bgr24")))
        if last is not None:
            yield last


def _filling(picture: Picture) -> Picture:
    """The middle of a picture, as large as fits the town's format, scaled to it."""
    rows, columns = picture.shape[:2]
    height = min(rows, columns * HEIGHT // WIDTH)
    width = min(columns, rows * WIDTH // HEIGHT)
    top, left = (rows - height) // 2, (columns - width) // 2
    part = picture[top : top + height, left : left + width]
    return cast(Picture, cv2.resize(part, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR))
