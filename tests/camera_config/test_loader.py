"""An installing engineer's mistakes are named with their line and what would be right."""

from pathlib import Path

import pytest

from camera_config.loader import EXAMPLE, Fault, SiteFileMistakes, load

SITE = """\
[site]
name = "Valmont"
insee = "00000"

[[cameras]]
number = 12
name = "Place du Marché"
sector = "Centre-ville"
main = "rtsp://127.0.0.1:8554/main"
sub = "rtsp://127.0.0.1:8554/sub"
username = "vigie"
password = "canary-secret"

[[cameras]]
number = 13
name = "Rue des Halles"
sector = "Centre-ville"
main = "rtsp://127.0.0.1:8554/main"
sub = "rtsp://127.0.0.1:8554/sub"
[cameras.verbalisation]
order = "2024-118"
from = 2024-03-12
until = 2029-03-12
signs_checked = 2026-10-02
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes_in(folder: Path, text: str) -> list[tuple[int, Fault, str]]:
    with pytest.raises(SiteFileMistakes) as caught:
        load(written(folder, text))
    return [(mistake.line, mistake.fault, mistake.key) for mistake in caught.value.mistakes]


def test_a_right_file_gives_cameras_and_their_orders(tmp_path):
    site = load(written(tmp_path, SITE))
    assert [camera.number for camera in site.cameras] == [12, 13]
    assert site.cameras[0].verbalisation is None
    assert site.cameras[1].verbalisation is not None
    assert str(site.cameras[1].verbalisation.valid_until) == "2029-03-12"


def test_every_mistake_is_named_at_once_with_its_line(tmp_path):
    text = (
        SITE.replace('insee = "00000"', 'insee = "1234"')
        .replace('sub = "rtsp://127.0.0.1:8554/sub"\nusername', 'sub = "http://x"\nusername')
        .replace('name = "Rue des Halles"', 'colour = "red"')
        .replace("until = 2029-03-12", "until = 2023-03-12")
    )
    assert mistakes_in(tmp_path, text) == [
        (3, Fault.BAD_VALUE, "insee"),
        (10, Fault.BAD_VALUE, "sub"),
        (14, Fault.MISSING_KEY, "name"),
        (16, Fault.UNKNOWN_KEY, "colour"),
        (20, Fault.BAD_VALUE, "verbalisation"),
    ]


def test_allowed_values_are_told(tmp_path):
    text = SITE.replace("number = 13", 'number = 13\ntransport = "tpc"')
    with pytest.raises(SiteFileMistakes) as caught:
        load(written(tmp_path, text))
    assert caught.value.mistakes[0].allowed == "'tcp' or 'udp'"


def test_a_number_used_twice_is_refused_at_the_second(tmp_path):
    text = SITE.replace("number = 13", "number = 12")
    assert mistakes_in(tmp_path, text) == [(15, Fault.REPEATED_NUMBER, "number")]


def test_broken_toml_and_missing_file_are_mistakes_too(tmp_path):
    assert mistakes_in(tmp_path, "[site]\nname = \n") == [(2, Fault.SYNTAX, "")]
    with pytest.raises(SiteFileMistakes) as caught:
        load(tmp_path / "absent.toml")
    assert caught.value.mistakes[0].fault is Fault.UNREADABLE


def test_no_mistake_repeats_a_password(tmp_path):
    for text in (
        SITE.replace("number = 12", "number = 0"),
        SITE.replace('password = "canary-secret"', 'password = ["canary-secret"]'),
        SITE.replace("rtsp://127.0.0.1:8554/main", "rtsp://a:canary-secret@127.0.0.1/main"),
        SITE.replace('name = "Place du Marché"\n', ""),
    ):
        with pytest.raises(SiteFileMistakes) as caught:
            load(written(tmp_path, text))
        assert "canary-secret" not in repr(caught.value.mistakes)
    assert "canary-secret" not in repr(load(written(tmp_path, SITE)))


MASKS = """\
masks = [
  [[0.02, 0.1], [0.2, 0], [0.2, 0.4]],
  [[1, 0.5], [0.5, 1.0], [0.9, 0.9], [0.6, 0.6]],
]
"""


def with_masks(masks: str) -> str:
    """The site with these masks on the first camera, on line 13."""
    return SITE.replace('password = "canary-secret"\n', f'password = "canary-secret"\n{masks}')


def test_the_example_is_right():
    site = load(EXAMPLE)
    assert [len(camera.masks) for camera in site.cameras] == [2, 0]
    assert site.cameras[0].verbalisation
    assert site.cameras[1].certificate_sha256 == "0" * 64


def test_masks_are_outlines_in_fractions_of_the_picture(tmp_path):
    site = load(written(tmp_path, with_masks(MASKS)))
    assert site.cameras[0].masks == (
        ((0.02, 0.1), (0.2, 0.0), (0.2, 0.4)),
        ((1.0, 0.5), (0.5, 1.0), (0.9, 0.9), (0.6, 0.6)),
    )
    assert site.cameras[1].masks == ()


@pytest.mark.parametrize(
    ("masks", "given"),
    [
        (MASKS.replace("0.02", "1.02"), "1.02"),
        (MASKS.replace("0.02", "-0.02"), "-0.02"),
        (MASKS.replace("0.02", "nan"), "nan"),
        (MASKS.replace("0.02", '"0.02"'), "0.02"),
        ("masks = [[[0.1, 0.1], [0.2, 0.2]]]\n", "[[0.1, 0.1], [0.2, 0.2]]"),
        ("masks = [[[0.1, 0.1, 0.1], [0.2, 0], [0.3, 0.3]]]\n", "[0.1, 0.1, 0.1]"),
        ("masks = [[0.1, 0.1, 0.5, 0.5]]\n", "0.1"),
        ('masks = "the window"\n', "the window"),
        (f"masks = {[[[0.5, 0.5]] * 65]}\n", str([[0.5, 0.5]] * 65)[:60] + "…"),
        (f"masks = {[[[0, 0], [1, 0], [0, 1]]] * 33}\n", None),
    ],
)
def test_a_mask_that_is_none_is_named_with_what_is_allowed(tmp_path, masks, given):
    with pytest.raises(SiteFileMistakes) as caught:
        load(written(tmp_path, with_masks(masks)))
    first = caught.value.mistakes[0]
    assert (first.line, first.fault, first.key) == (13, Fault.BAD_VALUE, "masks")
    assert first.allowed == "up to 32 outlines of 3 to 64 points, each [x, y] from 0 to 1"
    if given is not None:
        assert first.given == given


def with_certificate(digits: str, scheme: str = "rtsps") -> str:
    """The site with a pinned certificate on the first camera, on line 13."""
    first, second = SITE.split("[[cameras]]\nnumber = 13")
    first = first.replace("rtsp://", f"{scheme}://") + f'certificate_sha256 = "{digits}"\n'
    return f"{first}[[cameras]]\nnumber = 13{second}"


def test_a_certificate_is_pinned_as_openssl_tells_it(tmp_path):
    digits = ":".join(["A1"] * 32)
    site = load(written(tmp_path, with_certificate(digits)))
    assert site.cameras[0].certificate_sha256 == "a1" * 32


@pytest.mark.parametrize(
    ("digits", "scheme", "allowed"),
    [
        ("a1" * 31, "rtsps", "64 hexadecimal digits"),
        ("g1" * 32, "rtsps", "64 hexadecimal digits"),
        ("a1" * 32, "rtsp", "only together with rtsps"),
    ],
)
def test_a_certificate_that_would_pin_nothing_is_refused(tmp_path, digits, scheme, allowed):
    with pytest.raises(SiteFileMistakes) as caught:
        load(written(tmp_path, with_certificate(digits, scheme)))
    (mistake,) = caught.value.mistakes
    assert (mistake.fault, mistake.key) == (Fault.BAD_VALUE, "certificate_sha256")
    assert allowed in mistake.allowed
