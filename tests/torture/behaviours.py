"""What a hostile or broken camera does, one short script each.

The first line of a script's docstring says what the camera does; `must` says what has to come of it
on the wall, beside what holds for all (no neighbour suffers, the console never waits, memory stays
bounded, nobody connects anywhere else):

    NEVER   it is not live for an instant
    BRIEFLY it is live for four seconds at most: those in which it sends pictures that move, and
            those after which a still one is late or frozen
    LIVE    harmless: it is live at the end
    EITHER  what it sends may be shown or not; neither would be a lie

A behaviour that keeps a processor busy is `heavy`; one over TLS names its certificate, and one over
UDP says so.
"""

from __future__ import annotations

import asyncio
import base64
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from tests.torture.camera import Answers, Camera, Request, reply, sdp
from tests.torture.packets import (
    TICKS_A_PICTURE,
    Rtp,
    h264_parameters,
    h264_slice,
    jpeg_payload,
    nal_payloads,
    nals_of,
)


class Must(Enum):
    """What has to come of a behaviour."""

    NEVER = "never live"
    BRIEFLY = "briefly live"
    LIVE = "live"
    EITHER = "either"


Script = Callable[[Camera], Awaitable[None]]
Certificate = Literal["expired", "foreign"]
Transport = Literal["tcp", "udp"]


@dataclass(frozen=True)
class Behaviour:
    """One script and what is known of it."""

    name: str
    script: Script
    must: Must
    is_heavy: bool
    certificate: Certificate | None
    transport: Transport

    @property
    def meaning(self) -> str:
        """The first line of the script's docstring."""
        return (self.script.__doc__ or "").strip().splitlines()[0]


BEHAVIOURS: dict[str, Behaviour] = {}


def behaviour(
    must: Must,
    *,
    heavy: bool = False,
    certificate: Certificate | None = None,
    transport: Transport = "tcp",
) -> Callable[[Script], Script]:
    """Enter a script in the table under its name."""

    def enter(script: Script) -> Script:
        name = script.__name__
        BEHAVIOURS[name] = Behaviour(name, script, must, heavy, certificate, transport)
        return script

    return enter


def describing(description: bytes, **headers: str) -> Answers:
    """Answers with this description."""
    return {"DESCRIBE": lambda request: reply(request, body=description, **headers)}


def saying(method: str, status: str = "200 OK", **headers: str | bytes) -> Answers:
    """Answers with this status and these headers to one method."""
    return {method: lambda request: reply(request, status, **headers)}


# The connection.


@behaviour(Must.LIVE)
async def well_behaved(camera: Camera) -> None:
    """Does all as it should: the measure of the others."""
    await camera.converse()


@behaviour(Must.LIVE)
async def well_behaved_h265(camera: Camera) -> None:
    """Does all as it should, in H.265."""
    await camera.converse(codec="h265")


@behaviour(Must.LIVE)
async def well_behaved_jpeg(camera: Camera) -> None:
    """Does all as it should, in JPEG."""
    await camera.converse(codec="mjpeg")


@behaviour(Must.NEVER)
async def silent(camera: Camera) -> None:
    """Accepts the connection and never says a word."""
    await camera.nothing()


@behaviour(Must.NEVER)
async def hangs_up_at_once(camera: Camera) -> None:
    """Accepts the connection and breaks it."""
    camera.reset()


@behaviour(Must.NEVER)
async def one_byte_a_second(camera: Camera) -> None:
    """Answers at one byte a second."""
    for byte in reply(await camera.request(), Public="OPTIONS, DESCRIBE"):
        await camera.say(bytes([byte]))
        await asyncio.sleep(1)


@behaviour(Must.NEVER)
async def body_never_ends(camera: Camera) -> None:
    """Announces a description of 4000 bytes and sends ten."""
    await camera.converse(
        {"DESCRIBE": lambda request: reply(request, Content_Length="4000") + b"v=0\r\no=- 1"}
    )


@behaviour(Must.NEVER, heavy=True)
async def floods_before_answering(camera: Camera) -> None:
    """Sends bytes as fast as they are taken instead of an answer."""
    while True:
        await camera.say(b"x" * 65536)


