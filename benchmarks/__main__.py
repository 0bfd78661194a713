"""`python -m benchmarks`: measure, print a table, write JSON."""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from pathlib import Path

from benchmarks import audit, wall
from benchmarks.errors import NotMeasured
from benchmarks.peers import PEERS
from control_room.errors import ControlRoomError
from town.cameras import POSTS
from town.errors import TownError


def main() -> int:
    """Do what the arguments say; 0 when measured, 1 when it could not be."""
    options = _parser().parse_args()
    try:
        if options.json:
            options.json.parent.mkdir(parents=True, exist_ok=True)
            options.json.touch()
        if options.command == "wall":
            peers = [PEERS[name] for name in options.against]
            result = wall.measure(options.tiles, options.seconds, peers)
            print(wall.as_table(result))
        else:
            result = audit.measure(options.acts, options.entries, options.folder)
            print(audit.as_table(result))
    except (NotMeasured, TownError, ControlRoomError, OSError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if options.json:
        text = json.dumps(result, ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    walls = commands.add_parser("wall", help="the console with live pictures, beside others")
    walls.add_argument(
        "--tiles", type=_walls, default=[1, 4, 16], metavar="N,N", help="sizes of the wall (1,4,16)"
    )
    walls.add_argument(
        "--seconds", type=_positive, default=20, metavar="N", help="watched per size (20)"
    )
    walls.add_argument(
        "--against", type=_peers, default=[], metavar="NAME,NAME", help=f"of: {', '.join(PEERS)}"
    )

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
    for command in (walls, audits):
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
