"""Names the code that nothing uses; ends with 1 when there is some.

Fields of classes are left out: rows, records and enumerations are read by their names at run time.
What Qt, pydantic or pytest call is listed in pyproject.toml, section `tool.vulture`.
"""

import sys
import tomllib
from pathlib import Path

from vulture import Vulture
from vulture.core import Item


def is_field(item: Item) -> bool:
    """True for a variable that is not at the top of its module (ruff finds unused local ones)."""
    line = item.filename.read_text(encoding="utf-8").splitlines()[item.first_lineno - 1]
    return item.typ == "variable" and line[:1].isspace()


def main() -> int:
    """Search the sources under the current folder by the settings of its pyproject.toml."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    settings = project["tool"]["vulture"]
    vulture = Vulture(
        ignore_names=settings["ignore_names"], ignore_decorators=settings["ignore_decorators"]
    )
    vulture.scavenge(settings["paths"], exclude=settings["exclude"])
    dead = [item for item in vulture.get_unused_code(min_confidence=60) if not is_field(item)]
    for item in dead:
        print(item.get_report())
    return 1 if dead or vulture.exit_code else 0


if __name__ == "__main__":
    sys.exit(main())
