"""What the films promise to the server and to whoever looks."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from town import frame_number
from town.encoder import FilmEncoder
from town.errors import TownError
from town.film import SceneOrder, footage_scene, prepare
from town.film_file import GOP, Codec, Film, film_name, read_film, write_film
from town.scenes import plates


def _film(codec: Codec) -> Film:
    encoder = FilmEncoder(codec, (640, 360), 500_000)
    for index in range(2 * GOP):
        picture = np.full((360, 640, 3), 90, np.uint8)
        cv2.circle(picture, (40 + index * 5, 180), 30, (20, 180, 220), -1)
        frame_number.draw(picture, index)
        encoder.add(picture, cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420))
    return encoder.film()


def _decoded(film: Film, units: tuple[bytes, ...]) -> list[np.ndarray]:
    decoder = av.CodecContext.create(
        {"h264": "h264", "h265": "hevc", "mjpeg": "mjpeg"}[film.codec], "r"
    )
    pictures = [frame for unit in units for frame in decoder.decode(av.Packet(unit))]
    pictures += decoder.decode(None)
    return [picture.to_ndarray(format="gray") for picture in pictures]


@pytest.mark.parametrize("codec", ["h264", "h265", "mjpeg"])
def test_every_picture_carries_its_place_in_the_loop(codec: Codec) -> None:
    film = _film(codec)
    assert [frame_number.read(picture) for picture in _decoded(film, film.units)] == list(
        range(2 * GOP)
    )


@pytest.mark.parametrize("codec", ["h264", "h265", "mjpeg"])
def test_a_group_begins_alone_and_stands_still_bit_for_bit(codec: Codec) -> None:
    film = _film(codec)
    pictures = _decoded(film, film.stills[GOP:])
    assert len(pictures) == GOP
    assert frame_number.read(pictures[0]) == GOP
    assert all((picture == pictures[0]).all() for picture in pictures)


def test_a_film_is_read_as_it_was_written(tmp_path: Path) -> None:
    film = _film("mjpeg")
    write_film(tmp_path / "a.film", film)
    assert read_film(tmp_path / "a.film") == film
    assert [path.name for path in tmp_path.iterdir()] == ["a.film"]


def _video(path: Path, pictures: int, rate: int) -> Path:
    with av.open(str(path), "w") as video:
        stream = video.add_stream("libx264", rate=rate, width=768, height=576, pix_fmt="yuv420p")
        for index in range(pictures):
            picture = np.full((576, 768, 3), index * 4 % 256, np.uint8)
            video.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "bgr24")))
        video.mux(stream.encode(None))
    return path


def test_footage_of_another_rate_becomes_whole_groups_of_numbered_pictures(tmp_path: Path) -> None:
    footage = _video(tmp_path / "street.mp4", pictures=26, rate=10)
    scene = footage_scene(footage)
    told: list[tuple[int, int]] = []
    prepare(
        tmp_path / "films",
        [SceneOrder(scene, ("h264",), footage)],
        lambda done, of: told.append((done, of)),
    )
    film = read_film(tmp_path / "films" / film_name(scene, "sub", "h264"))
    numbers = [frame_number.read(picture) for picture in _decoded(film, film.units)]
    assert numbers == list(range(2 * GOP))
    assert told[-1][0] == told[-1][1]


def test_footage_that_is_no_video_is_refused_by_name(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("not a video")
    with pytest.raises(TownError, match="footage"):
        prepare(tmp_path / "films", [SceneOrder(footage_scene(letter), ("h264",), letter)])
    assert not list((tmp_path / "films").iterdir())


def test_missing_footage_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TownError, match=r"gone\.mp4"):
        footage_scene(tmp_path / "gone.mp4")


def test_plates_have_the_form_and_the_letters_of_the_register() -> None:
    for seed in range(500):
        first, digits, last = plates.number(seed).split("-")
        assert len(first) == len(last) == 2
        assert len(digits) == 3
        assert not set(first + last) & set("IOU")
        assert "SS" not in (first, last)
