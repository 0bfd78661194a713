"""The town as configured: cameras for the screens, stream sources for the camera hosts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from camera_config import loader
from camera_config.loader import Fault, Mistake, SiteFileMistakes
from camera_config.schema import CameraConfig, VerbalisationConfig
from control_room.domain.camera import (
    Camera,
    CameraId,
    Health,
    Stream,
    StreamState,
    VerbalisationOrder,
)
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.texts import QT_TRANSLATE_NOOP, Text
from control_room.video.hosts import CameraHosts
from control_room.video.orders import StreamSource

_CHECK_S = 8.0
"""Longest wait for a camera's first picture: connection (3 s) and one group of pictures."""


class UnknownCamera(ControlRoomError):
    """No camera of the site has this number."""

    def __init__(self, number: int, known: Sequence[CameraId]) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "There is no camera {number}.").of(number=number),
            QT_TRANSLATE_NOOP("errors", "Nothing was done."),
            QT_TRANSLATE_NOOP("errors", "Known numbers: {known}.").of(
                known=", ".join(map(str, sorted(known)))
            ),
        )


@dataclass(frozen=True)
class Site:
    """A town's cameras; passwords only inside `sources`."""

    name: str
    insee: str
    cameras: tuple[Camera, ...]
    sources: tuple[StreamSource, ...]

    def camera(self, number: CameraId) -> Camera:
        """The camera of that number.

        Raises:
            UnknownCamera: there is none.
        """
        for camera in self.cameras:
            if camera.id == number:
                return camera
        raise UnknownCamera(number, [camera.id for camera in self.cameras])


def load(path: Path | None, folder: DataFolder) -> Site:
    """Read the site file, by default the data folder's.

    Raises:
        SiteFileMistakes: every mistake in the file, with its line.
    """
    config = loader.load(path or folder.site)
    return Site(
        name=config.site.name,
        insee=config.site.insee,
        cameras=tuple(_camera(camera) for camera in config.cameras),
        sources=tuple(_source(camera, stream) for camera in config.cameras for stream in Stream),
    )


def _camera(config: CameraConfig) -> Camera:
    order = config.verbalisation
    return Camera(
        id=CameraId(config.number),
        name=config.name,
        sector=config.sector,
        address=config.address,
        verbalisation=_order(order) if order else None,
    )


def _order(config: VerbalisationConfig) -> VerbalisationOrder:
    return VerbalisationOrder(
        order=config.order,
        valid_from=config.valid_from,
        valid_until=config.valid_until,
        signs_checked=config.signs_checked,
    )


def _source(config: CameraConfig, stream: Stream) -> StreamSource:
    return StreamSource(
        camera=CameraId(config.number),
        stream=stream,
        url=config.main if stream is Stream.MAIN else config.sub,
        transport=config.transport,
        username=config.username,
        password=config.password.get_secret_value() if config.password else None,
    )


def told(mistakes: SiteFileMistakes) -> Iterator[Text]:
    """The mistakes as sentences, one a line: file, line, what is wrong, what is allowed."""
    for mistake in mistakes.mistakes:
        yield QT_TRANSLATE_NOOP("site file", "{file}, line {line}: {mistake}").of(
            file=mistakes.path, line=mistake.line, mistake=_sentence(mistake)
        )


def _sentence(mistake: Mistake) -> Text:
    sentences = {
        Fault.UNREADABLE: QT_TRANSLATE_NOOP("site file", "the file cannot be read ({given})"),
        Fault.SYNTAX: QT_TRANSLATE_NOOP("site file", "not TOML: {given}"),
        Fault.UNKNOWN_KEY: QT_TRANSLATE_NOOP(
            "site file", "unknown key “{key}”; allowed: {allowed}"
        ),
        Fault.MISSING_KEY: QT_TRANSLATE_NOOP("site file", "“{key}” is missing. {allowed}"),
        Fault.BAD_VALUE: QT_TRANSLATE_NOOP(
            "site file", "“{key}” cannot be “{given}”; allowed: {allowed}"
        ),
        Fault.REPEATED_NUMBER: QT_TRANSLATE_NOOP(
            "site file", "camera number {given} is used twice"
        ),
    }
    return sentences[mistake.fault].of(
        key=mistake.key, given=mistake.given, allowed=mistake.allowed
    )


def check(site: Site, cameras: Sequence[Camera]) -> Iterator[tuple[Camera, StreamState]]:
    """Connect to each camera's small stream and give its state, live or why not."""
    hosts = CameraHosts(site.sources)
    hosts.start()
    try:
        hosts.show({(camera.id, Stream.SUB): (320, 180) for camera in cameras})
        deadline = time.monotonic() + _CHECK_S
        for camera in cameras:
            state = hosts.state(camera.id, Stream.SUB)
            while state.health is Health.CONNECTING and time.monotonic() < deadline:
                time.sleep(0.05)
                state = hosts.state(camera.id, Stream.SUB)
            yield camera, state
    finally:
        hosts.stop()
