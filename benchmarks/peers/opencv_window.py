"""cv2.VideoCapture in a thread per camera, pictures set on QLabels: what most programs do.

Chosen in its favour: decoding in one thread a stream, the picture is scaled to its tile before it
crosses to the screen's thread, and stays BGR, which Qt can paint.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import cv2
from PySide6.QtCore import QThread, Signal
from PySide6.QtGui import QImage, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from benchmarks.peers.window_job import Job, run


class Tile(QLabel):
    """Counts the pictures it has painted; one that another replaced before is not counted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.painted = 0
        self._is_new = False

    def show_picture(self, image: QImage) -> None:
        """Paint this one next."""
        self._is_new = True
        self.setPixmap(QPixmap.fromImage(image))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted += self._is_new
        self._is_new = False


class Capture(QThread):
    """Reads one camera as fast as it sends."""

    picture = Signal(QImage)

    def __init__(self, url: str, size_px: tuple[int, int], parent: QWidget) -> None:
        super().__init__(parent)
        self._url = url
        self._size_px = size_px

    def run(self) -> None:
        """Until the camera hangs up."""
        capture = cv2.VideoCapture(self._url, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
        while True:
            is_read, frame = capture.read()
            if not is_read:
                return
            small = cv2.resize(frame, self._size_px, interpolation=cv2.INTER_LINEAR)
            height, width = small.shape[:2]
            image = QImage(small.data, width, height, small.strides[0], QImage.Format.Format_BGR888)
            self.picture.emit(image.copy())


def fill(window: QWidget, job: Job) -> Callable[[], list[int]]:
    """A tile and a thread for each stream."""
    tiles = []
    width, height = job.tile_px
    for url, (left, top) in zip(job.urls, job.places, strict=True):
        tile = Tile(window)
        tile.setGeometry(left, top, width, height)
        capture = Capture(url, (width, height), window)
        capture.picture.connect(tile.show_picture)
        capture.start()
        tiles.append(tile)
    return lambda: [tile.painted for tile in tiles]


if __name__ == "__main__":
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "rtsp_transport;tcp"
    cv2.setNumThreads(1)
    sys.exit(run(fill))
