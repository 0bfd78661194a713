"""Streams bent at random: what a real camera says, changed by a seed, the same for the same seed.

The seed is the path of the address asked for. It chooses the codec, and one or several of: the
answers, the pictures, the packets, the frames around them.
"""

from __future__ import annotations

import asyncio
import struct
from random import Random
from urllib.parse import urlsplit

from tests.torture.camera import Answers, Camera, Request, reply, sdp
from tests.torture.packets import TICKS_A_PICTURE, Rtp

PICTURES = 12
PICTURE_S = 0.025
CODECS = ("h264", "h265", "mjpeg")
PLACES = ("answers", "pictures", "packets", "frames")

_TEMPTING = (b"\x00", b"\xff", b"\x00\x00\x01", b"\x00\x00\x00\x01", b"\x7f\xff\xff\xff", b"\x80")
_WORDS = (b"", b"-1", b"0", b"4294967296", b"99999999999999999999", b"%s%n", b"\x00", b"\xff\xfe")


async def play_mutated(camera: Camera) -> None:
    """Send one mutated stream to whoever asks for it, and hang up."""
    first = await camera.request()
    seed = int(urlsplit(first.url).path.strip("/"))
    mutation = Mutation(seed)
    rng, codec = mutation.rng, mutation.codec
    await camera.say(reply(first, Public="OPTIONS, DESCRIBE, SETUP, PLAY"))

    async def play() -> None:
        rtp = Rtp(sequence=rng.choice((1, 65530)))
        start = rng.randrange(0, 250, 50)
        for number in range(PICTURES):
            unit = mutation.picture(camera.films[codec][start + number])
            packets = mutation.packets(rtp.picture(codec, unit, number * TICKS_A_PICTURE))
            await camera.say(mutation.frames(packets))
            await asyncio.sleep(PICTURE_S)
        camera.hang_up()
        print(f"sent {seed}", flush=True)

    await camera.converse(mutation.answers(), play)


class Mutation:
    """All changes of one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.codec = self.rng.choice(CODECS)
        self.places = self.rng.sample(PLACES, self.rng.choice((1, 1, 2)))
        self._rate = self.rng.choice((0.05, 0.3, 1.0))

    def __str__(self) -> str:
        return f"{self.codec}, {' and '.join(self.places)} changed at {self._rate:.0%}"

    def answers(self) -> Answers:
        """Answers to all but the first question."""
        transport = "RTP/AVP/TCP;unicast;interleaved=0-1"
        return {
            "DESCRIBE": lambda request: self._answer(request, body=sdp(self.codec)),
            "SETUP": lambda request: self._answer(request, Transport=transport, Session="1"),
            "PLAY": lambda request: self._answer(request, Session="1"),
        }

    def picture(self, unit: bytes) -> bytes:
        """A picture, perhaps changed; of a JPEG, what follows its tables."""
        if not self._applies("pictures"):
            return unit
        kept = unit.index(b"\xff\xda") + 14 if self.codec == "mjpeg" else 0
        return unit[:kept] + self._bytes(unit[kept:])

    def packets(self, packets: list[bytes]) -> list[bytes]:
        """The packets of a picture, perhaps lost, repeated, out of order or changed."""
        if not self._applies("packets"):
            return packets
        rng = self.rng
        changed = [self._bytes(each) if rng.random() < 0.3 else each for each in packets]
        match rng.randrange(5):
            case 0:
                rng.shuffle(changed)
            case 1:
                changed = [each for each in changed if rng.random() < 0.8]
            case 2:
                changed += changed
            case 3:
                changed = [self._head(each) for each in changed]
        return changed

    def frames(self, packets: list[bytes]) -> bytes:
        """The bytes sent for them, perhaps with lengths and channels that are wrong."""
        rng, sent = self.rng, b""
        for whole in packets:
            packet, channel, length = whole, 0, len(whole)
            if self._applies("frames"):
                match rng.randrange(4):
                    case 0:
                        length = rng.choice((0, 1, length - 1, length + 1, 65535)) & 0xFFFF
                    case 1:
                        channel = rng.randrange(256)
                    case 2:
                        sent += self._bytes(b"RTSP/1.0 200 OK\r\nCSeq: 9\r\n\r\n")
                    case 3:
                        packet = packet[: rng.randrange(len(packet))]
            sent += struct.pack(">cBH", b"$", channel, length) + packet
        return sent

    def _applies(self, place: str) -> bool:
        return place in self.places and self.rng.random() < self._rate

    def _answer(self, request: Request, body: bytes = b"", **headers: str) -> bytes:
        answer = reply(request, body=body, **headers)
        if not self._applies("answers"):
            return answer
        rng = self.rng
        lines = answer.split(b"\r\n")
        chosen = rng.randrange(len(lines))
        match rng.randrange(5):
            case 0:
                return self._bytes(answer)
            case 1:
                del lines[chosen]
            case 2:
                lines[chosen:chosen] = [lines[chosen]] * rng.choice((1, 20, 2000))
            case 3:
                name, colon, _ = lines[chosen].partition(b":")
                lines[chosen] = name + colon + rng.choice(_WORDS)
            case 4:
                lines[chosen] += rng.choice(_WORDS) * rng.choice((1, 100, 10_000))
        return b"\r\n".join(lines)

    def _head(self, packet: bytes) -> bytes:
        """The packet with another number, time, source or type."""
        rng = self.rng
        place, size = rng.choice(((0, 1), (1, 1), (2, 2), (4, 4), (8, 4)))
        return packet[:place] + rng.randbytes(size) + packet[place + size :]

    def _bytes(self, data: bytes) -> bytes:
        """The data after one to eight changes."""
        rng, changed = self.rng, bytearray(data)
        for _ in range(rng.randrange(1, 9)):
            place = rng.randrange(len(changed) + 1)
            match rng.randrange(5):
                case 0 if changed:
                    changed[place % len(changed)] ^= 1 << rng.randrange(8)
                case 1:
                    changed[place:place] = rng.choice(_TEMPTING) * rng.choice((1, 2, 40))
                case 2:
                    del changed[place : place + rng.randrange(1, 200)]
                case 3:
                    changed[place : place + 8] = rng.randbytes(8)
                case 4:
                    end = place + rng.randrange(1, 200)
                    changed[place:place] = changed[place:end]
        return bytes(changed)
