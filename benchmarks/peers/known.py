"""The peers by name, in the order in which tables show them."""

from __future__ import annotations

from benchmarks.peers.ffmpeg import FFMPEG
from benchmarks.peers.mpv import MPV
from benchmarks.peers.windows import OPENCV, QT_MULTIMEDIA

PEERS = {peer.name: peer for peer in (FFMPEG, OPENCV, QT_MULTIMEDIA, MPV)}
