"""The door at which other workstations hand in their checkpoints: C2SP tlog-witness over HTTP.

    POST /add-checkpoint    the protocol's request; answered by a cosignature
    POST /add-certificate   of an epoch's key, by the site's key: our addition to the protocol
    GET /newest/<origin>    the newest certificate and checkpoint kept, for whoever was refused

Nothing here is secret and nothing is believed that is not signed: there is no password. What a
stranger on the network can do is keep some of a few connections busy for some seconds.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from control_room.errors import ControlRoomError
from control_room.services.witness_desk import Reply, WitnessDesk
from control_room.texts import QT_TRANSLATE_NOOP

logger = logging.getLogger(__name__)

MAX_REQUEST_BYTES = 64 * 1024
MAX_CONNECTIONS = 8
CONNECTION_S = 10.0
"""A connection lives no longer, whatever comes through it."""


class WitnessNotListening(ControlRoomError):
    """The address cannot be listened at; the console works without."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("anchors", "Cannot listen at {address} ({reason}).").of(
                address=address, reason=reason
            ),
            QT_TRANSLATE_NOOP(
                "anchors", "Checkpoints of other workstations are not kept here; the rest works."
            ),
            QT_TRANSLATE_NOOP(
                "anchors", "Correct witness_listen in the settings, then start again."
            ),
        )


class WitnessListener:
    """A thread that takes requests, and one for each of the few connections."""

    def __init__(self, listen: str, desk: WitnessDesk) -> None:
        """Listen from now on.

        Args:
            listen: address and port; port 0 takes any free one.

        Raises:
            WitnessNotListening: the address is taken, or not this computer's.
        """
        host, _, port = listen.rpartition(":")
        try:
            self._server = _Server(host.strip("[]"), int(port), desk)
        except (OSError, OverflowError) as error:
            raise WitnessNotListening(listen, str(error)) from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="witness", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    def close(self) -> None:
        """Listen no more; requests under way are cut off."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, port: int, desk: WitnessDesk) -> None:
        self.desk = desk
        self.free = threading.BoundedSemaphore(MAX_CONNECTIONS)
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Handler)

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        if self.free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.free.release()

    def handle_error(self, request: object, client_address: object) -> None:
        del request
        logger.error(
            "witness: request of %s not answered",
            client_address,
            exc_info=True,  # noqa: LOG014, called while the error is handled
        )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "vigie-witness"
    sys_version = ""
    timeout: ClassVar[float] = CONNECTION_S
    server: _Server

    def setup(self) -> None:
        super().setup()
        self._end = threading.Timer(CONNECTION_S, self._cut_off)
        self._end.daemon = True
        self._end.start()

    def finish(self) -> None:
        self._end.cancel()
        with contextlib.suppress(ConnectionError):
            super().finish()

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            super().handle()

    def do_POST(self) -> None:
        desks = {
            "/add-checkpoint": self.server.desk.add_checkpoint,
            "/add-certificate": self.server.desk.add_certificate,
        }
        take = desks.get(self.path)
        length = self.headers.get("Content-Length", "")
        if take is None:
            self._refuse(404)
        elif not (length.isascii() and length.isdecimal()):
            self._refuse(411)
        elif int(length[:12]) > MAX_REQUEST_BYTES:
            self._refuse(413)
        else:
            self._answer(take(self.rfile.read(int(length)).decode(errors="replace")))

    def do_GET(self) -> None:
        _, _, origin = self.path.partition("/newest/")
        self._answer(self.server.desk.newest(urllib.parse.unquote(origin)))

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002, the base's name
        logger.debug("witness: %s", format % values)

    def _refuse(self, status: int) -> None:
        # What follows was not read: it must not be taken for the next request.
        self.close_connection = True
        self._answer(Reply(status))

    def _answer(self, reply: Reply) -> None:
        content = reply.content.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _cut_off(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
