"""What a camera describes (SDP, RFC 4566): the first video stream that Vigie can show."""

from __future__ import annotations

import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from control_room.video.rtsp.access_unit import Codec
from control_room.video.rtsp.loss import CameraLost, Unreadable

MOST_MEDIA: Final = 16
VIDEO_CLOCK_HZ: Final = 90_000

_START_CODE: Final = b"\0\0\0\1"
_STATIC_JPEG: Final = 26  # RFC 3551: a payload type that needs no rtpmap
_NAMES: Final = {"H264": "h264", "H265": "hevc", "JPEG": "mjpeg"}
_PARAMETER_SETS: Final = {
    "h264": ("sprop-parameter-sets",),
    "hevc": ("sprop-vps", "sprop-sps", "sprop-pps"),
    "mjpeg": (),
}


@dataclass(frozen=True)
class Video:
    """The video stream to ask for.

    Attributes:
        control: its own address, absolute or relative to `session_control`; either may be empty.
    """

    codec: Codec
    payload_type: int
    clock_hz: int
    control: str
    session_control: str


@dataclass
class _Section:
    """A media section, or what stands before the first."""

    media: str = ""
    formats: Sequence[str] = ()
    attributes: dict[str, list[str]] = field(default_factory=dict)

    def control(self) -> str:
        return self.attributes.get("control", [""])[0]

    def of_format(self, attribute: str, payload_type: int) -> str:
        """What the attribute says of this payload type."""
        for value in self.attributes.get(attribute, ()):
            about, _, rest = value.partition(" ")
            if about == str(payload_type):
                return rest.strip()
        return ""


def video_of(description: bytes) -> Video:
    """The first video stream of a known codec.

    Raises:
        CameraLost: there is no video.
        Unreadable: the only video is of a kind that Vigie cannot show.
    """
    session, *sections = _sections(description)
    videos = [section for section in sections if section.media == "video"]
    if not videos:
        raise CameraLost("the camera sends no video")
    for section in videos:
        for payload_type in map(int, section.formats):
            name, clock_hz = _encoding(section, payload_type)
            if name:
                parameters = _parameters(section.of_format("fmtp", payload_type))
                _refuse_interleaving(parameters)
                return Video(
                    Codec(name, _extradata(name, parameters)),
                    payload_type,
                    clock_hz,
                    section.control(),
                    session.control(),
                )
    raise Unreadable("a codec that is neither H.264, H.265 nor JPEG")


def _sections(description: bytes) -> list[_Section]:
    """The session's part, then each media section."""
    sections = [_Section()]
    for line in description.decode("latin-1").splitlines():
        kind, _, value = line.strip().partition("=")
        if kind == "m":
            if len(sections) > MOST_MEDIA:
                raise Unreadable("a description of too many streams")
            media, _, rest = value.partition(" ")
            formats = [each for each in rest.split()[2:] if _is_payload_type(each)]
            sections.append(_Section(media, formats))
        elif kind == "a":
            name, _, rest = value.partition(":")
            sections[-1].attributes.setdefault(name.strip().lower(), []).append(rest.strip())
    return sections


def _is_payload_type(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3 and int(text) < 128


def _encoding(section: _Section, payload_type: int) -> tuple[str, int]:
    """FFmpeg's name of the codec, empty when it is not one of ours; and its clock."""
    described = section.of_format("rtpmap", payload_type)
    if not described and payload_type == _STATIC_JPEG:
        return "mjpeg", VIDEO_CLOCK_HZ
    name, _, clock = described.partition("/")
    clock = clock.partition("/")[0]
    if not (clock.isascii() and clock.isdigit() and 0 < len(clock) < 10 and int(clock)):
        return "", 0
    return _NAMES.get(name.upper(), ""), int(clock)


def _parameters(text: str) -> dict[str, str]:
    pairs = (each.partition("=") for each in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _refuse_interleaving(parameters: Mapping[str, str]) -> None:
    """Units out of decoding order: no camera sends them, so there is nothing to put them back."""
    if parameters.get("packetization-mode") == "2":
        raise Unreadable("H.264 in interleaved order")
    if parameters.get("sprop-max-don-diff", "0") != "0":
        raise Unreadable("H.265 in interleaved order")


def _extradata(name: str, parameters: Mapping[str, str]) -> bytes:
    """The parameter sets, Annex B. One that cannot be read is left out: the stream has them too."""
    sets = []
    for parameter in _PARAMETER_SETS[name]:
        for text in parameters.get(parameter, "").split(","):
            try:
                unit = binascii.a2b_base64(text + "=" * (-len(text) % 4))
            except binascii.Error:
                continue
            if unit:
                sets.append(_START_CODE + unit)
    return b"".join(sets)
