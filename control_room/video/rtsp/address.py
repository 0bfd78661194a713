"""The addresses used in requests: always on the camera that was asked, whatever it says."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

from control_room.video.rtsp.loss import CameraLost, Unreadable

_PORTS: Final = {"rtsp": 554, "rtsps": 322}
_SAFE: Final = "/?#[]@!$&'()*+,;=:%~"
_LONGEST: Final = 2048


class Address:
    """The address of a stream on its camera, without credentials."""

    def __init__(self, url: str) -> None:
        """Take the address apart.

        Raises:
            CameraLost: it is no address of a camera.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise CameraLost("the address is none") from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise CameraLost("the address is none of RTSP")
        self.host = parts.hostname
        self.port = port or _PORTS[parts.scheme]
        self.is_private = parts.scheme == "rtsps"
        self._root = f"{parts.scheme}://{quote(parts.netloc.rpartition('@')[2], safe='[]:%')}"
        self.url = self._root + quote(parts._replace(scheme="", netloc="").geturl(), safe=_SAFE)

    def of(self, base: str, control: str) -> str:
        """The address that `control` means below `base`, both told by the camera.

        Of an absolute address only the path is used: a camera behind a translated address tells its
        own, and no camera sends us elsewhere.

        Raises:
            Unreadable: it cannot be an address.
        """
        url = self._here(base) if base else self.url
        if control.lower().startswith(("rtsp://", "rtsps://")):
            url = self._here(control)
        elif control.startswith("/"):
            url = self._root + control
        elif control not in ("", "*"):
            url = f"{url.removesuffix('/')}/{control}"
        if len(url) > _LONGEST or not all("!" <= char <= "~" for char in url):
            raise Unreadable("an address that cannot be one")
        return url

    def _here(self, told: str) -> str:
        """The same path on the camera itself."""
        try:
            parts = urlsplit(told)
        except ValueError:
            raise Unreadable("an address that cannot be one") from None
        path = parts._replace(scheme="", netloc="").geturl()
        return self._root + (path if path.startswith("/") or not path else f"/{path}")
