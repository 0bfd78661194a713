"""The town as configured: cameras for the screens, stream sources for the camera hosts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from camera_config import loader
from camera_config.loader import Fault, Mistake, SiteFileMistakes
from camera_config.schema import CameraConfig, VerbalisationConfig
from control_room.domain.camera import (
    Camera,
    CameraId,
    Health,
    Mask,
    Stream,
    StreamState,
    StreamUse,
    VerbalisationOrder,
)
from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.texts import QT_TRANSLATE_NOOP, Text
from control_room.video.hosts import CameraHosts
from control_room.video.orders import StreamSource

_CHECK_S = 8.0
"""Longest wait for a camera's first picture: connection (3 s) and one group of pictures."""

_TWO_LINES = Text("site file", "{above}\n{line}")


class NoSiteFile(ControlRoomError):
    """There is no file where the town's cameras are looked for; nothing was started."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "There is no site file {path}.").of(path=path),
            QT_TRANSLATE_NOOP("errors", "Nothing was started."),
            QT_TRANSLATE_NOOP(
                "errors", "Write one after the model of {example}, or name another with --site."
            ).of(example=loader.EXAMPLE),
        )


class SiteFileUnusable(ControlRoomError):
    """The site file has mistakes; nothing was started.

    Attributes:
        mistakes: one sentence each: file, line, what is wrong, what is allowed.
    """

    def __init__(self, found: SiteFileMistakes) -> None:
        self.mistakes = [_told(found.path, mistake) for mistake in found.mistakes]
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "The site file cannot be used."),
            reduce(lambda above, line: _TWO_LINES.of(above=above, line=line), self.mistakes),
            QT_TRANSLATE_NOOP("errors", "Correct them, then start again."),
        )


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
        NoSiteFile: there is none.
        SiteFileUnusable: every mistake in the file, with its line.
    """
    path = path or folder.site
    try:
        config = loader.load(path)
    except SiteFileMistakes as found:
        if isinstance(found.__cause__, FileNotFoundError | NotADirectoryError):
            raise NoSiteFile(path) from found
        raise SiteFileUnusable(found) from found
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
        masks=tuple(Mask(outline) for outline in config.masks),
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
        certificate_sha256=config.certificate_sha256,
    )


def _told(path: Path, mistake: Mistake) -> Text:
    sentence = _sentence(mistake)
    if mistake.fault is Fault.UNREADABLE:
        return QT_TRANSLATE_NOOP("site file", "{file}: {mistake}").of(file=path, mistake=sentence)
    return QT_TRANSLATE_NOOP("site file", "{file}, line {line}: {mistake}").of(
        file=path, line=mistake.line, mistake=sentence
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
        hosts.show({(camera.id, Stream.SUB): StreamUse((320, 180)) for camera in cameras})
        deadline = time.monotonic() + _CHECK_S
        for camera in cameras:
            state = hosts.state(camera.id, Stream.SUB)
            while state.health is Health.CONNECTING and time.monotonic() < deadline:
                time.sleep(0.05)
                state = hosts.state(camera.id, Stream.SUB)
            yield camera, state
    finally:
        hosts.stop()
