"""French number plates (SIV, since 2009) of vehicles that do not exist."""

from __future__ import annotations

import math
import random
from functools import cache
from typing import Final, cast

import cv2
import numpy as np

from town.frame_number import Picture

LENGTH_M: Final = 0.52
HEIGHT_M: Final = 0.11
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTVWXYZ"  # I, O and U are never given
_SIZE_PX: Final = (416, 88)


def number(seed: int) -> str:
    """A number in the form AA-123-AA, always the same for the same seed."""
    dice = random.Random(seed)
    while True:
        first, last = ("".join(dice.choices(_LETTERS, k=2)) for _ in range(2))
        if "SS" not in (first, last) and first != "WW":  # withheld, or provisional
            return f"{first}-{dice.randint(1, 999):03}-{last}"


def halvings(width_px: float) -> int:
    """How often the picture may be halved for a plate of this width.

    So that its letters are not torn by scaling.
    """
    return max(0, min(3, int(math.log2(max(_SIZE_PX[0] / max(width_px, 1.0), 1.0)))))


@cache
def picture(plate: str, halvings: int = 0) -> Picture:
    """The plate, seen from straight ahead.

    (88, 416, 3) uint8 BGR, or that halved so many times, for a small plate.
    """
    if halvings:
        width, height = (side >> halvings for side in _SIZE_PX)
        return cast(
            Picture, cv2.resize(picture(plate), (width, height), interpolation=cv2.INTER_AREA)
        )
    width, height = _SIZE_PX
    drawn = np.full((height, width, 3), 246, np.uint8)
    for left in (0, width - 40):
        cv2.rectangle(drawn, (left, 0), (left + 39, height), (160, 60, 20), -1)
    cv2.putText(drawn, "F", (9, 76), cv2.FONT_HERSHEY_DUPLEX, 1.0, (255, 255, 255), 2, cv2.LINE_AA)
    cv2.circle(drawn, (20, 24), 11, (40, 210, 250), 2, cv2.LINE_AA)
    text_width = cv2.getTextSize(plate, cv2.FONT_HERSHEY_DUPLEX, 1.85, 4)[0][0]
    place = ((width - text_width) // 2, 66)
    cv2.putText(drawn, plate, place, cv2.FONT_HERSHEY_DUPLEX, 1.85, (20, 20, 20), 4, cv2.LINE_AA)
    cv2.rectangle(drawn, (0, 0), (width - 1, height - 1), (60, 60, 60), 2)
    return drawn
