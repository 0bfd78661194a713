"""An installing engineer's mistakes are named with their line and what would be right."""

from pathlib import Path

import pytest

from camera_config.loader import Fault, SiteFileMistakes, load

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
