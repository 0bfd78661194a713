"""What is on: the pictures of a named scene, of the dark, of a cover, or of real footage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from town.film import LOOP
from town.film_file import COVER, DARK, RATE
from town.frame_number import Picture
from town.scenes.footage import footage_pictures
from town.scenes.places.car_park import car_park
from town.scenes.places.night import night
from town.scenes.places.quay import quay
from town.scenes.places.school import school
from town.scenes.places.square import square
from town.scenes.places.station import station
from town.scenes.places.street import street
from town.scenes.stage import Stage
from town.scenes.weather import covered_pictures, dark_pictures

_PLACES: Final[dict[str, Callable[[], Stage]]] = {
    place.__name__: place for place in (street, square, station, school, car_park, night, quay)
}


def pictures(scene: str, footage: Path | None) -> Iterator[Picture]:
    """The loop's pictures: 1920x1080 BGR, a whole number of groups of pictures."""
    if footage:
        return footage_pictures(footage)
    if scene == DARK:
        return dark_pictures()
    if scene == COVER:
        return covered_pictures()
    return _PLACES[scene]().pictures(LOOP, RATE)
