"""A line on which everything from the camera takes as long as asked for, in order and complete."""

import socket
import threading
import time
from queue import SimpleQueue
from types import TracebackType
from typing import Self


class DelayLine:
    """Listens at `port` and connects whoever calls to an address; for one with-block."""

    def __init__(self, host: str, port: int) -> None:
        self.delay_s = 0.0
        self._to = host, port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._ends: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for end in (self._listening, *self._ends):
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return  # closed
            camera = socket.create_connection(self._to)
            self._ends += [caller, camera]
            on_the_way: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
            for target, args in (
                (self._carry, (caller, camera)),
                (self._take_in, (camera, on_the_way)),
                (self._hand_on, (on_the_way, caller)),
            ):
                threading.Thread(target=target, args=args, daemon=True).start()

    def _carry(self, caller: socket.socket, camera: socket.socket) -> None:
        try:
            while data := caller.recv(65536):
                camera.sendall(data)
        except OSError:
            pass
        camera.close()

    def _take_in(self, camera: socket.socket, on_the_way: SimpleQueue[tuple[float, bytes]]) -> None:
        data = b"-"
        while data:
            try:
                data = camera.recv(65536)
            except OSError:
                data = b""
            on_the_way.put((time.monotonic(), data))

    def _hand_on(self, on_the_way: SimpleQueue[tuple[float, bytes]], caller: socket.socket) -> None:
        while True:
            sent_s, data = on_the_way.get()
            while (left_s := sent_s + self.delay_s - time.monotonic()) > 0:
                time.sleep(min(left_s, 0.02))
            if not data:
                caller.close()
                return
            try:
                caller.sendall(data)
            except OSError:
                return
