"""The machine and the versions that figures were measured with: without them they mean nothing."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import av
import psutil

_PARTS = ("PySide6-Essentials", "av", "opencv-python-headless", "numpy", "SQLAlchemy", "pysqlite3")


def describe() -> dict[str, object]:
    """The machine as it is now; `load_before` is its load average over 1, 5 and 15 minutes."""
    return {
        "cpu": _cpu_model(),
        "cores": psutil.cpu_count(),
        "memory_mb": psutil.virtual_memory().total // 1_000_000,
        # What follows a "-" names one machine's build: it tells a reader nothing.
        "kernel": platform.release().partition("-")[0],
        "system": platform.freedesktop_os_release()["PRETTY_NAME"],
        "python": platform.python_version(),
        "parts": {part: version(part) for part in _PARTS},
        "libavcodec_of_pyav": ".".join(map(str, av.library_versions["libavcodec"])),
        "ffmpeg": first_line("ffmpeg", "-version"),
        "load_before": load(),
    }


def load() -> list[float]:
    """Load average over 1, 5 and 15 minutes."""
    return [round(average, 2) for average in os.getloadavg()]


def first_line(program: str, *arguments: str) -> str | None:
    """The first line that a program prints; None when it is not installed."""
    if shutil.which(program) is None:
        return None
    answer = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    return answer.stdout.partition("\n")[0]


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()
