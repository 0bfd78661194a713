"""JPEG pictures cut as RFC 2435 says come out as files that show the same."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control_room.video.rtsp import Unreadable
from control_room.video.rtsp.jpeg import Jpeg

WIDTH, HEIGHT = 64, 48


def encoded(*, sampling: int, restart: int) -> bytes:
    """A JPEG file as cameras encode: the standard Huffman tables."""
    across, down = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    picture = np.stack((across * 4, down * 5, (across + down) * 2), axis=2).astype(np.uint8)
    made, file = cv2.imencode(
        ".jpg",
        picture,
        [
            cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
            sampling,
            cv2.IMWRITE_JPEG_RST_INTERVAL,
            restart,
            cv2.IMWRITE_JPEG_QUALITY,
            50,
        ],
    )
    assert made
    return file.tobytes()


def segments(file: bytes, marker: int) -> list[bytes]:
    """The bodies of all segments with this marker."""
    found, at = [], 2
    while file[at + 1] != 0xDA:
        size = int.from_bytes(file[at + 2 : at + 4])
        if file[at + 1] == marker:
            found.append(file[at + 4 : at + 2 + size])
        at += 2 + size
    return found


def scan(file: bytes) -> bytes:
    at = file.index(b"\xff\xda")
    return file[at + 2 + int.from_bytes(file[at + 2 : at + 4]) : -2]


def payloads(
    file: bytes, *, kind: int, restart: int, quality: int, size: int, tables: bytes
) -> list[bytes]:
    """The payloads of the packets that carry a file."""
    data, out = scan(file), []
    for at in range(0, len(data), size):
        head = b"\0" + at.to_bytes(3) + bytes((kind, quality, WIDTH // 8, HEIGHT // 8))
        if kind >= 64:
            head += restart.to_bytes(2) + b"\xff\xff"
        if at == 0 and quality >= 128:
            head += b"\0\0" + len(tables).to_bytes(2) + tables
        out.append(head + data[at : at + size])
    return out


def add(jpeg: Jpeg, payload: bytes) -> None:
    jpeg.add(memoryview(b"--" + payload + b"--"), 2, 2 + len(payload))


@settings(max_examples=30)
@given(
    st.sampled_from([0, 1]),
    st.sampled_from([0, 4]),
    st.integers(20, 700),
    st.sampled_from([50, 255]),
)
def test_a_picture_comes_out_as_it_was(kind: int, restart: int, size: int, quality: int) -> None:
    sampling = (
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420 if kind else cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422
    )
    file = encoded(sampling=sampling, restart=restart)
    tables = b"".join(segment[1:] for segment in segments(file, 0xDB))
    jpeg = Jpeg()
    for payload in payloads(
        file,
        kind=kind + 64 if restart else kind,
        restart=restart,
        quality=quality,
        size=size,
        tables=tables,
    ):
        add(jpeg, payload)
    assert jpeg.is_key
    assert not jpeg.is_broken
    assert np.array_equal(_shown(jpeg.take()), _shown(file))


def test_tables_told_once_hold_for_their_quality() -> None:
    file = encoded(sampling=cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420, restart=0)
    tables = b"".join(segment[1:] for segment in segments(file, 0xDB))
    jpeg = Jpeg()
    for told in (tables, b""):
        for payload in payloads(file, kind=1, restart=0, quality=200, size=300, tables=told):
            add(jpeg, payload)
        assert np.array_equal(_shown(jpeg.take()), _shown(file))


def test_a_missing_piece_breaks_the_picture_and_not_the_next() -> None:
    file = encoded(sampling=cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420, restart=0)
    pieces = payloads(file, kind=1, restart=0, quality=50, size=40, tables=b"")
    jpeg = Jpeg()
    for piece in (pieces[0], *pieces[2:]):
        add(jpeg, piece)
    assert jpeg.is_broken
    jpeg.take()
    for piece in pieces:
        add(jpeg, piece)
    assert not jpeg.is_broken


@pytest.mark.parametrize(
    "head",
    [
        bytes((0, 0, 0, 0, 1, 0, 8, 6)),  # no such quality
        bytes((0, 0, 0, 0, 1, 120, 8, 6)),
        bytes((0, 0, 0, 0, 1, 50, 0, 6)),  # of no width
        bytes((0, 0, 0, 0, 1, 200, 8, 6, 0, 0, 0, 0)),  # without tables
    ],
)
def test_pictures_that_cannot_be_put_back_are_unreadable(head: bytes) -> None:
    with pytest.raises(Unreadable):
        add(Jpeg(), head + b"data")


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_any_bytes_are_survived(some: list[bytes]) -> None:
    jpeg = Jpeg()
    for payload in some:
        try:
            add(jpeg, payload)
        except Unreadable:
            return
    jpeg.take()


def _shown(file: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
