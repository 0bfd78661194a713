"""What every kind of RTP payload has in common: packets are added, a coded picture is taken."""

from __future__ import annotations

from typing import Final, Protocol

LARGEST_UNIT_BYTES: Final = 8 * 1024 * 1024


class Payload(Protocol):
    """Puts one picture together, from the payloads of its packets in their order.

    Attributes:
        has_picture: there is something of a picture, not parameter sets alone.
        is_beginning: what there is begins with the picture's beginning.
        is_key: the picture needs no other.
        is_open: something of it began and has not ended.
        is_broken: something of it is missing or malformed.
    """

    has_picture: bool
    is_beginning: bool
    is_key: bool
    is_open: bool
    is_broken: bool

    def add(self, data: memoryview, start: int, end: int) -> None:
        """Add the payload `data[start:end]`.

        Raises:
            Unreadable: this cannot become a picture, nor what comes after.
        """

    def take(self) -> bytes:
        """The picture as far as it came; begins the next one."""
