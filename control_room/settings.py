"""Settings of this workstation: each with its default, its unit and one sentence.

Sources, strongest first: the command line, the environment (`VIGIE_…`), `vigie.toml` in the data
folder. All mistakes are told at once.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from control_room.errors import ControlRoomError
from control_room.places import DataFolder
from control_room.texts import QT_TRANSLATE_NOOP


class SettingsMistakes(ControlRoomError):
    """Settings that cannot be used; nothing was started."""

    def __init__(self, source: str, mistakes: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "Settings not usable ({source}): {mistakes}.").of(
                source=source, mistakes=mistakes
            ),
            QT_TRANSLATE_NOOP("errors", "Nothing was started."),
            QT_TRANSLATE_NOOP("errors", "Correct them, then start again."),
        )


class Witness(BaseModel):
    """A workstation that keeps our checkpoints: where it listens, and the key it signs with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(pattern=r"^https?://.+$")
    vkey: str


class Settings(BaseSettings):
    """What an administrator may decide for one workstation."""

    site: Path | None = Field(default=None, description="Site file with the town's cameras.")
    language: Literal["fr", "en"] = Field(default="fr", description="Language of the console.")
    theme: Literal["dark", "light"] = Field(
        default="dark", description="Dark for the control room, light for an office."
    )
    workstation: str = Field(
        default="poste-1", pattern=r"^[\w-]{1,32}$", description="This workstation in the audit."
    )
    hosts: int = Field(
        default=0, ge=0, le=32, description="Camera host processes; 0 chooses by the processors."
    )
    ring_budget_mb: int = Field(
        default=768, ge=64, le=65536, description="Memory for replays, all cameras together, MB."
    )
    hardware: Literal["none", "auto", "vaapi", "d3d11va", "videotoolbox"] = Field(
        default="none",
        description="Video hardware for full streams; what it cannot decode, the processor does.",
    )
    database: str | None = Field(
        default=None,
        pattern=r"^postgresql://[^:@/]+@[^/]+/\w+(\?.*)?$",
        description="PostgreSQL shared by several workstations, postgresql://user@host/name; the "
        "password is libpq's business (passfile). None: a file in the data folder.",
    )
    site_key: Path | None = Field(
        default=None,
        description="File of the site key, best on a stick in a safe; None: in the data folder.",
    )
    anchor_folders: tuple[Path, ...] = Field(
        default=(), description="Folders on other disks or shares that get every anchor."
    )
    witnesses: tuple[Witness, ...] = Field(
        default=(), description="Workstations that keep this log's checkpoints."
    )
    witness_listen: str | None = Field(
        default=None,
        pattern=r"^[\w.:\[\]-]+:\d{1,5}$",
        description="Address and port where this workstation keeps the checkpoints of others.",
    )
    witness_for: tuple[str, ...] = Field(
        default=(), description="Site keys (name+id+base64) of the logs that it keeps."
    )
    timestamp_url: str | None = Field(
        default=None, pattern=r"^https?://.+$", description="RFC 3161 time stamping server."
    )
    timestamp_ca: Path | None = Field(
        default=None, description="Certificates (PEM) that the time stamps must lead to."
    )
    backup_folder: Path | None = Field(
        default=None, description="Folder for backups, best on another disk; None: data folder."
    )
    reserve_mb: int = Field(
        default=256, ge=0, le=4096, description="Disk kept back for the audit log, MB."
    )
    nightly_at: str = Field(
        default="04:30",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="Local hour of the nightly checks, HH:MM.",
    )
    log_retention_days: int = Field(
        default=1095, ge=180, le=1095, description="Age at which entries are erased, days (R253-5)."
    )
    personal_retention_days: int = Field(
        default=365, ge=1, le=1095, description="Age at which personal data are erased, days."
    )
    status: Path | None = Field(
        default=None, description="File rewritten once a second with what the console shows (JSON)."
    )

    model_config = SettingsConfigDict(env_prefix="VIGIE_", extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _stamps_can_be_checked(self) -> Self:
        if self.timestamp_url is not None and self.timestamp_ca is None:
            raise ValueError("timestamp_url needs timestamp_ca")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources as the module promises."""
        del dotenv_settings, file_secret_settings
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))


def load(folder: DataFolder, **from_command_line: Any) -> Settings:
    """Read the settings; values given on the command line win, None means "not given".

    Raises:
        SettingsMistakes: names every field that is wrong and what it accepts.
    """
    given = {name: value for name, value in from_command_line.items() if value is not None}

    class OfThisFolder(Settings):
        model_config = SettingsConfigDict(toml_file=folder.settings)

    try:
        return OfThisFolder(**given)
    except ValidationError as error:
        told = "; ".join(
            f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()
        )
        raise SettingsMistakes(str(folder.settings), told) from error
    except (SettingsError, ValueError, OSError) as error:
        raise SettingsMistakes(str(folder.settings), str(error)) from error


def written(before: str, **values: str) -> str:
    """The text of a settings file with these values in it, all else as it was."""
    top, table, rest = before.partition("\n[")
    kept = [line for line in top.splitlines() if line.partition("=")[0].strip() not in values]
    given = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join([*given, *kept]) + "\n" + (table + rest if table else "")
