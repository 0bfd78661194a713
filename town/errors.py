"""What can go wrong with the town, in words for the person who started it."""

from __future__ import annotations


class TownError(Exception):
    """The town cannot do what was asked: what happened, then what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy
