"""What lies over the whole picture: rain, a bag, and the noise of a sensor in the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np

from town.film_file import GOP
from town.frame_number import Picture
from town.scenes.view import HEIGHT, WIDTH

Fall = Callable[[Picture, int], None]

_RAIN_PICTURES = 10  # divides every loop
_NOISE_PICTURES = 7  # divides no group: two key pictures are not made of the same grain


def rain(drops: int, seed: int) -> Fall:
    """Rain that falls a little aslant, near drops faster and longer than far ones."""
    grain = np.random.default_rng(seed)
    sheets = [np.zeros((HEIGHT, WIDTH), np.uint8) for _ in range(_RAIN_PICTURES)]
    for _ in range(drops):
        x, start, near = (
            grain.uniform(-80, WIDTH),
            grain.uniform(0, HEIGHT),
            grain.uniform(0.35, 1.0),
        )
        step = (
            HEIGHT / _RAIN_PICTURES * round(1 + near)
        )  # back at its start when the sheets begin again
        for index, sheet in enumerate(sheets):
            y = (start + index * step) % HEIGHT
            drift = x + y * 0.07
            end = (round(drift + 5 * near), round(y + 70 * near))
            cv2.line(
                sheet,
                (round(drift), round(y)),
                end,
                int(20 + 26 * near),
                1 + int(near > 0.8),
                cv2.LINE_AA,
            )
    layers = [cv2.merge([sheet] * 3) for sheet in sheets]

    def fall(picture: Picture, index: int) -> None:
        cv2.add(picture, layers[index % _RAIN_PICTURES], dst=picture)

    return fall


def sensor_noise(strength: float, seed: int) -> Fall:
    """Grain that is never the same in two pictures."""
    grain = np.random.default_rng(seed)
    size = (HEIGHT // 2, WIDTH // 2, 3)
    layers = []
    for _ in range(_NOISE_PICTURES):
        small = np.clip(np.abs(grain.normal(0, strength, size)), 0, 255).astype(np.uint8)
        layers.append(cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR))

    def fall(picture: Picture, index: int) -> None:
        cv2.add(picture, layers[index % _NOISE_PICTURES], dst=picture)
        cv2.subtract(picture, layers[(index * 2 + 1) % _NOISE_PICTURES], dst=picture)

    return fall


def dark_pictures(level: int = 7, strength: float = 5.0) -> Iterator[Picture]:
    """One group of a lens that sees nothing: almost black, with noise."""
    noise = sensor_noise(strength, seed=1)
    for index in range(GOP):
        picture = np.full((HEIGHT, WIDTH, 3), level, np.uint8)
        noise(picture, index)
        yield picture


def covered_pictures(level: int = 96, strength: float = 5.0) -> Iterator[Picture]:
    """One group of a lens behind a bag: one colour, a little lighter to one side, with noise."""
    noise = sensor_noise(strength, seed=2)
    lit = np.linspace(level - 12, level + 12, WIDTH)[:, None] * (0.85, 1.0, 1.05)
    bag = np.tile(lit.astype(np.uint8), (HEIGHT, 1, 1))
    for index in range(GOP):
        picture = bag.copy()
        noise(picture, index)
        yield picture
