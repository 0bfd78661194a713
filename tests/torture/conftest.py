"""Hostile cameras, hosts that watch them beside a healthy one, and the table of what came of it."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from control_room.domain.camera import CameraId, Health, Stream
from control_room.video.hosts import CameraHosts, StreamSource
from control_room.video.segment import MAX_HEIGHT_PX, MAX_WIDTH_PX
from tests.torture.behaviours import BEHAVIOURS, Transport
from tests.torture.observation import CAMERAS, NEIGHBOUR, wanted
from tests.torture.server import HostileCameras, hostile_cameras
from town.film import SceneOrder, cache_folder, prepare
from town.film_file import Codec, Film, film_name, write_film

# Films that other tests' towns show too, so that none is drawn for these tests alone.
SCENES: dict[Codec, str] = {"h264": "square", "h265": "station", "mjpeg": "car_park"}

Told = Callable[[str], None]
_told = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileCameras]:
    prepare(cache_folder(), [SceneOrder(scene, (codec,)) for codec, scene in SCENES.items()])
    films = {
        codec: cache_folder() / film_name(scene, "sub", codec) for codec, scene in SCENES.items()
    }
    films["bomb"] = tmp_path_factory.mktemp("films") / "bomb.film"
    write_bomb(films["bomb"])
    certificates = tmp_path_factory.mktemp("certificates")
    now = datetime.now(UTC)
    write_certificate(certificates / "foreign.pem", now + timedelta(days=1))
    write_certificate(certificates / "expired.pem", now - timedelta(days=1))
    with hostile_cameras(films, certificates) as cameras:
        yield cameras


@pytest.fixture(scope="session")
def hosts(hostile: HostileCameras) -> Iterator[CameraHosts]:
    """One host process: whatever a hostile camera breaks, it breaks beside its neighbour."""
    sources = [source(NEIGHBOUR, hostile.url("well_behaved"))]
    sources += [
        source(camera, hostile.url(name), transport=BEHAVIOURS[name].transport)
        for camera, name in CAMERAS.items()
    ]
    yield from watching(sources)


def watching(sources: list[StreamSource]) -> Iterator[CameraHosts]:
    """Hosts whose neighbour is live."""
    hosts = CameraHosts(sources, hosts=1)
    hosts.start()
    try:
        hosts.show(wanted([]))
        settle(hosts)
        yield hosts
    finally:
        hosts.stop()


def settle(hosts: CameraHosts) -> None:
    """Wait until the neighbour is live."""
    deadline = time.monotonic() + 15
    while hosts.state(NEIGHBOUR, Stream.SUB).health is not Health.LIVE:
        assert time.monotonic() < deadline, hosts.state(NEIGHBOUR, Stream.SUB)
        time.sleep(0.02)


def source(
    camera: CameraId, url: str, stream: Stream = Stream.SUB, transport: Transport = "tcp"
) -> StreamSource:
    """A camera that the console has a password for."""
    return StreamSource(camera, stream, url, transport, "agent", "canary-7f3a")


def write_bomb(path: Path) -> None:
    """A film of the largest pictures a wall may show, in as few bytes as can be."""
    encoder = cast(VideoCodecContext, av.CodecContext.create("libx264", "w"))
    encoder.width, encoder.height = MAX_WIDTH_PX, MAX_HEIGHT_PX
    encoder.pix_fmt = "yuv420p"
    encoder.framerate, encoder.time_base = Fraction(25), Fraction(1, 25)
    # Sixteen pictures to be kept: 800 MB for a decoder of this stream.
    parameters = "annexb=1:ref=16:dpb-size=16:level=6.2:keyint=24"
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": parameters}
    grey = np.full((MAX_HEIGHT_PX * 3 // 2, MAX_WIDTH_PX), 128, np.uint8)
    units = []
    for number in range(24):
        picture = av.VideoFrame.from_ndarray(grey, "yuv420p")
        picture.pts = number
        units += [bytes(packet) for packet in encoder.encode(picture)]
    write_film(path, Film("h264", MAX_WIDTH_PX, MAX_HEIGHT_PX, tuple(units), tuple(units)))


def write_certificate(path: Path, ends: datetime) -> None:
    """A certificate for the loopback address that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - timedelta(days=30))
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Told:
    """Add a line to the table that ends the run."""
    return request.config.stash.setdefault(_told, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the table."""
    if lines := config.stash.get(_told, []):
        terminalreporter.section("hostile cameras and disks")
        for line in lines:
            terminalreporter.write_line(line)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every behaviour by its name."""
    if "behaviour" in metafunc.fixturenames:
        metafunc.parametrize("behaviour", BEHAVIOURS.values(), ids=list(BEHAVIOURS))
