"""What a new connection must pass before anything is written through it.

The tables are brought up to date, the keys are the log's, a change of key that was cut short is
carried on, and the log's end is what was signed. All of it in one transaction, or nothing.
"""

from __future__ import annotations

import logging
import secrets
from typing import NamedTuple

from sqlalchemy import Connection

from control_room.audit.epochs import Trust
from control_room.audit.findings import Finding, FindingCode
from control_room.storage.errors import DatabaseTooNew, LogBroken, LogIncomplete, SigningKeyWrong
from control_room.storage.guarding import fallen
from control_room.storage.head import check_end
from control_room.storage.migrations import SCHEMA_VERSION, STEPS, migrate, version_of
from control_room.storage.pen import Pen
from control_room.storage.records.log import Epoch, LogRecords
from control_room.storage.store import Store
from control_room.storage.transaction import Transaction

logger = logging.getLogger(__name__)


class Admitted(NamedTuple):
    """What was found on the way.

    Attributes:
        broken: what forbids to carry the log on, if anything does.
        fallen: guards that were missing or altered.
    """

    broken: Finding | None
    fallen: tuple[str, ...]


def admit(connection: Connection, store: Store, pen: Pen, *, join: bool) -> Admitted:
    """Prepare the log for this process.

    Args:
        join: let a key that the log does not know become an epoch of its own.

    Raises:
        ControlRoomError: made by a later version, another key's log, or not to be written.
    """
    version = version_of(connection)
    if version is not None and version not in STEPS:
        raise DatabaseTooNew(store.name)
    unguarded = () if version is None else fallen(connection, version)
    if version != SCHEMA_VERSION:
        migrate(connection)
    return Admitted(_broken(connection, store, pen, fresh=version is None, join=join), unguarded)


def _broken(
    connection: Connection, store: Store, pen: Pen, *, fresh: bool, join: bool
) -> Finding | None:
    log = LogRecords(connection)
    log.touch()
    try:
        log.head()  # locked from here on, where several write
        if fresh:
            _found(log, pen)
        _admit_key(log, store, pen, join=join)
        check_end(log, trust_of(log, pen))
    except LogIncomplete as error:
        logger.error("audit log of %s: %s is not there", store.name, error)
        return Finding(FindingCode.SEQUENCE_BROKEN, error.seq)
    except LogBroken as error:
        logger.error("audit log of %s: %s", store.name, error)
        return error.finding
    if all(epoch.vkey != pen.keys.signer.verifier.written() for epoch in log.epochs()):
        transaction = Transaction(connection, pen)
        transaction.hand_over(pen.keys.signer, None)
        transaction.finish()
    return None


def trust_of(log: LogRecords, pen: Pen) -> Trust:
    """All that verification of this log believes in."""
    certificates = tuple(epoch.certificate for epoch in log.epochs())
    return Trust(pen.keys.origin, pen.keys.site, certificates)


def _found(log: LogRecords, pen: Pen) -> None:
    """Name the log, and let the key at hand be its first epoch's."""
    keys = pen.keys
    keys.settle(())
    log.keep_site("origin", keys.origin)
    log.keep_site("vkey", keys.site.written())
    log.keep_site("home", secrets.token_hex(16))
    key = keys.signer.verifier
    log.add_epoch(Epoch(1, 0, key.written(), keys.certify(1, 0, key), pen.workstation))


def _admit_key(log: LogRecords, store: Store, pen: Pen, *, join: bool) -> None:
    keys = pen.keys
    vkey, epochs = log.site("vkey"), log.epochs()
    if not epochs and vkey == keys.signer.verifier.written():
        _found(log, pen)  # the log of a time before epochs
        return
    if vkey != keys.site.written():
        raise SigningKeyWrong(keys.path)
    if not epochs:
        raise LogBroken(Finding(FindingCode.EPOCH_MISSING))
    keys.settle({epoch.vkey for epoch in epochs})
    written = keys.signer.verifier.written()
    own = next((epoch for epoch in epochs if epoch.vkey == written), None)
    if own is None:
        if not (store.shared or join):
            raise SigningKeyWrong(keys.path)
        return
    line = [epoch for epoch in epochs if not store.shared or epoch.workstation == own.workstation]
    if line[-1] != own:
        raise SigningKeyWrong(keys.path)  # its epoch has ended: what it signed would not count
