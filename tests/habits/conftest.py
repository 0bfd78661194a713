"""A copy of the house in which a test may break a rule."""

import shutil
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
ROOMS = ("control_room", "widgets", "camera_config", "town", "benchmarks")


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The sources and their rules, free to be spoilt."""
    for room in ROOMS:
        shutil.copytree(
            REPOSITORY / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    return tmp_path
