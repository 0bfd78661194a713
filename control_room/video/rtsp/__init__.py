"""Receives a camera's stream: RTSP 1.0, RTP and nothing that a wall does not need."""

from control_room.video.rtsp.access_unit import AccessUnit, Codec
from control_room.video.rtsp.loss import CameraLost, CameraRefused, Unreadable
from control_room.video.rtsp.rtp import Counters
from control_room.video.rtsp.session import Session, answers

__all__ = [
    "AccessUnit",
    "CameraLost",
    "CameraRefused",
    "Codec",
    "Counters",
    "Session",
    "Unreadable",
    "answers",
]
