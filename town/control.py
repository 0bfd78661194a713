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

Act = Literal[
    "freeze",
    "dark",
    "cover",
    "defocus",
    "garble",
    "clock",
    "stall",
    "unplug",
    "drop",
    "reboot",
    "refuse",
    "normal",
]

ACTS: Final[tuple[Act, ...]] = get_args(Act)

MEANING: Final[dict[Act, str]] = {
    "freeze": "packets flow, always the same picture (from the next key picture, within 2 s)",
    "dark": "almost black, with the sensor's noise (from the next key picture, within 2 s)",
    "cover": "a bag over the lens: one colour, with noise (from the next key picture)",
    "defocus": "the scene through a lens out of focus (from the next key picture)",
    "garble": "bytes behind the headers of every picture are wrong",
    "clock": "the camera's clock jumps an hour ahead",
    "stall": "connections stay open and are answered, no pictures",
    "unplug": "the cable is out: not a packet either way, no connection is closed or made",
    "drop": "every connection is cut once",
    "reboot": "nothing answers for the given seconds (20 when not given)",
    "refuse": "every password is refused, connections are cut",
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