@behaviour(Must.NEVER, heavy=True)
async def floods_with_packets(camera: Camera) -> None:
    """Sends packets of nonsense as fast as they are taken: 1 Gb/s."""

    async def flood() -> None:
        rtp = Rtp()
        nonsense = b"\x41" + camera.random.randbytes(1300)
        while True:
            packets = [rtp.packet(nonsense, rtp.sequence // 50) for _ in range(50)]
            await camera.say(
                b"".join(struct.pack(">cBH", b"$", 0, len(each)) + each for each in packets)
            )

    await camera.converse(stream=flood)


@behaviour(Must.NEVER)
async def resets_after_setup(camera: Camera) -> None:
    """Breaks the connection once the stream is set up."""

    def break_off(request: Request) -> bytes:
        camera.reset()
        return b""

    await camera.converse({"PLAY": break_off})


@behaviour(Must.BRIEFLY)
async def half_closes(camera: Camera) -> None:
    """Sends pictures for a second, closes its side only, stays."""

    async def play() -> None:
        await camera.film(pictures=25)
        camera.half_close()

    await camera.converse(stream=play)


@behaviour(Must.BRIEFLY)
async def stops_inside_a_packet(camera: Camera) -> None:
    """Sends pictures for a second, announces 65,535 bytes, and falls silent."""

    async def play() -> None:
        await camera.film(pictures=25)
        await camera.say(b"$\x00\xff\xff" + bytes(100))

    await camera.converse(stream=play)


@behaviour(Must.BRIEFLY)
async def says_it_still_plays(camera: Camera) -> None:
    """Sends pictures for a second, then answers keep-alives and sends empty reports only."""

    async def play() -> None:
        await camera.film(pictures=25)
        while True:
            await camera.frame(struct.pack(">BBHI", 0x80, 201, 1, 1), channel=1)
            await asyncio.sleep(0.1)

    await camera.converse(stream=play)


@behaviour(Must.LIVE)
async def ignores_teardown(camera: Camera) -> None:
    """Goes on sending after TEARDOWN."""
    await camera.converse({"TEARDOWN": lambda _: b""})


# Answers.


@behaviour(Must.NEVER)
async def endless_401(camera: Camera) -> None:
    """Asks for a password, whatever is answered."""
    refusal = {"WWW_Authenticate": 'Digest realm="camera", nonce="1", algorithm=MD5'}
    await camera.converse(saying("DESCRIBE", "401 Unauthorized", **refusal))


@behaviour(Must.NEVER)
async def nonce_changes(camera: Camera) -> None:
    """Asks for a password with another nonce each time, calling the last one stale."""

    def refuse(request: Request) -> bytes:
        nonce = camera.random.randbytes(8).hex()
        asked = f'Digest realm="camera", nonce="{nonce}", stale=true'
        return reply(request, "401 Unauthorized", WWW_Authenticate=asked)

    await camera.converse({"DESCRIBE": refuse})


@behaviour(Must.NEVER)
async def challenge_is_nonsense(camera: Camera) -> None:
    """Asks for a password by a challenge of 4000 quotes and commas."""
    asked = "Digest " + '",=\\' * 1000
    await camera.converse(saying("DESCRIBE", "401 Unauthorized", WWW_Authenticate=asked))


@behaviour(Must.NEVER)
async def redirects_to_link_local(camera: Camera) -> None:
    """Sends the viewer to the address where clouds keep their secrets."""
    await camera.converse(saying("DESCRIBE", "302 Found", Location="rtsp://169.254.169.254/"))


@behaviour(Must.NEVER)
async def redirects_elsewhere(camera: Camera) -> None:
    """Sends the viewer to another server of this computer."""
    where = f"rtsp://{camera.elsewhere}/"
    await camera.converse(saying("DESCRIBE", "301 Moved Permanently", Location=where))


@behaviour(Must.NEVER)
async def redirects_to_a_file(camera: Camera) -> None:
    """Sends the viewer to a file."""
    await camera.converse(saying("DESCRIBE", "302 Found", Location="file:///etc/passwd"))


@behaviour(Must.EITHER)
async def content_base_elsewhere(camera: Camera) -> None:
    """Says that its streams are found on another server."""
    await camera.converse(describing(sdp(), Content_Base=f"rtsp://{camera.elsewhere}/"))


@behaviour(Must.EITHER)
async def control_elsewhere(camera: Camera) -> None:
    """Describes a stream whose address is on another server."""
    await camera.converse(describing(sdp(control=f"rtsp://{camera.elsewhere}/track1")))


@behaviour(Must.EITHER)
async def control_is_a_file(camera: Camera) -> None:
    """Describes a stream whose address is a file."""
    await camera.converse(describing(sdp(control="file:///etc/passwd")))


@behaviour(Must.NEVER)
async def length_is_huge(camera: Camera) -> None:
    """Announces a description of 10^18 bytes, and sends zeros."""

    def announce(request: Request) -> bytes:
        return reply(request, Content_Length="1000000000000000000") + bytes(1_000_000)

    await camera.converse({"DESCRIBE": announce})


@behaviour(Must.NEVER)
async def length_is_negative(camera: Camera) -> None:
    """Announces a description of -1 bytes."""
    await camera.converse({"DESCRIBE": lambda request: reply(request, Content_Length="-1") + sdp()})


@behaviour(Must.NEVER)
async def two_lengths(camera: Camera) -> None:
    """Announces two different lengths of one description."""
    await camera.converse(
        {
            "DESCRIBE": lambda request: (
                reply(request, Content_Length="7", content_length=str(len(sdp()))) + sdp()
            )
        }
    )


@behaviour(Must.NEVER)
async def nul_in_headers(camera: Camera) -> None:
    """Puts NUL bytes into its headers."""
    await camera.converse(saying("SETUP", Transport=b"RTP/AVP/TCP\x00;x", Session=b"1\x002"))


@behaviour(Must.NEVER)
async def line_ends_in_session(camera: Camera) -> None:
    """Names the session so that repeating it would make headers of the camera's choice."""
    await camera.converse(
        saying(
            "SETUP",
            Transport="RTP/AVP/TCP;unicast;interleaved=0-1",
            Session=b"1\rX-Injected: 1\nX-Too: 1",
        )
    )


@behaviour(Must.NEVER)
async def session_of_a_megabyte(camera: Camera) -> None:
    """Names the session in a million bytes."""
    transport = "RTP/AVP/TCP;unicast;interleaved=0-1"
    await camera.converse(saying("SETUP", Transport=transport, Session="1" * 1_000_000))


@behaviour(Must.NEVER)
async def headers_100000(camera: Camera) -> None:
    """Answers with 100,000 headers."""
    await camera.converse(
        {"OPTIONS": lambda request: reply(request)[:-2] + b"X: y\r\n" * 100_000 + b"\r\n"}
    )


@behaviour(Must.NEVER)
async def play_454(camera: Camera) -> None:
    """Does not know the session it has just opened."""
    await camera.converse(saying("PLAY", "454 Session Not Found"))


@behaviour(Must.EITHER)
async def answers_other_questions(camera: Camera) -> None:
    """Numbers its answers as if to other questions."""

    def other(request: Request) -> bytes:
        return reply(request, body=sdp()).replace(b"CSeq: ", b"CSeq: 99")

    await camera.converse({"DESCRIBE": other})


@behaviour(Must.EITHER)
async def answers_twice(camera: Camera) -> None:
    """Says each answer to SETUP and PLAY twice."""
    transport = "RTP/AVP/TCP;unicast;interleaved=0-1"
    await camera.converse(
        {
            "SETUP": lambda request: reply(request, Transport=transport, Session="1") * 2,
            "PLAY": lambda request: reply(request, Session="1") * 2,
        }
    )


@behaviour(Must.EITHER)
async def another_transport(camera: Camera) -> None:
    """Answers SETUP with multicast to a group, and sends over TCP all the same."""
    where = "RTP/AVP;multicast;destination=239.1.1.1;port=5000-5001;ttl=16"
    await camera.converse(saying("SETUP", Transport=where, Session="1"))


@behaviour(Must.EITHER)
async def channels_out_of_range(camera: Camera) -> None:
    """Chooses channels 300 and 70000."""
    where = "RTP/AVP/TCP;unicast;interleaved=300-70000"
    await camera.converse(saying("SETUP", Transport=where, Session="1"))


@behaviour(Must.EITHER)
async def one_channel_for_both(camera: Camera) -> None:
    """Puts packets and reports on one channel."""

    async def report(number: int) -> None:
        await camera.frame(struct.pack(">BBHI", 0x80, 200, 1, number), channel=0)

    where = "RTP/AVP/TCP;unicast;interleaved=0-0"
    await camera.converse(
        saying("SETUP", Transport=where, Session="1"), lambda: camera.film(between=report)
    )


@behaviour(Must.NEVER)
async def status_is_nonsense(camera: Camera) -> None:
    """Answers in a version and with a status that do not exist."""
    await camera.converse({"OPTIONS": lambda _: b"RTSP/9.9 abc \xff\xfe\r\nCSeq: 1\r\n\r\n"})


@behaviour(Must.NEVER)
async def speaks_http(camera: Camera) -> None:
    """Answers as a web server."""
    await camera.converse(
        {"OPTIONS": lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"}
    )


@behaviour(Must.NEVER, heavy=True)
async def endless_100(camera: Camera) -> None:
    """Says 100 Continue over and over, and nothing else."""
    request = await camera.request()
    while True:
        await camera.say(reply(request, "100 Continue") * 500)


@behaviour(Must.EITHER, heavy=True)
async def asks_back(camera: Camera) -> None:
    """Sends the film, and questions of its own as fast as they are taken."""

    async def ask(number: int) -> None:
        await camera.say(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n" * 2000)

    await camera.converse(stream=lambda: camera.film(between=ask))


# Descriptions.


@behaviour(Must.NEVER)
async def sdp_in_utf16(camera: Camera) -> None:
    """Describes itself in UTF-16."""
    await camera.converse(describing(sdp().decode().encode("utf-16")))


@behaviour(Must.NEVER)
async def sdp_in_utf7(camera: Camera) -> None:
    """Describes itself in UTF-7."""
    escaped = sdp().decode().replace("m=video", "+AG0APQ-video")
    await camera.converse(describing(escaped.encode()))


@behaviour(Must.NEVER)
async def sdp_of_10000_media(camera: Camera) -> None:
    """Describes 10,000 streams."""
    await camera.converse(describing(sdp() + b"m=video 0 RTP/AVP 96\r\n" * 10_000))


@behaviour(Must.NEVER)
async def sdp_without_video(camera: Camera) -> None:
    """Describes sound only."""
    await camera.converse(describing(sdp().replace(b"m=video", b"m=audio")))


@behaviour(Must.NEVER)
async def sdp_empty(camera: Camera) -> None:
    """Describes nothing."""
    await camera.converse({"DESCRIBE": lambda request: reply(request, Content_Length="0")})


@behaviour(Must.NEVER)
async def sdp_unknown_codec(camera: Camera) -> None:
    """Describes a codec that is none."""
    await camera.converse(describing(sdp().replace(b"H264", b"H26\xff")))


@behaviour(Must.NEVER)
async def sdp_clock_of_zero(camera: Camera) -> None:
    """Describes a clock that does not run."""
    await camera.converse(describing(sdp().replace(b"/90000", b"/0")))


@behaviour(Must.EITHER)
async def sdp_clock_too_fast(camera: Camera) -> None:
    """Describes a clock of 4,294,967,295 Hz."""
    await camera.converse(describing(sdp().replace(b"/90000", b"/4294967295")))


@behaviour(Must.EITHER)
async def sdp_parameters_of_60_kb(camera: Camera) -> None:
    """Describes parameter sets of sixty kilobytes of nonsense."""
    nonsense = base64.b64encode(b"\x67" + camera.random.randbytes(2800)).decode()
    line = "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=" + nonsense
    await camera.converse(describing(sdp("h264", *([line] * 15))))


@behaviour(Must.LIVE)
async def sound_is_bad(camera: Camera) -> None:
    """Describes beside its good picture AAC sound whose configuration is nonsense."""
    sound = (
        "m=audio 0 RTP/AVP 97",
        "a=rtpmap:97 MPEG4-GENERIC/4294967295/255",
        "a=fmtp:97 streamtype=5;mode=AAC-hbr;config=" + "ff" * 500 + ";sizelength=99",
        "a=control:track2",
    )
    await camera.converse(describing(sdp("h264", *sound)))


# Packets.


@behaviour(Must.NEVER)
async def wrong_payload_type(camera: Camera) -> None:
    """Sends the film in packets of a type it did not describe."""
    await camera.converse(stream=lambda: camera.film(rtp=Rtp(payload_type=33)))


@behaviour(Must.EITHER)
async def time_runs_backwards(camera: Camera) -> None:
    """Stamps each picture earlier than the one before."""
    await camera.converse(
        stream=lambda: camera.film(time_of=lambda number: 2**31 - number * TICKS_A_PICTURE)
    )


@behaviour(Must.EITHER)
async def time_jumps(camera: Camera) -> None:
    """Stamps each picture with any time at all."""
    await camera.converse(
        stream=lambda: camera.film(time_of=lambda _: camera.random.getrandbits(32))
    )


@behaviour(Must.EITHER)
async def time_stands_still(camera: Camera) -> None:
    """Stamps all pictures with the same time."""
    await camera.converse(stream=lambda: camera.film(time_of=lambda _: 1))


@behaviour(Must.LIVE)
async def time_wraps(camera: Camera) -> None:
    """Lets time and sequence numbers run over, as they do once a day and each minute."""
    start = 2**32 - 25 * TICKS_A_PICTURE
    rtp = Rtp(sequence=65500)
    await camera.converse(
        stream=lambda: camera.film(rtp=rtp, time_of=lambda number: start + number * TICKS_A_PICTURE)
    )


@behaviour(Must.EITHER)
async def ssrc_changes(camera: Camera) -> None:
    """Sends each picture as another source."""
    rtp = Rtp()

    async def change(number: int) -> None:
        rtp.ssrc = camera.random.getrandbits(32)

    await camera.converse(stream=lambda: camera.film(rtp=rtp, between=change))


@behaviour(Must.EITHER)
async def replays_packets(camera: Camera) -> None:
    """Sends the packets of the first second again and again."""

    async def replay() -> None:
        rtp = Rtp()
        units = camera.films["h264"][:25]
        second = [rtp.picture("h264", unit, n * TICKS_A_PICTURE) for n, unit in enumerate(units)]
        while True:
            for packets in second:
                await camera.packets(packets)
                await asyncio.sleep(0.04)

    await camera.converse(stream=replay)


@behaviour(Must.EITHER)
async def numbers_at_random(camera: Camera) -> None:
    """Gives each picture's packets any sequence number."""
    rtp = Rtp()

    async def jump(number: int) -> None:
        rtp.sequence = camera.random.getrandbits(16)

    await camera.converse(stream=lambda: camera.film(rtp=rtp, between=jump))


@behaviour(Must.EITHER, heavy=True)
async def bye_flood(camera: Camera) -> None:
    """Says goodbye by report, thousands of times, and sends on."""

    async def goodbye(number: int) -> None:
        bye = struct.pack(">BBHI", 0x81, 203, 1, 0x56494749)
        await camera.say((struct.pack(">cBH", b"$", 1, len(bye)) + bye) * 2000)

    await camera.converse(stream=lambda: camera.film(between=goodbye))


@behaviour(Must.NEVER, heavy=True)
async def empty_frames(camera: Camera) -> None:
    """Sends packets of no bytes as fast as they are taken."""

    async def flood() -> None:
        while True:
            await camera.say(b"$\x00\x00\x00" * 10_000)

    await camera.converse(stream=flood)


@behaviour(Must.EITHER)
async def garbage_between_frames(camera: Camera) -> None:
    """Puts random bytes between the packets."""

    async def garbage(number: int) -> None:
        await camera.say(camera.random.randbytes(camera.random.randrange(100)))

    await camera.converse(stream=lambda: camera.film(between=garbage))


@behaviour(Must.NEVER)
async def heads_lie(camera: Camera) -> None:
    """Sends packets whose heads announce more sources, extensions and padding than they hold."""

    def lie(number: int, packets: list[bytes]) -> list[bytes]:
        first = (b"\x8f", b"\x90", b"\xa0", b"\xbf", b"\x00")[number % 5]
        lied = [first + each[1:12] + b"\xff" * (number % 7) for each in packets]
        return [each[: 4 + number % 13] if number % 3 else each for each in lied]

    await camera.converse(stream=lambda: camera.film(change=lie))


@behaviour(Must.NEVER)
async def fragments_without_start(camera: Camera) -> None:
    """Sends the middles of fragmented units only."""

    def middles(number: int, packets: list[bytes]) -> list[bytes]:
        return [each[:12] + b"\x7c" + bytes([each[13] & 0x1F]) + each[14:] for each in packets]

    await camera.converse(stream=lambda: camera.film(change=middles))


@behaviour(Must.NEVER, heavy=True)
async def fragment_without_end(camera: Camera) -> None:
    """Begins a unit and never ends it, a megabyte each tenth of a second."""

    async def grow() -> None:
        rtp = Rtp()
        await camera.frame(rtp.packet(b"\x7c\x85", 1))
        part = b"\x7c\x05" + bytes(range(256)) * 240
        while True:
            await camera.packets([rtp.packet(part, 1) for _ in range(17)])
            await asyncio.sleep(0.1)

    await camera.converse(stream=grow)


@behaviour(Must.NEVER)
async def aggregates_of_nothing(camera: Camera) -> None:
    """Sends aggregates whose units have no length, or more than there is."""

    def aggregate(number: int, packets: list[bytes]) -> list[bytes]:
        body = (bytes(600), b"\xff\xff" * 300, b"\x00", b"")[number % 4]
        return [packets[0][:12] + b"\x78" + body]

    await camera.converse(stream=lambda: camera.film(change=aggregate))


@behaviour(Must.LIVE)
async def marks_no_picture(camera: Camera) -> None:
    """Never marks the last packet of a picture, as some cameras do."""

    def unmarked(number: int, packets: list[bytes]) -> list[bytes]:
        return [each[:1] + bytes([each[1] & 0x7F]) + each[2:] for each in packets]

    await camera.converse(stream=lambda: camera.film(change=unmarked))


@behaviour(Must.EITHER)
async def marks_every_packet(camera: Camera) -> None:
    """Marks every packet as the last of its picture."""

    def marked(number: int, packets: list[bytes]) -> list[bytes]:
        return [each[:1] + bytes([each[1] | 0x80]) + each[2:] for each in packets]

    await camera.converse(stream=lambda: camera.film(change=marked))


@behaviour(Must.NEVER)
async def one_picture_only(camera: Camera) -> None:
    """Sends one whole picture, and keeps the connection."""
    await camera.converse(stream=lambda: camera.film(pictures=1))


@behaviour(Must.BRIEFLY)
async def one_picture_again(camera: Camera) -> None:
    """Sends the same key picture as if time went on."""

    async def again() -> None:
        rtp = Rtp()
        number = 0
        while True:
            packets = rtp.picture("h264", camera.films["h264"][0], number * TICKS_A_PICTURE)
            await camera.packets(packets)
            await asyncio.sleep(0.04)
            number += 1

    await camera.converse(stream=again)


@behaviour(Must.NEVER)
async def h265_with_order_numbers(camera: Camera) -> None:
    """Sends H.265 with a decoding order number in each packet, as it described."""

    def numbered(number: int, packets: list[bytes]) -> list[bytes]:
        return [each[:14] + struct.pack(">H", number & 0xFFFF) + each[14:] for each in packets]

    described = sdp("h265", "a=fmtp:96 sprop-max-don-diff=1;sprop-depack-buf-nalus=1")
    await camera.converse(describing(described), lambda: camera.film("h265", change=numbered))


@behaviour(Must.NEVER)
async def h265_unknown_packets(camera: Camera) -> None:
    """Sends H.265 packets of the kinds 50 to 63."""

    def unknown(number: int, packets: list[bytes]) -> list[bytes]:
        kind = bytes([(50 + number % 14) << 1])
        return [each[:12] + kind + each[13:] for each in packets]

    await camera.converse(stream=lambda: camera.film("h265", change=unknown), codec="h265")


# Datagrams.


@behaviour(Must.LIVE, transport="udp")
async def well_behaved_udp(camera: Camera) -> None:
    """Does all as it should, over UDP."""
    with camera.datagrams() as line:
        await camera.converse(line.answers(), lambda: camera.film(send=line.send))


@behaviour(Must.NEVER, transport="udp")
async def sets_up_and_sends_nothing(camera: Camera) -> None:
    """Opens a stream over UDP and sends no packet, as behind a firewall."""
    with camera.datagrams() as line:
        await camera.converse(line.answers(), camera.stay)


@behaviour(Must.LIVE, transport="udp")
async def strangers_send_packets(camera: Camera) -> None:
    """Sends the film, while another address sends packets that look as if they were its own."""
    with camera.datagrams() as line, camera.datagrams(stranger=True) as stranger:

        async def forge(number: int) -> None:
            stranger.port = line.port
            nonsense = Rtp(sequence=1000 + number * 7).packet(b"\x65" + bytes(300), number)
            for _ in range(20):
                await stranger.send(nonsense)

        await camera.converse(line.answers(), lambda: camera.film(between=forge, send=line.send))


@behaviour(Must.NEVER, heavy=True, transport="udp")
async def floods_with_datagrams(camera: Camera) -> None:
    """Sends packets of nonsense over UDP, thirty thousand a second and more."""
    with camera.datagrams() as line:

        async def flood() -> None:
            rtp = Rtp()
            nonsense = b"\x41" + camera.random.randbytes(1300)
            while True:
                for _ in range(100):
                    await line.send(rtp.packet(nonsense, rtp.sequence // 50))
                await asyncio.sleep(0)

        await camera.converse(line.answers(), flood)


# Codecs.


async def units(camera: Camera, codec: str, pictures: Callable[[int], list[bytes]]) -> None:
    """Send NAL units, 25 pictures a second."""
    rtp = Rtp()
    number = 0
    while True:
        payloads = [each for nal in pictures(number) for each in nal_payloads(codec, nal)]
        last = len(payloads) - 1
        for index, payload in enumerate(payloads):
            time = number * TICKS_A_PICTURE
            await camera.frame(rtp.packet(payload, time, marker=index == last))
        await asyncio.sleep(0.04)
        number += 1


@behaviour(Must.NEVER)
async def size_changes(camera: Camera) -> None:
    """Changes the size with every picture, from 16×16 to 8192×8192 and back."""

    def picture(number: int) -> list[bytes]:
        size = (512, 512) if number % 2 else (1, 1)
        return [*h264_parameters(size), h264_slice(0, is_key=True, body=b"\x00\x80\xff" * 20)]

    await camera.converse(stream=lambda: units(camera, "h264", picture))


@behaviour(Must.NEVER)
async def size_is_impossible(camera: Camera) -> None:
    """Describes pictures of a million by a million."""

    def picture(number: int) -> list[bytes]:
        return [*h264_parameters((65536, 65536)), h264_slice(0, is_key=True, body=b"\x80" * 60)]

    await camera.converse(stream=lambda: units(camera, "h264", picture))


@behaviour(Must.NEVER)
async def key_pictures_missing(camera: Camera) -> None:
    """Sends the film without the pictures from which it could be decoded."""

    def others(number: int, packets: list[bytes]) -> list[bytes]:
        return packets if number % 50 else []

    await camera.converse(stream=lambda: camera.film(change=others))


@behaviour(Must.NEVER, heavy=True)
async def slices_65535(camera: Camera) -> None:
    """Sends pictures of 65,535 slices."""
    slices = [h264_slice(first, is_key=True, body=b"\x80") for first in range(65535)]

    def picture(number: int) -> list[bytes]:
        return [*h264_parameters((255, 257)), *slices]

    await camera.converse(stream=lambda: units(camera, "h264", picture))


@behaviour(Must.EITHER, heavy=True)
async def message_of_16_mib(camera: Camera) -> None:
    """Puts a message (SEI) of 16 MiB before every second picture of the film."""
    message = b"\x06\x05" + b"\xff" * 16 * 1024 * 1024
    film = camera.films["h264"]

    def picture(number: int) -> list[bytes]:
        nals = nals_of(film[number % len(film)])
        return nals if number % 2 else [message, *nals]

    await camera.converse(stream=lambda: units(camera, "h264", picture))


@behaviour(Must.NEVER)
async def random_units(camera: Camera) -> None:
    """Sends units with a sound head and a random body, good parameter sets between."""
    sets = nals_of(camera.films["h264"][0])[:2]

    def picture(number: int) -> list[bytes]:
        head = bytes([0x60 | camera.random.choice((1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 15, 20))])
        return [*sets, head + camera.random.randbytes(camera.random.randrange(1, 3000))]

    await camera.converse(stream=lambda: units(camera, "h264", picture))


@behaviour(Must.NEVER)
async def h265_sets_contradict(camera: Camera) -> None:
    """Sends H.265 parameter sets only, each bent another way, hundreds with each picture."""
    film = nals_of(camera.films["h265"][0])
    sets = [nal for nal in film if nal[0] >> 1 & 0x3F in (32, 33, 34)]

    def picture(number: int) -> list[bytes]:
        bent = []
        for _ in range(200):
            nal = bytearray(camera.random.choice(sets))
            nal[camera.random.randrange(2, len(nal))] ^= 1 << camera.random.randrange(8)
            bent.append(bytes(nal))
        return bent

    await camera.converse(stream=lambda: units(camera, "h265", picture), codec="h265")


async def bombs(camera: Camera, pause_s: float) -> None:
    """Send pictures of 7680×4320 in which nothing happens: a hundred bytes, all to be decoded."""
    rtp = Rtp()
    while True:
        for unit in camera.films["bomb"]:
            packets = rtp.picture("h264", unit, rtp.sequence * TICKS_A_PICTURE)
            await camera.packets(packets)
            await asyncio.sleep(pause_s)


@behaviour(Must.EITHER, heavy=True)
async def huge_pictures(camera: Camera) -> None:
    """Sends small packets of huge pictures, 25 a second."""
    await camera.converse(stream=lambda: bombs(camera, 0.04))


@behaviour(Must.EITHER, heavy=True)
async def huge_pictures_in_haste(camera: Camera) -> None:
    """Sends small packets of huge pictures, 500 a second."""
    await camera.converse(stream=lambda: bombs(camera, 0.002))


async def jpegs(camera: Camera, payload: bytes) -> None:
    """Send this as every picture."""
    rtp = Rtp()
    while True:
        await camera.frame(rtp.packet(payload, rtp.sequence * TICKS_A_PICTURE, marker=True))
        await asyncio.sleep(0.04)


@behaviour(Must.NEVER)
async def jpeg_bomb(camera: Camera) -> None:
    """Sends JPEG pictures of 2040×2040 made of twenty bytes."""
    bomb = jpeg_payload(0, 1, (2040, 2040), bytes([1]) * 128, camera.random.randbytes(20))
    await camera.converse(stream=lambda: jpegs(camera, bomb), codec="mjpeg")


@behaviour(Must.NEVER)
async def jpeg_of_no_size(camera: Camera) -> None:
    """Sends JPEG pictures of 0×0."""
    nothing = jpeg_payload(0, 1, (0, 0), bytes([1]) * 128, bytes(500))
    await camera.converse(stream=lambda: jpegs(camera, nothing), codec="mjpeg")


@behaviour(Must.NEVER)
async def jpeg_tables_lie(camera: Camera) -> None:
    """Sends JPEG pictures with 65,535 bytes of tables in a packet of two hundred."""
    lie = bytearray(jpeg_payload(0, 1, (640, 360), bytes([1]) * 128, bytes(60)))
    lie[10:12] = b"\xff\xff"
    await camera.converse(stream=lambda: jpegs(camera, bytes(lie)), codec="mjpeg")


@behaviour(Must.NEVER, heavy=True)
async def jpeg_offsets_lie(camera: Camera) -> None:
    """Sends parts of JPEG pictures that begin 16 MB further on."""
    far = jpeg_payload(0xFFFFFF, 1, (640, 360), b"", bytes(1000))
    await camera.converse(stream=lambda: jpegs(camera, far), codec="mjpeg")


# TLS.


@behaviour(Must.NEVER, certificate="expired")
async def tls_expired(camera: Camera) -> None:
    """Shows a certificate that has expired."""
    await camera.converse()


@behaviour(Must.NEVER, certificate="foreign")
async def tls_foreign(camera: Camera) -> None:
    """Shows a certificate that nobody known has signed."""
    await camera.converse()
