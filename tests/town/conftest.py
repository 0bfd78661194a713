"""One small town for all tests of this folder: every codec, with and without a password."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from town.town import Town

H264, H265, MJPEG, DIGEST = 21, 22, 53, 65  # numbers of cameras, in two scenes only


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    with Town.start((H264, H265, MJPEG, DIGEST)) as running:
        yield running


@pytest.fixture(autouse=True)
def everybody_behaves(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "town" in request.fixturenames:
        running: Town = request.getfixturevalue("town")
        for camera in running.cameras:
            running.say(camera.number, "normal")
