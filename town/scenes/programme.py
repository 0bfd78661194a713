"""What is on: the pictures of a named scene, of the dark, or of real footage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from town.film import LOOP
from town.film_file import DARK, RATE
from town.frame_number import Picture
from town.scenes.footage import footage_pictures
from town.scenes.places import PLACES
from town.scenes.weather import dark_pictures


def pictures(scene: str, footage: Path | None) -> Iterator[Picture]:
    """The loop's pictures: 1920x1080 BGR, a whole number of groups of pictures."""
    if footage:
        return footage_pictures(footage)
    if scene == DARK:
        return dark_pictures()
    return PLACES[scene]().pictures(LOOP, RATE)
