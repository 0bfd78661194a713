"""`python -m town`: run the town from a shell, or have one of its cameras misbehave."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Final

from town import control
from town.cameras import POSTS
from town.control import ACTS, MEANING
from town.errors import TownError
from town.plan import control_socket
from town.town import Town

_PORT: Final = 8554  # the usual second choice for RTSP, open to everybody


def main() -> int:
    """Do what the arguments say; 0 when done, 1 when it cannot be done."""
    arguments = _parser().parse_args()
    try:
        if arguments.command == "say":
            socket_path = Path(control_socket(str(arguments.run_dir)))
            control.say(socket_path, arguments.camera, arguments.act, arguments.seconds)
        else:
            _run(arguments)
    except TownError as error:
        print(f"town: {error.what} {error.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("town: stopped", file=sys.stderr)
    return 0


def _run(arguments: argparse.Namespace) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with Town.start(
        arguments.cameras,
        progress=_ProgressLine(),
        run_dir=arguments.run_dir,
        footage=arguments.footage,
        port=arguments.port,
    ) as town:
        if arguments.site:
            town.write_site(arguments.site)
        for camera in town.cameras:
            habits = [camera.codec, camera.transport, *(["digest"] if camera.username else [])]
            print(f"{camera.number:3} {camera.name:24} {camera.main_url}  {' '.join(habits)}")
        print(
            f"{len(town.cameras)} cameras, each with /main and /sub. Ctrl+C stops them.", flush=True
        )
        town.wait()
    raise TownError("The town's server has died.", "Start it again.")


class _ProgressLine:
    """One line that counts while films are made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __call__(self, done: int, to_do: int) -> None:
        with self._lock:
            end = "\n" if done == to_do else ""
            print(
                f"\rDrawing the town, once: {done * 100 // to_do} %",
                end=end,
                file=sys.stderr,
                flush=True,
            )


def _parser() -> argparse.ArgumentParser:
    run_dir = (
        Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
        / f"vigie-town-{os.getuid()}"
    )
    parser = argparse.ArgumentParser(
        prog="python -m town", description="A simulated town of RTSP cameras."
    )
    parser.add_argument(
        "--cameras",
        type=int,
        default=len(POSTS),
        metavar="N",
        help="how many (default: %(default)s)",
    )
    parser.add_argument(
        "--footage", type=Path, nargs="+", default=(), metavar="FILE", help="real videos to show"
    )
    parser.add_argument("--port", type=int, default=_PORT, help="TCP port (default: %(default)s)")
    parser.add_argument(
        "--site", type=Path, metavar="FILE", help="write the site file for Vigie here"
    )
    parser.add_argument(
        "--run-dir",
        type=Path,
        default=run_dir,
        metavar="DIR",
        help="sent log and control socket (default: %(default)s)",
    )
    commands = parser.add_subparsers(dest="command", metavar="say")
    say = commands.add_parser(
        "say",
        help="have a camera of the running town misbehave",
        description="\n".join(f"{act:8} {meaning}" for act, meaning in MEANING.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    say.add_argument("act", choices=ACTS)
    say.add_argument("--camera", type=int, required=True, metavar="NUMBER")
    say.add_argument(
        "--seconds", type=float, metavar="N", help="how long; without it, until `normal`"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
