"""A visit to the console, made from outside with keys, mouse and eyes.

The demonstration without a display and the end-to-end test make the same visit: sign in, see that
every picture is live by reading the frame numbers off the screen, record an incident, write and
print a report. What was recorded is asked of the caller, who can read the database.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from town import frame_number
from town.desk import Desk, wait_until
from town.errors import TownError
from town.film import LOOP

PICTURES_PER_S = 25

CROSSING = 31
"""Camera in front of the school, where a red car stands on the pedestrian crossing for a while."""
STOPPED_PLATE = "DM-765-EV"
STOPPED_SOON = range(55, 90)
STOPPED_LATER = range(140, 200)
"""Pictures of the film in which the car stands there, some three seconds apart."""

_LOOK_APART_S = 1.0
_TOLERANCE = 8
"""Pictures: the two looks are 1 s apart to within the time that a screenshot takes."""


@dataclass(frozen=True)
class Seen:
    """A tile as its pixels tell: the frame numbers of two looks, and the time between them."""

    camera: int
    first: int | None
    second: int | None
    apart_s: float

    @property
    def is_moving(self) -> bool:
        """Whether the picture went on as fast as time did."""
        if self.first is None or self.second is None:
            return False
        passed = (self.second - self.first) % LOOP
        return abs(passed - self.apart_s * PICTURES_PER_S) <= _TOLERANCE


class Visit:
    """One agent's way through the console on a desk.

    `acts` gives the acts of the audit log, oldest first, as they are committed.
    """

    def __init__(self, desk: Desk, status: Path, acts: Callable[[], Sequence[str]]) -> None:
        self._desk = desk
        self._status = status
        self._acts = acts

    def status(self) -> dict[str, Any]:
        """What the console says it shows; empty before it has said anything."""
        if not self._status.exists():
            return {}
        found: dict[str, Any] = json.loads(self._status.read_text(encoding="utf-8"))
        return found

    def wait_for_page(self, page: str, timeout_s: float = 15.0) -> None:
        """Wait until that page is on the screen."""
        wait_until(f"page {page}", lambda: self.status().get("workspace") == page, timeout_s)

    def sign_in(self, matricule: str, password: str) -> None:
        """Sign in at the door, and wait for the first workspace."""
        self.wait_for_page("sign-in", 30.0)
        self._desk.focus("Vigie")
        self._desk.type(matricule)
        self._desk.keys("Tab")
        self._desk.type(password)
        self._desk.keys("Return")
        wait_until("signed in", lambda: self.status().get("agent") == matricule, 15.0)

    def tiles(self) -> list[dict[str, Any]]:
        """The tiles of the wall as the console tells them."""
        return list(self.status().get("tiles", []))

    def wait_until_live(self, tiles: int, timeout_s: float = 20.0) -> None:
        """Wait until so many tiles say that they are live."""

        def live() -> bool:
            shown = self.tiles()
            return len(shown) == tiles and all(tile["health"] == "live" for tile in shown)

        wait_until(f"{tiles} live tiles", live, timeout_s)

    def watch(self) -> list[Seen]:
        """Look twice at the wall, and read each picture's frame number off the screen."""
        tiles = self.tiles()
        looks = []
        for wait_s in (_LOOK_APART_S, 0.0):
            at = time.monotonic()
            screen = self._desk.look()
            looks.append((at, [self._number(screen, tile) for tile in tiles]))
            time.sleep(wait_s)
        (first_at, first), (second_at, second) = looks
        return [
            Seen(tile["camera"], before, after, second_at - first_at)
            for tile, before, after in zip(tiles, first, second, strict=True)
        ]

    def select(self, camera: int) -> None:
        """Click on the camera's tile."""
        for tile in self.tiles():
            if tile["camera"] == camera:
                x, y, width, height = tile["picture"]
                self._desk.click(x + width / 2, y + height / 2)
                return
        raise TownError(f"Camera {camera} is not on the wall.", "Look at the screenshots.")

    def tag(self, key: str = "F2") -> None:
        """Record an incident on the selected tile with one key, and wait for its act."""
        self._after("incident.tagged", lambda: self._desk.keys(key))

    def note(self, text: str) -> None:
        """Write a note on the newest incident."""
        self._desk.keys("n")
        self._desk.type(text)
        self._after("incident.noted", lambda: self._desk.keys("Return"))

    def go_to(self, number: int, page: str) -> None:
        """Change to the agent's workspace of that number."""
        self._desk.keys(f"ctrl+{number}")
        self.wait_for_page(page)

    def open_report(self) -> None:
        """Start a report from the selected tile, and wait for its picture in full."""
        self._after("report.opened", lambda: self._desk.keys("v"))
        self.wait_for_page("verbalisation")

        def in_full() -> bool:
            return [(tile["stream"], tile["health"]) for tile in self.tiles()] == [("main", "live")]

        wait_until("the main stream", in_full, 10.0)

    def take_shots(self, *moments: range) -> None:
        """Take a shot in each of these stretches of the film, by the frame number on screen."""
        for moment in moments:
            wait_until(f"picture {moment}", partial(self._is_on_screen, moment), 20.0)
            self._after("report.shot", lambda: self._desk.keys("space"))

    def fill_report(self, natinf: str, plate: str, make: str, observations: str) -> None:
        """Fill the form in from the keyboard, field by field, and save it."""
        self._desk.keys("Tab")
        self._desk.type(natinf)
        self._desk.keys("Return", "Tab", "Tab")
        self._desk.type(plate)
        self._desk.keys("Tab", "Tab")
        self._desk.type("v")
        self._desk.keys("Tab")
        self._desk.type(make)
        self._desk.keys("Tab", "Tab", "space", "Tab", "space", "Tab")
        self._desk.type(observations)
        self._after("report.saved", lambda: self._desk.keys("ctrl+s"))

    def print_report(self) -> None:
        """Put the report on paper."""
        self._after("report.printed", lambda: self._desk.keys("ctrl+p"))

    def _after(self, act: str, do: Callable[[], None]) -> None:
        before = list(self._acts()).count(act)
        do()
        try:
            wait_until(f"act {act}", lambda: list(self._acts()).count(act) > before, 15.0)
        except TownError as error:
            said = "; ".join(self.status().get("notices", [])) or "nothing"
            raise TownError(error.what, f"The console says {said}.") from error

    def _is_on_screen(self, moment: range) -> bool:
        """Whether the only tile shows a picture of that stretch."""
        (tile,) = self.tiles()
        return self._number(self._desk.look(), tile) in moment

    def _number(self, screen: Any, tile: dict[str, Any]) -> int | None:
        x, y, width, height = tile["picture"]
        return frame_number.read(screen[y : y + height, x : x + width])
