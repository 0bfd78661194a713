"""Who is signed in at this workstation, and what they may do now."""

from __future__ import annotations

from control_room.audit.entry import Act, Result
from control_room.domain.agent import Permission, Session, may
from control_room.errors import NotAllowed
from control_room.services.errors import SessionEnded, SessionLocked
from control_room.storage.database import Database


class Sessions:
    """The open sessions; they live as long as the process.

    What a caller hands in only names a session: agent, role and reason are taken from here.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: dict[str, Session] = {}
        self._locked: set[str] = set()

    def begin(self, session: Session) -> None:
        """Take note of a session."""
        self._open[session.id] = session

    def end(self, session: Session) -> None:
        """Forget a session: it can do nothing from now on."""
        self._open.pop(session.id, None)
        self._locked.discard(session.id)

    def lock(self, session: Session) -> None:
        """Let the session do nothing until it is unlocked."""
        self._locked.add(session.id)

    def unlock(self, session: Session) -> None:
        """Let the session act again."""
        self._locked.discard(session.id)

    def all(self) -> list[Session]:
        """The open sessions, locked or not."""
        return list(self._open.values())

    def known(self, session: Session) -> Session:
        """The session as it is now, locked or not.

        Raises:
            SessionEnded: it is over.
        """
        try:
            return self._open[session.id]
        except KeyError:
            raise SessionEnded from None

    def acting(self, session: Session) -> Session:
        """The session as it is now.

        Raises:
            SessionEnded: it is over.
            SessionLocked: it is locked.
        """
        current = self.known(session)
        if current.id in self._locked:
            raise SessionLocked
        return current

    def allow(self, session: Session, permission: Permission) -> Session:
        """The session as it is now, if its agent's role covers the act.

        Raises:
            SessionEnded: it is over.
            SessionLocked: it is locked.
            NotAllowed: the role does not cover it; the refusal is in the audit log.
        """
        current = self.acting(session)
        if not may(current.agent.role, permission):
            self._database.note(
                Act.ACT_DENIED, f"permission/{permission}", who=current, result=Result.DENIED
            )
            raise NotAllowed(permission.text)
        return current
