"""The hostile cameras: one process with one port for each behaviour, and its handle for the tests.

The process needs the standard library only. It ends with its standard input, and writes a line for
each connection to where nobody may be sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.torture.behaviours import BEHAVIOURS, Script
from tests.torture.camera import ADDRESS, Camera
from tests.torture.mutation import play_mutated
from town.film_file import read_film

ELSEWHERE = "127.0.0.2"
MUTATED = "mutated"


@dataclass
class HostileCameras:
    """The running process.

    Attributes:
        ports: by name of the behaviour.
        events: what the process said: connections elsewhere, and mutated streams that were sent.
    """

    process: subprocess.Popen[str]
    ports: Mapping[str, int]
    events: list[str]

    def url(self, name: str, path: str = "stream") -> str:
        """Where a behaviour is found."""
        over_tls = name in BEHAVIOURS and BEHAVIOURS[name].certificate
        return f"{'rtsps' if over_tls else 'rtsp'}://{ADDRESS}:{self.ports[name]}/{path}"

    def visits_elsewhere(self) -> list[str]:
        """Connections to where nobody may be sent."""
        return [event for event in self.events if event == "visited elsewhere"]


@contextlib.contextmanager
def hostile_cameras(films: Mapping[str, Path], certificates: Path) -> Iterator[HostileCameras]:
    """Start them; films by codec, certificates as expired.pem and foreign.pem with their keys."""
    asked = {codec: str(path) for codec, path in films.items()}
    command = [sys.executable, "-m", __name__, json.dumps(asked), str(certificates)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        events: list[str] = []
        ports = json.loads(process.stdout.readline())
        lines = process.stdout
        listener = threading.Thread(
            target=lambda: events.extend(line.strip() for line in lines), daemon=True
        )
        listener.start()
        yield HostileCameras(process, ports, events)
        process.stdin.close()
        listener.join()


async def _serve(films: Mapping[str, str], certificates: Path) -> None:
    sent = {codec: read_film(Path(path)).units for codec, path in films.items()}
    numbers = itertools.count()

    async def visited(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        print("visited elsewhere", flush=True)
        writer.close()

    elsewhere = await asyncio.start_server(visited, ELSEWHERE, 0)
    elsewhere_port = elsewhere.sockets[0].getsockname()[1]

    async def listen(script: Script, certificate: str | None) -> int:
        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            number = next(numbers)
            camera = Camera(reader, writer, sent, f"{ELSEWHERE}:{elsewhere_port}", number)
            # A viewer that leaves, in whatever way, ends the script; so does nonsense it says.
            with contextlib.suppress(OSError, EOFError, ValueError, asyncio.LimitOverrunError):
                await script(camera)
            with contextlib.suppress(OSError):
                writer.close()
                await writer.wait_closed()

        context = None
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates / f"{certificate}.pem")
        server = await asyncio.start_server(meet, ADDRESS, 0, ssl=context)
        kept.append(server)
        port: int = server.sockets[0].getsockname()[1]
        return port

    kept = [elsewhere]
    ports = {
        name: await listen(behaviour.script, behaviour.certificate)
        for name, behaviour in BEHAVIOURS.items()
    }
    ports[MUTATED] = await listen(play_mutated, None)
    print(json.dumps(ports), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(sys.argv[1]), Path(sys.argv[2])))
