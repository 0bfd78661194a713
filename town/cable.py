"""A camera's network cable, that can be pulled out: not a packet passes, and nobody is told.

Runs with the system's Python (GStreamer). Neither side learns anything, as with a real cable: what
comes in is dropped by the kernel before it is acknowledged, calls for a connection too; what would
go out is dropped in the pipelines.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from gi.repository import Gst, GstRtspServer

_SO_ATTACH_FILTER: Final = 26  # asm-generic/socket.h
_SO_DETACH_FILTER: Final = 27
_NOTHING_PASSES: Final = struct.pack("HBBI", 0x06, 0, 0, 0)  # BPF: return 0 bytes of every packet


class Cable:
    """The cable of the camera that has this address to itself."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._probes: list[tuple[Gst.Pad, int]] = []

    def pull(self, medias: Iterable[GstRtspServer.RTSPMedia]) -> None:
        """Let nothing through, of these media either, until `plug_in`."""
        program = ctypes.create_string_buffer(_NOTHING_PASSES, len(_NOTHING_PASSES))
        one_instruction = struct.pack("HP", 1, ctypes.addressof(program))
        for end in self._sockets():
            end.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, one_instruction)
        kinds = Gst.PadProbeType.BUFFER | Gst.PadProbeType.BUFFER_LIST
        for media in medias:
            sinks = media.get_element().get_parent().iterate_sinks()
            sinks.foreach(
                lambda sink: self._probes.extend(
                    (pad, pad.add_probe(kinds, lambda *_: Gst.PadProbeReturn.DROP))
                    for pad in sink.sinkpads
                )
            )

    def plug_in(self) -> None:
        """Let everything through."""
        for pad, probe in self._probes:
            pad.remove_probe(probe)
        self._probes.clear()
        for end in self._sockets():
            with suppress(FileNotFoundError):  # of a connection younger than the pull
                end.setsockopt(socket.SOL_SOCKET, _SO_DETACH_FILTER, 0)

    def _sockets(self) -> Iterator[socket.socket]:
        """Every socket of this process at the camera's address, open while it is looked at."""
        for name in os.listdir("/proc/self/fd"):
            with suppress(OSError), _borrowed(int(name)) as end:
                if end.family == socket.AF_INET and end.getsockname()[0] == self._address:
                    yield end


@contextmanager
def _borrowed(descriptor: int) -> Iterator[socket.socket]:
    copy = os.dup(descriptor)
    try:
        end = socket.socket(fileno=copy)
    except OSError:  # it is no socket
        os.close(copy)
        raise
    with end:
        yield end
