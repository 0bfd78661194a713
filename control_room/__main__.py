"""`python -m control_room` is the command `vigie`."""

import sys

from control_room.cli import main

if __name__ == "__main__":
    sys.exit(main())
