"""How many of the watched cameras are live, and what is wrong with the others."""

from __future__ import annotations

import time
from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from control_room.domain.camera import CameraId, Health, StreamState
from control_room.domain.camera_health import weight_of
from control_room.ui.health_words import brief_state
from control_room.ui.words import shown
from widgets.chip import Chip
from widgets.state_text import tone_of

_QUIET = (Health.LIVE, Health.RECEIVED, Health.CONNECTING)
_MOST_NAMED = 12


class HealthCount(QPushButton):
    """Counts every watched camera; the ones in trouble in a chip with the worst of their states.

    Clicked, it leads to the first camera in trouble.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "count")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._live = QLabel()
        self._live.setProperty("part", "quiet")
        self._trouble = Chip(parent=self)
        for label in (self._live, self._trouble):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(8)
        row.addWidget(self._live)
        row.addWidget(self._trouble)
        self._row = row
        self._states: Mapping[CameraId, StreamState] = {}
        self._brief = False
        self.show_states({})

    def set_brief(self, brief: bool) -> None:
        """Name only what is live and what is in trouble; the tip tells the rest."""
        if brief is not self._brief:
            self._brief = brief
            self.show_states(self._states)

    def show_states(self, states: Mapping[CameraId, StreamState]) -> None:
        """Show how the watched cameras are; without one, nothing is shown."""
        self._states = states
        self.setVisible(bool(states) and self.parent() is not None)
        healths = [state.health for state in states.values()]
        counts = self._counts(healths)
        self._live.setText(
            self.tr("%n live", "", healths.count(Health.LIVE)) if self._brief else counts
        )
        troubled = in_trouble(states)
        if troubled:
            worst = states[troubled[0]].health
            is_all = all(states[camera].health is worst for camera in troubled)
            said = (
                self.tr("{count} not live: {state}")
                if is_all
                else self.tr("{count} not live, among them: {state}")
            )
            self._trouble.show_word(
                said.format(count=len(troubled), state=shown(worst.text)), tone_of(worst)
            )
        else:
            self._trouble.show_word("", tone_of(Health.LIVE))
        told = self._told(states, troubled, counts)
        self.setToolTip(told)
        self.setAccessibleName(f"{counts} {self._trouble.text()}".strip())
        self.setAccessibleDescription(told)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """What the words need."""
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """What the words need at least."""
        return self._row.minimumSize()

    def _counts(self, healths: list[Health]) -> str:
        counts = [self.tr("%n camera(s) live", "", healths.count(Health.LIVE))]
        if received := healths.count(Health.RECEIVED):
            counts.append(self.tr("%n not shown", "", received))
        if connecting := healths.count(Health.CONNECTING):
            counts.append(self.tr("%n connecting", "", connecting))
        return " · ".join(counts)

    def _told(
        self, states: Mapping[CameraId, StreamState], troubled: list[CameraId], counts: str
    ) -> str:
        now_ns = time.monotonic_ns()
        lines = [counts, self.tr("Of the %n camera(s) that the console watches", "", len(states))]
        lines += [
            self.tr("Camera {number}: {state}").format(
                number=camera, state=brief_state(states[camera], now_ns)
            )
            for camera in troubled[:_MOST_NAMED]
        ]
        if len(troubled) > _MOST_NAMED:
            lines.append(self.tr("and %n more", "", len(troubled) - _MOST_NAMED))
        return "\n".join(lines)


def in_trouble(states: Mapping[CameraId, StreamState]) -> list[CameraId]:
    """The cameras that somebody must look at, the worst first, then by number."""
    return sorted(
        (camera for camera, state in states.items() if state.health not in _QUIET),
        key=lambda camera: (-weight_of(states[camera].health), camera),
    )
