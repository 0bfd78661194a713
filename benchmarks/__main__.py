"""`python -m benchmarks`: measure, print a table, write JSON."""

from __future__ import annotations

import argparse
import json
import math
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import audit, audit_writers, churn, faults, switch, wall
from benchmarks.errors import NotMeasured
from benchmarks.peers import windows
from benchmarks.peers.known import PEERS
from control_room.errors import ControlRoomError
from town.cameras import POSTS
from town.errors import TownError

Result = dict[str, Any]


def main() -> int:
    """Do what the arguments say; 0 when measured, 1 when it could not be."""
    options = _parser().parse_args()
    # Ended from outside, it still ends the town, the screen and the console.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if options.command == "peers":
            print(_prepare_peers())
            return 0
        if options.json:
            options.json.parent.mkdir(parents=True, exist_ok=True)
            options.json.touch()
        measure, as_table = _work(options)
        result = measure()
        print(as_table(result))
    except (NotMeasured, TownError, ControlRoomError, OSError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if options.json:
        text = json.dumps(result, ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def _work(options: argparse.Namespace) -> tuple[Callable[[], Result], Callable[[Result], str]]:
    """What measures, and what shows its result."""
    match options.command:
        case "wall":
            peers = [PEERS[name] for name in options.against]
            return (
                lambda: wall.measure(options.tiles, options.seconds, peers),
                wall.as_table,
            )
        case "switch":
            return lambda: switch.measure(options.switches), switch.as_table
        case "faults":
            return faults.measure, faults.as_table
        case "writers":
            return (
                lambda: audit_writers.measure(options.writers, options.acts),
                audit_writers.as_table,
            )
        case "churn":
            return lambda: churn.measure(options.minutes), churn.as_table
    return (
        lambda: audit.measure(options.acts, options.entries, options.folder),
        audit.as_table,
    )


def _prepare_peers() -> str:
    """Install what can be installed without rights; what there is, one peer a line."""
    try:
        windows.install()
    except NotMeasured as error:
        print(f"benchmarks: {error}", file=sys.stderr)
    return "\n".join(
        f"{peer.name}: {peer.version() or f'not installed; {peer.install}'}"
        for peer in PEERS.values()
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    walls = commands.add_parser("wall", help="the console with live pictures, beside others")
    walls.add_argument(
        "--tiles", type=_walls, default=[16, 36], metavar="N,N", help="sizes of the wall (16,36)"
    )
    walls.add_argument(
        "--seconds", type=_positive, default=20, metavar="N", help="watched per size (20)"
    )
    walls.add_argument(
        "--against", type=_peers, default=[], metavar="NAME,NAME", help=f"of: {', '.join(PEERS)}"
    )

    switches = commands.add_parser("switch", help="first pictures after another wall is shown")
    switches.add_argument("--switches", type=_positive, default=12, metavar="N", help="(12)")

    fault = commands.add_parser("faults", help="cameras and camera hosts that fail and return")

    churns = commands.add_parser("churn", help="what switching without end leaves in memory")
    churns.add_argument("--minutes", type=_positive, default=30, metavar="N", help="(30)")

    commands.add_parser("peers", help="install what the wall is compared with, as far as it can be")

    audits = commands.add_parser("audit", help="durable audited acts, verification of the log")
    audits.add_argument("--acts", type=_positive, default=2000, metavar="N", help="timed (2000)")
    audits.add_argument(
        "--entries", type=_positive, default=50_000, metavar="N", help="of the log verified (50000)"
    )
    audits.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()),
        help="on the disk to measure (default: %(default)s)",
    )
    writers = commands.add_parser("writers", help="workstations that share a PostgreSQL server")
    writers.add_argument("--writers", type=_positive, default=8, metavar="N", help="(8)")
    writers.add_argument("--acts", type=_positive, default=1000, metavar="N", help="each (1000)")
    for command in (walls, switches, fault, churns, audits, writers):
        command.add_argument("--json", type=Path, metavar="FILE", help="all figures, raw ones too")
    return parser


def _walls(text: str) -> list[int]:
    sizes = [_positive(part) for part in text.split(",")]
    for size in sizes:
        if math.isqrt(size) ** 2 != size or size > len(POSTS):
            raise argparse.ArgumentTypeError(f"a wall has 1, 4, 9 … {len(POSTS)} tiles, not {size}")
    return sizes


def _peers(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(f"no peer is called {name}; known: {', '.join(PEERS)}")
    return names


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"a number from 1 up, not {text}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
