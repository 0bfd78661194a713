"""One site's records on this workstation, opened with the use cases over them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from control_room import __version__, catalogue
from control_room.audit.checkpoint import NotANote, VerifierKey
from control_room.audit.cosignature import CosignerKey
from control_room.audit.short_words import read_words
from control_room.errors import ControlRoomError
from control_room.places import DataFolder, resource
from control_room.reports.paper import Commune
from control_room.services import Services
from control_room.services.access import Access
from control_room.services.alerts import Alerts
from control_room.services.anchors import Anchors
from control_room.services.backups import Backups
from control_room.services.cameras import CameraActs
from control_room.services.disk_watch import DiskWatch
from control_room.services.evidence import Evidence
from control_room.services.evidence_check import EvidenceCheck
from control_room.services.evidence_tie import open_store
from control_room.services.export import Export
from control_room.services.handover import HandOver
from control_room.services.incidents import Incidents
from control_room.services.integrity import Integrity
from control_room.services.reports import Reports
from control_room.services.retention import Retention
from control_room.services.review import Review
from control_room.services.sessions import Sessions
from control_room.services.standing_alerts import Concern
from control_room.services.timestamps import Timestamps
from control_room.services.walls import Walls
from control_room.services.witness_desk import WitnessDesk, witness_key
from control_room.services.witness_listener import WitnessListener
from control_room.services.witnesses import WitnessClient
from control_room.settings import Settings, SettingsMistakes
from control_room.site import Site
from control_room.storage.database import Database, LogState
from control_room.storage.disk import DiskGuard
from control_room.storage.files import EvidenceStore
from control_room.storage.high_water import HighWater
from control_room.storage.keys import log_keys
from control_room.storage.postgresql import Server
from control_room.texts import QT_TRANSLATE_NOOP
from control_room.upkeep import Duties, Upkeep

logger = logging.getLogger(__name__)


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
    """What the screens may call, and what the console does unasked.

    Attributes:
        backups, retention: at any time, beside what the upkeep does.
        witnessing: keeps the checkpoints of other workstations while it is open.
    """

    services: Services
    upkeep: Upkeep
    backups: Backups
    retention: Retention
    witnessing: Callable[[], AbstractContextManager[None]]


@contextmanager
def opened(folder: DataFolder, settings: Settings, site: Site) -> Iterator[Installation]:
    """Open the records for this process alone, and close them at the end.

    Raises:
        ControlRoomError: another console holds them, or they cannot be read or written.
    """
    try:
        folder.create()
    except OSError as error:
        raise DataFolderUnusable(folder, error.strerror or str(error)) from error
    server = Server(settings.database) if settings.database else None
    database = Database.open(
        server or folder.database,
        keys=log_keys(folder, site.insee, settings.site_key),
        now=now,
        workstation=settings.workstation,
        spool=folder.spool,
    )
    try:
        sessions = Sessions(database)
        access = Access(database, sessions, now=now, workstation=settings.workstation)
        integrity = Integrity(
            database,
            sessions,
            folder,
            HighWater(),
            shares=settings.anchor_folders,
            now=now,
            shared=server is not None,
        )
        # Before the start is recorded: the first bad entry is not one of ours.
        integrity.check_start()
        access.console_started(__version__)
        try:
            yield _assembled(folder, settings, site, database, sessions, access, integrity)
        finally:
            access.console_stopped()
    finally:
        database.close()


def _assembled(
    folder: DataFolder,
    settings: Settings,
    site: Site,
    database: Database,
    sessions: Sessions,
    access: Access,
    integrity: Integrity,
) -> Installation:
    shared = settings.database is not None
    store = EvidenceStore(folder.evidence)
    words = read_words(resource("audit/mots.txt").read_text(encoding="utf-8"))
    anchors = Anchors(
        database,
        sessions,
        folder,
        shares=settings.anchor_folders,
        witnesses=_witnesses(folder, settings),
        timestamps=_timestamps(settings),
        now=now,
        contradicted=integrity.contradicted,
    )
    guard = DiskGuard(folder, settings.reserve_mb)
    place = settings.backup_folder or folder.backups
    backups = Backups(
        database,
        Server(settings.database) if settings.database else folder.database,
        place,
        now=now,
        workstation=settings.workstation,
        check_room=guard.check_room,
        # Accounted for, an alert may stand for ever: it would fill the disk.
        keeps_all=lambda: (alert := integrity.standing()) is not None and alert.account is None,
    )
    evidence = EvidenceCheck(
        database, store, folder, now=now, workstation=settings.workstation, shared=shared
    )
    if database.state is LogState.WRITABLE:
        fault = open_store(database, store, settings.workstation)
        if fault is not None:
            integrity.alerts.raise_alert(
                Concern.STORE,
                {"store": fault.value, "workstation": settings.workstation},
                [f"{fault.value} {store.mark()}"],
            )
    services = Services(
        access=access,
        incidents=Incidents(database, sessions, store, now=now),
        evidence=Evidence(database, sessions, store),
        cameras=CameraActs(database, sessions),
        reports=Reports(
            database,
            sessions,
            store,
            catalogue=catalogue.read_offences(resource("law/offences.toml")),
            commune=Commune(site.name, site.insee),
            printed=folder.printed,
            now=now,
            check_room=guard.check_room,
        ),
        review=Review(
            database, sessions, catalogue.read_reasons(resource("law/reasons.toml")), words
        ),
        walls=Walls(database, sessions),
        integrity=integrity,
        anchors=anchors,
        export=Export(
            database,
            sessions,
            folder,
            check_allowed=integrity.check_exports_allowed,
            shares=settings.anchor_folders,
        ),
        hand_over=HandOver(
            database,
            sessions,
            anchors=anchors,
            integrity=integrity,
            back_up=backups.make,
            cameras=site.cameras,
            commune=Commune(site.name, site.insee),
            printed=folder.printed,
            words=words,
            workstation=settings.workstation,
            now=now,
        ),
    )
    retention = Retention(
        database,
        sessions,
        now=now,
        personal_days=settings.personal_retention_days,
        log_days=settings.log_retention_days,
    )
    duties = Duties(
        integrity,
        anchors,
        DiskWatch(database, guard),
        evidence,
        retention,
        backups,
    )
    return Installation(
        services,
        Upkeep(database, duties, settings.nightly_at),
        backups,
        retention,
        lambda: _witnessing(folder, settings, integrity.alerts),
    )


def _witnesses(folder: DataFolder, settings: Settings) -> list[WitnessClient]:
    try:
        return [
            WitnessClient(witness.url, CosignerKey.read(witness.vkey))
            for witness in settings.witnesses
        ]
    except NotANote as error:
        raise SettingsMistakes(str(folder.settings), f"witnesses: {error}") from error


def _witnessed_logs(folder: DataFolder, settings: Settings) -> list[VerifierKey]:
    try:
        return [VerifierKey.read(key) for key in settings.witness_for]
    except NotANote as error:
        raise SettingsMistakes(str(folder.settings), f"witness_for: {error}") from error


def _timestamps(settings: Settings) -> Timestamps | None:
    if settings.timestamp_url is None or settings.timestamp_ca is None:
        return None
    return Timestamps(settings.timestamp_url, settings.timestamp_ca)


@contextmanager
def _witnessing(folder: DataFolder, settings: Settings, alerts: Alerts) -> Iterator[None]:
    """Keep the checkpoints of the logs that the settings name, if they name an address.

    Raises:
        ControlRoomError: the address is taken, or the key that cosigns cannot be read.
    """
    if settings.witness_listen is None:
        yield
        return
    desk = WitnessDesk(
        folder,
        _witnessed_logs(folder, settings),
        witness_key(folder, settings.workstation),
        now=now,
        forked=alerts.log_forked,
        grown=alerts.log_grown,
    )
    listener = WitnessListener(settings.witness_listen, desk)
    try:
        yield
    finally:
        listener.close()
