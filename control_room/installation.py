"""One site's records on this workstation, opened with the use cases over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from control_room import __version__, catalogue
from control_room.errors import ControlRoomError
from control_room.places import DataFolder, resource
from control_room.reports.paper import Commune
from control_room.services import Services
from control_room.services.access import Access
from control_room.services.cameras import CameraActs
from control_room.services.evidence import Evidence
from control_room.services.incidents import Incidents
from control_room.services.reports import Reports
from control_room.services.review import Review
from control_room.services.sessions import Sessions
from control_room.services.walls import Walls
from control_room.settings import Settings
from control_room.site import Site
from control_room.storage.database import Database
from control_room.storage.files import EvidenceStore
from control_room.storage.keys import log_keys
from control_room.texts import QT_TRANSLATE_NOOP


class DataFolderUnusable(ControlRoomError):
    """The data folder is not there and cannot be made; nothing was started."""

    def __init__(self, folder: DataFolder, reason: str) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "The data folder {path} cannot be made ({reason}).").of(
                path=folder.root, reason=reason
            ),
            QT_TRANSLATE_NOOP("errors", "Nothing was started."),
            QT_TRANSLATE_NOOP("errors", "Name a folder that this user may write with --data."),
        )


def now() -> datetime:
    """The computer's clock, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Installation:
    """What the screens may call, and what signs the log when called about once a second."""

    services: Services
    checkpoint_if_due: Callable[[], bool]


@contextmanager
def opened(folder: DataFolder, settings: Settings, site: Site) -> Iterator[Installation]:
    """Open the records for this process alone, and close them at the end.

    Raises:
        ControlRoomError: another console holds them, or they cannot be read, written or trusted.
    """
    try:
        folder.create()
    except OSError as error:
        raise DataFolderUnusable(folder, error.strerror or str(error)) from error
    offences = catalogue.read_offences(resource("law/offences.toml"))
    purposes = catalogue.read_reasons(resource("law/reasons.toml"))
    database = Database.open(
        folder.database,
        keys=log_keys(folder, site.insee, settings.site_key),
        now=now,
        workstation=settings.workstation,
    )
    try:
        sessions = Sessions(database)
        store = EvidenceStore(folder.evidence)
        access = Access(database, sessions, now=now, workstation=settings.workstation)
        access.console_started(__version__)
        try:
            services = Services(
                access=access,
                incidents=Incidents(database, sessions, store, now=now),
                evidence=Evidence(database, sessions, store),
                cameras=CameraActs(database, sessions),
                reports=Reports(
                    database,
                    sessions,
                    store,
                    catalogue=offences,
                    commune=Commune(site.name, site.insee),
                    printed=folder.printed,
                    now=now,
                ),
                review=Review(database, sessions, folder, purposes),
                walls=Walls(database, sessions),
            )
            yield Installation(services, database.checkpoint_if_due)
        finally:
            access.console_stopped()
    finally:
        database.close()
