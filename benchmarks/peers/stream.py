"""A stream of the town as another program is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit


@dataclass(frozen=True)
class RtspStream:
    """A stream of the town that the console showed, and how to open it."""

    camera: int
    stream: str
    codec: str
    url: str
    transport: str
    username: str
    password: str = field(repr=False)

    @property
    def url_with_password(self) -> str:
        """For programs that take the password in the address only."""
        if not self.username:
            return self.url
        parts = urlsplit(self.url)
        who = f"{quote(self.username, safe='')}:{quote(self.password, safe='')}"
        return urlunsplit(parts._replace(netloc=f"{who}@{parts.netloc}"))


@dataclass(frozen=True)
class Grid:
    """Where a peer shows the streams: as many tiles, as large, as the console's wall had."""

    side: int
    tile_px: tuple[int, int]

    def place(self, index: int) -> tuple[int, int]:
        """Left and top of a tile, in pixels."""
        row, column = divmod(index, self.side)
        return column * self.tile_px[0], row * self.tile_px[1]
