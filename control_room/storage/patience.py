"""Work on what may never answer: a share that is gone, a keyring that waits for a person."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")


class NotInTime(Exception):
    """The work is not done yet; it goes on by itself and its outcome is lost."""


def within(timeout_s: float, work: Callable[[], _T]) -> _T:
    """What the work returns or raises.

    Raises:
        NotInTime: it is not done after so long.
    """
    outcomes: list[_T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            outcomes.append(work())
        except BaseException as error:  # noqa: BLE001, raised again where it is waited for
            failures.append(error)

    # A daemon: a call that the system never ends must not keep the process.
    running = threading.Thread(target=run, name="patience", daemon=True)
    running.start()
    running.join(timeout_s)
    if failures:
        raise failures[0]
    if not outcomes:
        raise NotInTime
    return outcomes[0]
