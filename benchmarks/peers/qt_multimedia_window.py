"""A QMediaPlayer with a QVideoWidget per camera: what Qt offers for the purpose.

Chosen in its favour: playback for low latency, no audio output, and painting without OpenGL, which
costs four times as much where no graphics card does the work.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtMultimedia import (
    QMediaPlayer,
    QPlaybackOptions,
)
from PySide6.QtMultimediaWidgets import QVideoWidget
from PySide6.QtWidgets import QWidget

from benchmarks.peers.window_job import Job, run


def fill(window: QWidget, job: Job) -> Callable[[], list[int]]:
    """A player and a widget for each stream; a picture is counted when its sink takes it."""
    shown = [0] * len(job.urls)

    def count(index: int, _frame: object) -> None:
        shown[index] += 1

    options = QPlaybackOptions()
    options.setPlaybackIntent(QPlaybackOptions.PlaybackIntent.LowLatencyStreaming)
    for index, (url, (left, top)) in enumerate(zip(job.urls, job.places, strict=True)):
        tile = QVideoWidget(window)
        tile.setGeometry(left, top, *job.tile_px)
        player = QMediaPlayer(window)
        player.setPlaybackOptions(options)
        player.setVideoOutput(tile)
        tile.videoSink().videoFrameChanged.connect(partial(count, index))
        player.setSource(QUrl(url))
        player.play()
    return lambda: shown


if __name__ == "__main__":
    os.environ["QT_XCB_GL_INTEGRATION"] = "none"
    sys.exit(run(fill))
