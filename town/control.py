"""Commands to a running town: tell one camera to misbehave, or to behave again.

The control socket takes one JSON object per line and answers each with one JSON line:

    {"camera": 12, "act": "freeze", "seconds": 10}   ->   {"done": true}
    {"camera": 99, "act": "freeze"}                  ->   {"error": "there is no camera 99"}
"""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Final, Literal, get_args

from town.errors import TownError

Act = Literal["freeze", "stall", "drop", "dark", "reboot", "refuse", "garble", "clock", "normal"]

ACTS: Final[tuple[Act, ...]] = get_args(Act)

MEANING: Final[dict[Act, str]] = {
    "freeze": "packets flow, always the same picture (from the next key picture, within 2 s)",
    "stall": "connections stay open, no packets",
    "drop": "every connection is cut once",
    "dark": "almost black, with the sensor's noise (from the next key picture, within 2 s)",
    "reboot": "nothing answers for the given seconds (20 when not given)",
    "refuse": "every password is refused, connections are cut",
    "garble": "bytes behind the headers of every picture are wrong",
    "clock": "the camera's clock jumps an hour ahead",
    "normal": "all of that ends",
}

_ANSWER_WITHIN_S: Final = 5.0


def say(control_socket: Path, camera: int, act: Act, seconds: float | None = None) -> None:
    """Have a camera of the running town do something.

    Args:
        control_socket: `control.sock` in the town's run folder.
        camera: its number.
        act: see `MEANING`.
        seconds: how long; without it, until `normal`.

    Raises:
        TownError: no town listens there, or it refuses; nothing has changed.
    """
    order = {"camera": camera, "act": act, "seconds": seconds}
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_ANSWER_WITHIN_S)
            connection.connect(str(control_socket))
            connection.sendall(json.dumps(order).encode() + b"\n")
            with connection.makefile() as lines:
                answer = json.loads(lines.readline() or "{}")
    except OSError as error:
        raise TownError(
            f"No town answers on {control_socket} ({error}).", "Start one with: python -m town"
        ) from error
    if not answer.get("done"):
        raise TownError(
            f"The town refuses: {answer.get('error', 'it closed the connection')}.",
            f"Known acts: {', '.join(ACTS)}.",
        )
