"""What is wrong with a picture is told from a live one, from a quiet night and from the weather."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from itertools import count
from typing import cast

import av
import cv2
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from control_room.domain.camera import CameraId, Health, Stream
from control_room.domain.picture import ShownPicture
from control_room.video.picture import PictureWatch, png
from control_room.video.scale import luma

Luma = NDArray[np.uint8]

_SECOND_NS = 1_000_000_000
_RATE = 25
_GOP = 50
_SEEDS = count()


def _street(seed: int = 1) -> Luma:
    """Houses, windows, poles and a road, as they look to a camera: 640x360."""
    dice = np.random.default_rng(seed)
    picture = np.full((360, 640), 140, np.uint8)
    picture[230:] = 90
    for _ in range(60):
        x, y = int(dice.integers(0, 620)), int(dice.integers(20, 330))
        width, height = int(dice.integers(8, 90)), int(dice.integers(8, 70))
        cv2.rectangle(picture, (x, y), (x + width, y + height), int(dice.integers(20, 230)), -1)
    return cast(Luma, cv2.GaussianBlur(picture, (0, 0), 0.8))


_STREET = _street()
_NIGHT = (_STREET // 6 + 12).astype(np.uint8)
for _lamp in range(60, 640, 120):
    cv2.circle(_NIGHT, (_lamp, 105), 6, 200, -1)
_BLACK = np.full((360, 640), 18, np.uint8)
_FLAT = np.full((360, 640), 110, np.uint8)


class _Camera:
    """Twenty-five pictures a second into a watch, every fiftieth a key picture."""

    def __init__(self, *, tells_keys: bool = True) -> None:
        self.watch = PictureWatch()
        self.now_ns = _SECOND_NS
        self.health: list[Health] = []
        self._tells_keys = tells_keys
        self._sent = 0

    def send(self, pictures: Iterable[Luma | tuple[Luma, bool]]) -> Health:
        for sent in pictures:
            brightness, is_key = sent if isinstance(sent, tuple) else (sent, None)
            if is_key is None:
                is_key = self._sent % _GOP == 0
            is_key = is_key and self._tells_keys
            self._sent += 1
            self.now_ns += _SECOND_NS // _RATE
            if self.watch.wants(self.now_ns, is_key):
                self.watch.look(brightness, self.now_ns, is_key)
            self.health.append(self.watch.health(self.now_ns)[0])
        return self.health[-1]

    @property
    def changes(self) -> list[Health]:
        """Every state it went through, in order."""
        return [
            state
            for before, state in zip([None, *self.health], self.health, strict=False)
            if state is not before
        ]


def _noisy(still: Luma, seconds: float, sigma: float = 1.5) -> Iterator[Luma]:
    """The still with noise that never comes twice."""
    dice = np.random.default_rng(next(_SEEDS))
    height, width = still.shape
    sheet = np.rint(dice.normal(0, sigma, (height + 64, width + 64))).astype(np.int16)
    base = still.astype(np.int16)
    for _ in range(round(seconds * _RATE)):
        top, left = dice.integers(0, 64, 2)
        grain = sheet[top : top + height, left : left + width]
        yield cast(Luma, cv2.add(base, grain, dtype=cv2.CV_8U))


def _soft(picture: Luma, radius_px: float) -> Luma:
    return cast(Luma, cv2.GaussianBlur(picture, (0, 0), radius_px))


def _fog(picture: Luma, clear: float) -> Luma:
    return (picture * clear + 170 * (1 - clear)).astype(np.uint8)


def _encoded(
    scene: Luma, sigma: float, crf: int, seconds: float, gop: int = _GOP
) -> Iterator[tuple[Luma, bool]]:
    """What arrives of a scene with noise through H.264: brightness, and whether it is a key."""
    height, width = scene.shape
    encoder = cast(VideoCodecContext, av.CodecContext.create("libx264", "w"))
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.time_base = Fraction(_RATE), Fraction(1, _RATE)
    encoder.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "crf": str(crf),
        "x264-params": f"keyint={gop}:min-keyint={gop}:scenecut=0",
    }
    decoder = cast(VideoCodecContext, av.CodecContext.create("h264", "r"))
    yuv = np.full((height * 3 // 2, width), 128, np.uint8)
    for index, picture in enumerate(_noisy(scene, seconds, sigma)):
        yuv[:height] = picture
        frame = av.VideoFrame.from_ndarray(yuv, "yuv420p")
        frame.pts = index
        for packet in encoder.encode(frame):
            for decoded in decoder.decode(av.Packet(bytes(packet))):
                yield luma(decoded).copy(), bool(decoded.key_frame)


def _still_for_s(pictures: Iterable[tuple[Luma, bool]]) -> float:
    """The longest time over which the pictures were the same to the last bit."""
    longest = run = 0
    before: Luma | None = None
    for picture, _ in pictures:
        run = run + 1 if before is not None and np.array_equal(picture, before) else 0
        longest, before = max(longest, run), picture
    return longest / _RATE


def test_a_hung_encoder_is_found_by_its_key_pictures() -> None:
    camera = _Camera()
    camera.send(_noisy(_STREET, 10))
    assert camera.send([_STREET] * 50) is Health.LIVE
    assert camera.send([_STREET] * 75) is Health.FROZEN
    since_ns = camera.watch.health(camera.now_ns)[1]
    assert camera.now_ns - 5.3 * _SECOND_NS < since_ns < camera.now_ns - 4.7 * _SECOND_NS


def test_a_hung_encoder_is_found_within_ten_seconds_without_key_pictures() -> None:
    camera = _Camera(tells_keys=False)
    camera.send(_noisy(_STREET, 10))
    assert camera.send([_STREET] * 175) is Health.LIVE
    assert camera.send([_STREET] * 75) is Health.FROZEN


def test_an_encoder_that_goes_round_in_its_last_group_is_frozen_within_ten_seconds() -> None:
    camera = _Camera()
    camera.send(_noisy(_STREET, 10))
    group = list(_noisy(_STREET, 2))
    assert camera.send(group * 5) is Health.FROZEN


def _with_clock(scene: Luma, seconds: int) -> Iterator[Luma]:
    """The very same scene with the hour written at its top and its foot."""
    for second in range(seconds):
        picture = scene.copy()
        for foot in (22, 352):
            cv2.putText(picture, f"22:14:{second:02}", (20, foot), 0, 0.6, 255, 2)
        yield from [picture] * _RATE


@pytest.mark.parametrize("tells_keys", [True, False])
def test_a_clock_that_runs_in_a_hung_picture_does_not_make_it_live(tells_keys: bool) -> None:
    camera = _Camera(tells_keys=tells_keys)
    assert camera.send(_noisy(_STREET, 5)) is Health.LIVE
    assert camera.send(_with_clock(_STREET, 12)) is Health.FROZEN


def test_a_frozen_camera_is_frozen_after_a_pause_and_live_when_it_moves() -> None:
    camera = _Camera()
    camera.send(_noisy(_STREET, 5))
    assert camera.send([_STREET] * 200) is Health.FROZEN
    for _ in range(3):
        camera.now_ns += 20 * _SECOND_NS
        camera.watch.resume()
        camera.health.clear()
        camera.send([_STREET] * 100)
        assert camera.changes == [Health.FROZEN]
    camera.watch.resume()
    camera.send(_noisy(_STREET, 4))
    assert camera.changes == [Health.FROZEN, Health.LIVE]


def test_a_new_watch_believes_what_it_is_told_until_the_picture_moves() -> None:
    group = [*_noisy(_STREET, _GOP / _RATE)]
    camera = _Camera()
    camera.watch.suspect(Health.FROZEN, 0)
    camera.send(group * 5)  # the encoder goes round
    assert camera.changes == [Health.FROZEN]
    camera.send(_noisy(_STREET, 5))
    assert camera.changes == [Health.FROZEN, Health.LIVE]


def test_a_hung_encoder_is_found_however_often_it_is_called_anew() -> None:
    camera = _Camera()
    for _ in range(6):
        camera.watch.resume()
        camera.send([_STREET] * 50)
        camera.now_ns += 5 * _SECOND_NS
    assert camera.health[-1] is Health.FROZEN


def test_a_pause_makes_no_healthy_camera_wrong() -> None:
    camera = _Camera()
    for _ in range(3):
        camera.send(_noisy(_STREET, 2))
        camera.now_ns += 60 * _SECOND_NS
        camera.watch.resume()
    assert camera.changes == [Health.LIVE]


@pytest.mark.parametrize(
    ("health", "spoil"),
    [
        (Health.DARK, lambda: _noisy(_BLACK, 3)),
        (Health.COVERED, lambda: _noisy(_FLAT, 3)),
    ],
)
def test_what_a_camera_is_suspected_of_is_over_when_it_is_not_so(
    health: Health, spoil: Callable[[], Iterator[Luma]]
) -> None:
    camera = _Camera()
    camera.watch.suspect(health, 0)
    camera.send(spoil())
    assert camera.changes == [health]
    camera.send(_noisy(_STREET, 5))
    assert camera.changes == [health, Health.LIVE]


def test_a_picture_that_moves_again_is_live() -> None:
    camera = _Camera()
    camera.send([_STREET] * 250)
    assert camera.send(_noisy(_STREET, 2)) is Health.LIVE


@pytest.mark.parametrize("crf", [28, 35])
@pytest.mark.parametrize("sigma", [0.5, 1.0, 2.0])
def test_a_still_night_that_its_encoder_mostly_skips_is_live(sigma: float, crf: int) -> None:
    night = cast(Luma, cv2.resize(_NIGHT, (320, 180), interpolation=cv2.INTER_AREA))
    camera = _Camera()
    camera.send(_encoded(night, sigma, crf, seconds=14))
    assert camera.changes == [Health.LIVE]


def test_what_the_encoder_skips_does_stand_still() -> None:
    night = cast(Luma, cv2.resize(_NIGHT, (320, 180), interpolation=cv2.INTER_AREA))
    assert _still_for_s(_encoded(night, 0.5, 35, seconds=6)) > 1.5


def test_a_camera_with_rare_key_pictures_is_given_their_time() -> None:
    camera = _Camera()
    stills = list(_noisy(_NIGHT, 5))[::12]
    for still in stills[:4]:  # seven seconds: just allowed
        camera.send([(still, True), *[(still, False)] * 174])
    for still in stills[4:9]:  # ten: the camera was seen to take its time
        camera.send([(still, True), *[(still, False)] * 249])
    assert camera.changes == [Health.LIVE]


def test_a_quiet_night_is_neither_frozen_nor_dark() -> None:
    camera = _Camera()
    camera.send(_noisy(_NIGHT, 20, sigma=0.6))
    assert camera.changes == [Health.LIVE]


def test_a_dark_picture_is_dark_in_spite_of_its_noise() -> None:
    camera = _Camera()
    assert camera.send(_noisy(_BLACK, 1, sigma=3)) is Health.LIVE
    assert camera.send(_noisy(_BLACK, 2, sigma=3)) is Health.DARK


def test_a_dark_picture_without_noise_stays_dark() -> None:
    camera = _Camera()
    camera.send(_noisy(_STREET, 4))
    for _ in range(3):
        camera.send([_BLACK] * 300)
        camera.send(_noisy(_BLACK, 3, sigma=1))
    assert camera.changes == [Health.LIVE, Health.DARK]


def test_light_ends_the_dark_and_a_flash_does_not() -> None:
    camera = _Camera()
    camera.send(_noisy(_BLACK, 5, sigma=2))
    camera.send(_noisy(_STREET, 0.4))
    assert camera.send(_noisy(_BLACK, 1, sigma=2)) is Health.DARK
    assert camera.send(_noisy(_STREET, 2)) is Health.LIVE


@pytest.mark.parametrize("level", [60, 110, 230])
def test_a_covered_camera_is_covered_whatever_the_brightness(level: int) -> None:
    camera = _Camera()
    camera.send(_noisy(_STREET, 40))
    bag = np.tile(np.linspace(level - 25, level + 20, 640, dtype=np.float32), (360, 1))
    text = bag.astype(np.uint8)
    cv2.putText(text, "2026-11-23 21:47:02 CAM 12", (8, 22), cv2.FONT_HERSHEY_PLAIN, 1.5, 250, 2)
    assert camera.send(_noisy(text, 9, sigma=4)) is Health.LIVE
    assert camera.send(_noisy(text, 4, sigma=4)) is Health.COVERED
    assert camera.send(_noisy(_STREET, 4)) is Health.LIVE


def test_a_camera_that_was_covered_before_it_was_watched_is_covered() -> None:
    camera = _Camera()
    assert camera.send(_noisy(_FLAT, 12, sigma=4)) is Health.COVERED


def test_a_covered_camera_stays_covered() -> None:
    camera = _Camera()
    camera.send(_noisy(_STREET, 30))
    camera.send(_noisy(_FLAT, 60, sigma=2))
    assert camera.changes == [Health.LIVE, Health.COVERED]


def test_a_lens_out_of_focus_is_found_and_comes_back() -> None:
    camera = _Camera()
    camera.send(_noisy(_STREET, 40))
    assert camera.send(_noisy(_soft(_STREET, 6), 9)) is Health.LIVE
    assert camera.send(_noisy(_soft(_STREET, 6), 4)) is Health.DEFOCUSED
    assert camera.send(_noisy(_STREET, 6)) is Health.LIVE


@pytest.mark.parametrize("clear", [0.5, 0.3, 0.15])
@pytest.mark.parametrize("scene", [_STREET, _NIGHT], ids=["day", "night"])
def test_fog_is_weather(scene: Luma, clear: float) -> None:
    camera = _Camera()
    camera.send(_noisy(scene, 30))
    camera.send(_noisy(_fog(scene, clear), 20))
    assert camera.changes == [Health.LIVE]


def test_headlights_and_a_lorry_pass() -> None:
    camera = _Camera()
    camera.send(_noisy(_NIGHT, 30))
    y, x = np.mgrid[0:360, 0:640]
    glare = 235 * np.exp(-(np.square(x - 320) + np.square(y - 200)) / 30_000)
    blinded = np.clip(_NIGHT + glare, 0, 255).astype(np.uint8)
    for _ in range(3):
        camera.send(_noisy(blinded, 4))
        camera.send(_noisy(_NIGHT, 1))
    camera.send(_noisy(_FLAT, 7, sigma=2))
    camera.send(_noisy(_NIGHT, 3))
    assert camera.changes == [Health.LIVE]


def test_a_camera_turned_to_a_softer_scene_is_not_out_of_focus() -> None:
    camera = _Camera()
    camera.send(_noisy(_STREET, 30))
    camera.send(_noisy(_soft(_street(seed=8), 6), 40))
    assert camera.changes == [Health.LIVE]


def test_what_was_learnt_outlives_a_pause() -> None:
    camera = _Camera()
    camera.send(_noisy(_STREET, 30))
    camera.watch.resume()
    assert camera.send(_noisy(_soft(_STREET, 6), 12)) is Health.DEFOCUSED


@pytest.mark.parametrize("size_px", [(1920, 1080), (704, 576), (1280, 960), (320, 240)])
def test_other_sizes_are_judged_alike(size_px: tuple[int, int]) -> None:
    camera = _Camera()
    street = cast(Luma, cv2.resize(_STREET, size_px, interpolation=cv2.INTER_AREA))
    dice = np.random.default_rng(2)
    for scene, health in (
        (street, Health.LIVE),
        (_soft(street, size_px[0] / 90), Health.DEFOCUSED),
        (np.full_like(street, 120), Health.COVERED),
    ):
        for _ in range(30):
            noise = dice.integers(0, 3, scene.shape, np.uint8)
            camera.now_ns += _SECOND_NS
            camera.watch.look(scene + noise, camera.now_ns)
        assert camera.watch.health(camera.now_ns)[0] is health


def test_the_file_holds_the_very_pixels() -> None:
    rows = np.random.default_rng(1).integers(0, 256, (36, 70, 4), np.uint8)
    now = datetime.now(UTC)
    picture = ShownPicture(
        camera=CameraId(1),
        stream=Stream.SUB,
        width_px=64,
        height_px=36,
        stride_bytes=280,
        sequence=1,
        pts_90khz=None,
        received_at_ns=1,
        received_at=now,
        source=1,
        shown_at=now,
        health=Health.LIVE,
        pixels=rows.tobytes(),
    )
    decoded = cv2.imdecode(np.frombuffer(png(picture), np.uint8), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(decoded, rows[:, :64, :3])
