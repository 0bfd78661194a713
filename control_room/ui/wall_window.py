"""A wall on a monitor of its own: pictures, an alert if there is one, the console's keyboard."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QMoveEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from control_room.domain.wall import WindowWall
from control_room.ui.integrity_banner import IntegrityBanner
from widgets.notices import NoticeArea, Place
from widgets.video_wall import VideoWall

_CONTROL = Qt.KeyboardModifier.ControlModifier


class WallWindow(QWidget):
    """Shows one wall; keys that mean nothing to it are the console's.

    Attributes:
        banner: over the pictures while the audit log is not what was recorded.
        notices: what the console says while this window has the keyboard; Ctrl+D dismisses.

    Signals:
        moved(): it is elsewhere, larger or smaller, or covers its screen.
        closed(): its pictures are wanted no longer.
    """

    moved = Signal()
    closed = Signal()

    def __init__(self, wall: VideoWall, number: int, keys_to: QWidget) -> None:
        """Take `wall` in; the window is not shown yet.

        Args:
            number: tells this wall from the others, the console's being the first.
            keys_to: gets the keys that the wall leaves.
        """
        super().__init__()
        self.wall = wall
        self._keys_to = keys_to
        self.setObjectName("console")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Vigie, wall {number}").format(number=number))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.banner = IntegrityBanner()
        column.addWidget(self.banner)
        column.addWidget(wall, 1)
        self.setFocusProxy(wall)
        self.notices = NoticeArea(self, lambda: Place(wall, Qt.Edge.BottomEdge))
        wall.full_screen_asked.connect(self.turn_full_screen)

    def open_on(self, screen: QScreen, box: QRect, *, full_screen: bool) -> None:
        """Show the window on a screen, over all of it or within `box`."""
        self.setScreen(screen)
        self.setGeometry(screen.geometry() if full_screen else box)
        if full_screen:
            self.showFullScreen()
        else:
            self.show()
        self.activateWindow()
        self.wall.setFocus()

    def turn_full_screen(self) -> None:
        """Cover the screen, or give it back."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def remembered(self) -> WindowWall:
        """What it shows and where it is."""
        box = self.normalGeometry() if self.isFullScreen() else self.geometry()
        return WindowWall(
            self.wall.arrangement(),
            self.screen().name(),
            (box.x(), box.y(), box.width(), box.height()),
            self.isFullScreen(),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_D and event.modifiers() == _CONTROL:
            self.notices.dismiss()
            return
        QCoreApplication.sendEvent(self._keys_to, event)

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moved.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.moved.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


def free_place(taken: list[QWidget]) -> tuple[QScreen, QRect]:
    """Where another window goes: over a screen without one, else over a part of the last."""
    screens = QGuiApplication.screens()
    used = {window.screen().name() for window in taken}
    for screen in screens:
        if screen.name() not in used:
            return screen, screen.availableGeometry()
    space = screens[-1].availableGeometry()
    width, height = space.width() * 3 // 5, space.height() * 3 // 5
    return screens[-1], QRect(
        space.right() - width - 40 * len(taken), space.bottom() - height - 40, width, height
    )


def place_of(remembered: WindowWall) -> tuple[QScreen, QRect] | None:
    """Where a remembered window was; None while its screen is not there."""
    screen = next(
        (each for each in QGuiApplication.screens() if each.name() == remembered.screen), None
    )
    if screen is None or remembered.box is None:
        return None
    box = QRect(*remembered.box)
    visible = screen.availableGeometry() & box
    return screen, box if not visible.isEmpty() else screen.availableGeometry()
