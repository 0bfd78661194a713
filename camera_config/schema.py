"""The site file's contents, typed: every key with its unit, its default and what it is for."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.functional_validators import AfterValidator


def _stream_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("rtsp", "rtsps") or not parts.hostname:
        raise ValueError("rtsp://host[:port]/path")
    if parts.username or parts.password:
        raise ValueError("an address without user name and password; use `username`, `password`")
    return url


def _fingerprint(digits: str) -> str:
    bare = digits.replace(":", "").lower()
    if not re.fullmatch("[0-9a-f]{64}", bare):
        raise ValueError("64 hexadecimal digits, as `openssl x509 -fingerprint -sha256` tells them")
    return bare


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
StreamUrl = Annotated[str, AfterValidator(_stream_address)]
Fingerprint = Annotated[str, AfterValidator(_fingerprint)]
Fraction = Annotated[float, Field(ge=0, le=1, strict=True)]
Outline = Annotated[tuple[tuple[Fraction, Fraction], ...], Field(min_length=3, max_length=64)]
MASKS_ALLOWED = "up to 32 outlines of 3 to 64 points, each [x, y] from 0 to 1"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class VerbalisationConfig(_Table):
    """The prefect's order that opens a camera to vidéo-verbalisation."""

    order: Name = Field(description="Number of the order, as printed on it.")
    valid_from: date = Field(alias="from", description="First day of validity.")
    valid_until: date = Field(alias="until", description="Last day of validity, included.")
    signs_checked: date = Field(description="Day when the street signs were last seen in place.")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> VerbalisationConfig:
        if self.valid_until < self.valid_from:
            raise ValueError("`until` on or after `from`")
        return self


class CameraConfig(_Table):
    """One camera."""

    number: int = Field(ge=1, le=9999, description="How agents call the camera.")
    name: Name = Field(description="Shown under the picture.")
    sector: Name = Field(description="Heading in the list of cameras.")
    address: str = Field(default="", max_length=200, description="Where the camera looks.")
    main: StreamUrl = Field(description="Full-resolution stream.")
    sub: StreamUrl = Field(description="Small stream for the wall.")
    transport: Literal["tcp", "udp"] = Field(default="tcp", description="How RTP packets travel.")
    username: str | None = Field(default=None, description="For cameras that ask for it.")
    password: SecretStr | None = Field(default=None, description="For cameras that ask for it.")
    certificate_sha256: Fingerprint | None = Field(
        default=None, description="The only certificate to accept, for rtsps addresses."
    )
    masks: tuple[Outline, ...] = Field(
        default=(),
        max_length=32,
        description="Private parts of the picture, never shown nor kept: "
        + MASKS_ALLOWED
        + ". The same masks serve both streams, which must show the same in the same shape.",
    )
    verbalisation: VerbalisationConfig | None = Field(
        default=None, description="Absent: the camera may not be used for vidéo-verbalisation."
    )

    @field_validator("certificate_sha256")
    @classmethod
    def _is_of_use(cls, digits: str | None, info: ValidationInfo) -> str | None:
        streams = [info.data[name] for name in ("main", "sub") if name in info.data]
        if digits and any(urlsplit(url).scheme != "rtsps" for url in streams):
            raise ValueError("only together with rtsps addresses")
        return digits


class SiteHeader(_Table):
    """The town."""

    name: Name = Field(description="Shown in the console's header and on reports.")
    insee: Annotated[str, StringConstraints(pattern=r"^(\d{5}|2[AB]\d{3})$")] = Field(
        description="INSEE code of the commune, five characters."
    )


class SiteConfig(_Table):
    """A site file."""

    site: SiteHeader
    cameras: tuple[CameraConfig, ...] = Field(min_length=1)
