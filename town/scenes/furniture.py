"""Sky, trees, lamp posts, stalls and what else stands in a street."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from town.frame_number import Picture
from town.scenes.view import Colour, View, disc, fill, glow, lay, line


def sky(picture: Picture, zenith: Colour, horizon: Colour, seed: int, clouds: float = 26.0) -> None:
    """Fill the whole picture with sky; the horizon is at the upper third."""
    columns, rows = picture.shape[1] // 4, picture.shape[0] // 4
    share = np.clip(np.arange(rows) / (rows * 0.4), 0, 1)[:, None, None]
    base = np.array(zenith) * (1 - share) + np.array(horizon) * share
    grain = np.random.default_rng(seed)
    cover = np.zeros((rows, columns), np.float32)
    for cells, depth in ((4, 1.0), (9, 0.6), (22, 0.3)):
        patches = grain.normal(0, depth, (cells * 2, cells)).astype(np.float32)
        cover += cv2.resize(patches, (columns, rows), interpolation=cv2.INTER_CUBIC)
    small = np.clip(base + np.clip(cover, 0, None)[:, :, None] * clouds, 0, 255).astype(np.uint8)
    cv2.resize(small, picture.shape[1::-1], dst=picture, interpolation=cv2.INTER_LINEAR)


def box(
    picture: Picture,
    view: View,
    x: tuple[float, float],
    y: tuple[float, float],
    z: tuple[float, float],
    colour: Colour,
) -> None:
    """An upright block: its top and the sides that face the camera."""
    (x0, x1), (y0, y1), (z0, z1) = x, y, z
    if view.height_m > z1:
        fill(
            picture,
            view.project(((x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)))[0],
            toned(colour, 1.1),
        )
    side = x0 if x0 > 0 else x1 if x1 < 0 else None
    if side is not None:
        fill(
            picture,
            view.project(((side, y0, z0), (side, y1, z0), (side, y1, z1), (side, y0, z1)))[0],
            toned(colour, 0.72),
        )
    fill(
        picture,
        view.project(((x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)))[0],
        toned(colour, 0.88),
    )


def tree(
    picture: Picture,
    view: View,
    x: float,
    y: float,
    height: float,
    seed: int,
    leaf: Colour = (52, 104, 74),
    dim: float = 1.0,
) -> None:
    """A tree of the town: trunk, and a crown of many leaves lit from above."""
    dice = random.Random(seed)
    m = view.px_per_m(x, y)
    (foot, fork), _ = view.project(((x, y, 0), (x, y, height * 0.45)))
    line(picture, foot, fork, toned((52, 66, 78), dim), 0.28 * m)
    crown, _ = view.project([(x, y, height * 0.68)])
    radius = height * 0.3 * m
    for side in (-0.5, 0.55):
        line(picture, fork, crown[0] + (side * radius, 0), toned((52, 66, 78), dim), 0.12 * m)
    for layer in range(5):
        for _ in range(70):
            angle, reach = dice.uniform(0, 2 * np.pi), dice.random() ** 0.5
            up = np.sin(angle) * reach
            place = crown[0] + (np.cos(angle) * reach * radius, -up * radius * 1.05)
            light = (0.55 + 0.12 * layer + 0.25 * up + dice.uniform(-0.1, 0.1)) * dim
            disc(
                picture,
                place,
                dice.uniform(0.06, 0.15) * radius * (1.3 - 0.15 * layer),
                toned(leaf, light),
            )


def lamp_post(
    picture: Picture,
    view: View,
    x: float,
    y: float,
    arm: float,
    height: float = 7.0,
    *,
    lit: bool = False,
) -> None:
    """A street lamp whose arm reaches `arm` metres to the right (negative: left)."""
    m = view.px_per_m(x, y)
    (foot, top, end), _ = view.project(((x, y, 0), (x, y, height), (x + arm, y, height + 0.35)))
    line(picture, foot, top, (58, 60, 56), 0.16 * m)
    line(picture, foot, foot + (top - foot) * 0.12, (50, 52, 48), 0.26 * m)
    line(picture, top, end, (58, 60, 56), 0.1 * m)
    line(
        picture,
        end,
        np.add(end, (np.sign(arm) * 0.5 * m, 0)),
        (210, 236, 250) if lit else (96, 98, 96),
        0.16 * m,
    )
    if lit:
        glow(picture, np.add(end, (np.sign(arm) * 0.25 * m, 0)), min(2.4 * m, 260), (60, 120, 170))


def bollards(picture: Picture, view: View, x: float, ys: Sequence[float]) -> None:
    """Posts that keep cars off the pavement."""
    for y in sorted(ys, reverse=True):
        m = view.px_per_m(x, y)
        (foot, top), _ = view.project(((x, y, 0), (x, y, 0.95)))
        line(picture, foot, top, (52, 50, 60), 0.12 * m)
        disc(picture, top, 0.09 * m, (190, 190, 190))


def sign(picture: Picture, view: View, x: float, y: float, face: Colour, rim: Colour) -> None:
    """A round traffic sign on its post."""
    m = view.px_per_m(x, y)
    (foot, top), _ = view.project(((x, y, 0), (x, y, 2.5)))
    line(picture, foot, top, (150, 150, 150), 0.08 * m)
    disc(picture, top, 0.36 * m, rim)
    disc(picture, top, 0.27 * m, face)


def stall(picture: Picture, view: View, x: float, y: float, colour: Colour, seed: int) -> None:
    """A market stall, 4 m by 2.5 m: table with goods under a striped roof."""
    dice = random.Random(seed)
    x1, y1 = x + 4.0, y + 2.5
    box(picture, view, (x + 0.2, x1 - 0.2), (y + 0.3, y1 - 0.3), (0, 0.95), (96, 120, 140))
    for _ in range(110):
        place, _ = view.project(
            [(dice.uniform(x + 0.3, x1 - 0.3), dice.uniform(y + 0.4, y1 - 0.5), 1.0)]
        )
        tone = dice.choice(
            (
                (40, 60, 200),
                (50, 150, 220),
                (60, 150, 70),
                (60, 190, 230),
                (120, 60, 110),
                (90, 160, 110),
            )
        )
        disc(picture, place[0], dice.uniform(0.08, 0.14) * view.px_per_m(x, y), tone)
    for corner_x, corner_y in ((x, y1), (x1, y1), (x, y), (x1, y)):
        foot, _ = view.project(((corner_x, corner_y, 0), (corner_x, corner_y, 2.3)))
        line(picture, foot[0], foot[1], (170, 172, 172), 0.06 * view.px_per_m(corner_x, corner_y))
    middle = (y + y1) / 2
    stripes = 10
    for number in range(stripes):
        left, right = x - 0.2 + number * 4.4 / stripes, x - 0.2 + (number + 1) * 4.4 / stripes
        stripe: Colour = colour if number % 2 else (226, 230, 232)
        back = (
            (left, y1 + 0.2, 2.3),
            (right, y1 + 0.2, 2.3),
            (right, middle, 2.95),
            (left, middle, 2.95),
        )
        front = (
            (left, middle, 2.95),
            (right, middle, 2.95),
            (right, y - 0.2, 2.3),
            (left, y - 0.2, 2.3),
        )
        edge = (
            (left, y - 0.2, 2.3),
            (right, y - 0.2, 2.3),
            (right, y - 0.2, 2.05),
            (left, y - 0.2, 2.05),
        )
        fill(picture, view.project(back)[0], toned(stripe, 0.85))
        fill(picture, view.project(front)[0], stripe)
        fill(picture, view.project(edge)[0], toned(stripe, 0.75))


def fountain(picture: Picture, view: View, x: float, y: float) -> None:
    """A round basin with a column."""
    ring = np.linspace(0, 2 * np.pi, 48, endpoint=False)

    def circle(radius: float, up: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        points = np.stack(
            (x + radius * np.cos(ring), y + radius * np.sin(ring), np.full_like(ring, up)), axis=1
        )
        return view.project(points)[0]

    for step in np.linspace(0, 0.6, 24):
        fill(picture, circle(2.6, float(step)), (128, 142, 150))
    fill(picture, circle(2.6, 0.62), (168, 180, 186))
    fill(picture, circle(2.25, 0.6), (134, 122, 96))
    foot, _ = view.project(((x, y, 0.6), (x, y, 2.4)))
    m = view.px_per_m(x, y)
    line(picture, foot[0], foot[1], (136, 150, 158), 0.5 * m)
    for step in np.linspace(0, 0.2, 8):
        fill(picture, circle(0.95, 2.2 + float(step)), (150, 162, 168))
    fill(picture, circle(0.8, 2.42), (150, 140, 112))


def haze(picture: Picture, view: View, colour: Colour, full_m: float) -> None:
    """Distance pales the ground and what stands on it, row by row up to the horizon."""
    rows = picture.shape[0]
    pitch = np.radians(view.pitch_deg)
    angle = pitch + np.arctan((np.arange(rows) / view.scale - 540) / view.focal_px)
    distance = np.where(angle > 0.005, view.height_m / np.tan(np.maximum(angle, 0.005)), 1e4)
    share = np.clip((distance - 25) / full_m, 0, 0.42).astype(np.float32)[:, None, None]
    far = picture[: int((share > 0).sum())]
    share = share[: len(far)]
    far[:] = (far * (1 - share) + np.array(colour, np.float32) * share).astype(np.uint8)


def through_lens(picture: Picture, exposure: float) -> None:
    """What a small camera does: a little blur, darker corners, a lifted exposure."""
    rows, columns = picture.shape[:2]
    y, x = (
        np.linspace(-1, 1, rows, dtype=np.float32)[:, None],
        np.linspace(-1, 1, columns, dtype=np.float32)[None, :],
    )
    level = exposure - 0.2 * (x * x + y * y) / 1.4
    blurred = cast(Picture, cv2.GaussianBlur(picture, (0, 0), 0.9))
    for channel in range(3):
        picture[:, :, channel] = np.clip(blurred[:, :, channel] * level, 0, 255)


def toned(colour: Colour, share: float) -> Colour:
    """A lighter or darker tone of a colour."""
    blue, green, red = (min(255.0, max(0.0, each * share)) for each in colour)
    return blue, green, red


def write(board: Picture, text: str) -> None:
    """White words over the whole of a board."""
    rows, columns = board.shape[:2]
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 1.0, 2)
    scale = min(columns * 0.9 / width, rows * 0.6 / height)
    place = (round((columns - width * scale) / 2), round((rows + height * scale) / 2))
    cv2.putText(board, text, place, cv2.FONT_HERSHEY_DUPLEX, scale, (240, 242, 244), 3, cv2.LINE_AA)


def hang(
    picture: Picture, view: View, board: Picture, corners: Sequence[tuple[float, float, float]]
) -> None:
    """Hang a flat picture in the scene: upper left, upper right, lower right, lower left corner."""
    lay(picture, board, view.project(corners)[0])


def blurred(light: NDArray[np.float32], width_px: int) -> NDArray[np.float32]:
    """A light map with soft edges."""
    return cast(NDArray[np.float32], cv2.blur(light, (width_px * 2, width_px * 2)))
