"""The site file reaches the screens and the camera hosts whole."""

from pathlib import Path

from camera_config.loader import EXAMPLE
from control_room import site
from control_room.domain.camera import CameraId, Mask, Stream
from control_room.places import DataFolder


def test_masks_and_certificates_are_carried_over(tmp_path: Path) -> None:
    town = site.load(EXAMPLE, DataFolder(tmp_path))
    assert town.camera(CameraId(12)).masks == (
        Mask(((0.02, 0.10), (0.21, 0.08), (0.22, 0.44), (0.03, 0.47))),
        Mask(((0.80, 0.00), (1.00, 0.00), (1.00, 0.25))),
    )
    assert town.camera(CameraId(13)).masks == ()
    assert {
        (source.camera, source.stream): source.certificate_sha256 for source in town.sources
    } == {
        (CameraId(12), Stream.MAIN): None,
        (CameraId(12), Stream.SUB): None,
        (CameraId(13), Stream.MAIN): "0" * 64,
        (CameraId(13), Stream.SUB): "0" * 64,
    }
