"""What the agent's mouse asks of the wall: select, enlarge, look closer, move cameras."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QDrag, QDropEvent, QMouseEvent, QSinglePointEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from control_room.domain.camera import CameraId
from widgets.camera_drag import camera_mime, dragged_camera

_NOTCH = 120
"""What Qt counts for one step of a wheel."""

MOUSE_EVENTS = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel,
    QEvent.Type.DragEnter,
    QEvent.Type.DragMove,
    QEvent.Type.DragLeave,
    QEvent.Type.Drop,
)

CameraAt = Callable[[QPoint], CameraId | None]


class WallPointer(QObject):
    """Turns the mouse's events into what they ask for.

    Signals:
        pressed(QPoint): the left button went down on a tile.
        doubled(): a double click with the left button.
        wheeled(QPointF, float): at a place, steps of the wheel; positive comes closer.
        panned(QPointF): dragged so far since the last time, while the picture is enlarged.
        hovered(QPoint | None): a camera is held over the wall there; None: it has left.
        dropped(QPoint, CameraId): a camera was let go there.
    """

    pressed = Signal(QPoint)
    doubled = Signal()
    wheeled = Signal(QPointF, float)
    panned = Signal(QPointF)
    hovered = Signal(object)
    dropped = Signal(QPoint, int)

    def __init__(
        self, parent: QWidget, *, is_zoomed: Callable[[], bool], camera_at: CameraAt
    ) -> None:
        """Listen to nothing yet: the wall hands events over with `take`.

        Args:
            is_zoomed: whether a drag moves the selected picture, not its camera.
            camera_at: the camera on the tile under a point.
        """
        super().__init__(parent)
        self._wall = parent
        self._is_zoomed = is_zoomed
        self._camera_at = camera_at
        self._from: QPointF | None = None
        acts = (self._press, self._move, self._release, self._double, self._wheel)
        drags = (self._hover, self._hover, self._leave, self._drop)
        self._acts: dict[QEvent.Type, Callable[..., bool]] = dict(
            zip(MOUSE_EVENTS, (*acts, *drags), strict=True)
        )

    def take(self, event: QEvent) -> bool:
        """Act on one of `MOUSE_EVENTS`; False if it asks for nothing."""
        return self._acts[event.type()](event)

    def _press(self, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        self._from = event.position()
        self.pressed.emit(event.position().toPoint())
        return True

    def _move(self, event: QSinglePointEvent) -> bool:
        if self._from is None:
            return False
        by = event.position() - self._from
        if self._is_zoomed():
            self._from = event.position()
            self.panned.emit(by)
        elif by.manhattanLength() >= QApplication.startDragDistance():
            camera, self._from = self._camera_at(self._from.toPoint()), None
            if camera is not None:
                drag = QDrag(self._wall)
                drag.setMimeData(camera_mime(camera))
                drag.exec(Qt.DropAction.MoveAction)
        return True

    def _release(self, _event: QEvent) -> bool:
        self._from = None
        return True

    def _double(self, event: QMouseEvent) -> bool:
        self._from = None
        if event.button() == Qt.MouseButton.LeftButton:
            self.doubled.emit()
        return True

    def _wheel(self, event: QWheelEvent) -> bool:
        steps = event.angleDelta().y() / _NOTCH
        if steps:
            self.wheeled.emit(event.position(), steps)
        return True

    def _hover(self, event: QDropEvent) -> bool:
        if dragged_camera(event.mimeData()) is None:
            return False
        self.hovered.emit(event.position().toPoint())
        event.acceptProposedAction()
        return True

    def _leave(self, _event: QEvent) -> bool:
        self.hovered.emit(None)
        return True

    def _drop(self, event: QDropEvent) -> bool:
        self.hovered.emit(None)
        camera = dragged_camera(event.mimeData())
        if camera is None:
            return False
        self.dropped.emit(event.position().toPoint(), camera)
        event.acceptProposedAction()
        return True
