"""What the agent's keys do with layouts, saved walls and tours, on whichever wall has them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from control_room.domain.camera import Camera
from control_room.domain.tour import SavedTour
from control_room.domain.wall import Layout, SavedWall
from control_room.errors import ControlRoomError
from control_room.texts import QT_TRANSLATE_NOOP
from control_room.ui.question import Question
from control_room.ui.tour_editor import TourEditor
from control_room.ui.tours import TourImpossible, TourPlayer
from control_room.ui.wall_desk import WallDesk
from control_room.ui.wall_dialogs import LayoutEditor, NameDialog, RemoveDialog
from control_room.ui.wall_picker import WallPicker
from control_room.ui.wall_shelf import WallShelf
from widgets.theme import Theme
from widgets.video_wall import VideoWall


class NoTour(ControlRoomError):
    """There is no tour to start."""

    def __init__(self) -> None:
        super().__init__(
            QT_TRANSLATE_NOOP("errors", "No tour is kept yet."),
            QT_TRANSLATE_NOOP("errors", "The wall stays as it is."),
            QT_TRANSLATE_NOOP("errors", "Make one: G, then N."),
        )


class WallControls(QObject):
    """Shows layouts, saved walls and tours on the walls; opens the dialogs that keep them.

    Signals:
        changed(): other walls or tours are kept, or a tour goes otherwise.
        refused(ControlRoomError), told(str): what became of an act.
    """

    changed = Signal()
    refused = Signal(object)
    told = Signal(str)

    def __init__(
        self,
        desk: WallDesk,
        shelf: WallShelf,
        cameras: Sequence[Camera],
        theme: Theme,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._cameras = cameras
        self._theme = theme
        self._last_tour: SavedTour | None = None
        self.shelf = shelf
        self.player = TourPlayer(parent=self)
        shelf.changed.connect(self._show_shelf)
        shelf.told.connect(self.told)
        self.player.changed.connect(self.changed)
        desk.wall_added.connect(self.take)
        self.take(desk.main)

    def take(self, wall: VideoWall) -> None:
        """Answer to what is asked on a wall."""
        wall.set_presets(self.shelf.of_keys())
        wall.acted.connect(self.pause_tour)
        wall.save_asked.connect(partial(self.ask_name, wall))
        wall.tour_toggled.connect(partial(self.toggle_tour, wall))
        wall.tour_paused.connect(self.turn_tour)

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key that the wall in front left; False if it means nothing here."""
        if event.key() != Qt.Key.Key_G or event.modifiers():
            return False
        self.pick(self._desk.front())
        return True

    def _show_shelf(self) -> None:
        for wall in self._desk.walls():
            wall.set_presets(self.shelf.of_keys())
        self.changed.emit()

    # Showing

    def show(self, wall: VideoWall, chosen: SavedWall | Layout) -> None:
        """Put a saved wall or a layout on a wall."""
        self.pause_tour()
        if isinstance(chosen, Layout):
            wall.show_layout(chosen)
        else:
            wall.show_arrangement(chosen.arrangement)

    def pick(self, wall: VideoWall, *, tours: bool = False) -> None:
        """Let the agent choose among all there is."""
        self.pause_tour()
        picker = WallPicker(self.shelf, wall.wall_layout, self._theme, wall.window())
        picker.layout_chosen.connect(partial(self.show, wall))
        picker.wall_chosen.connect(partial(self.show, wall))
        picker.tour_chosen.connect(partial(self.start_tour, wall))
        picker.save_asked.connect(partial(self.ask_name, wall))
        picker.draw_asked.connect(partial(self._draw, wall))
        picker.tour_asked.connect(partial(self._make_tour, wall))
        picker.window_asked.connect(self._desk.open_window)
        picker.rename_asked.connect(partial(self._ask_new_name, wall))
        picker.remove_asked.connect(partial(self._ask_removal, wall))
        picker.left.connect(partial(_give_back, wall))
        picker.open()
        if tours:
            picker.show_tours()

    # Keeping

    def ask_name(self, wall: VideoWall) -> None:
        """Ask under which name the wall shall be kept."""
        self.pause_tour()
        arrangement, kept = wall.arrangement(), self.shelf.kept.walls
        dialog = NameDialog(
            self.tr("Save this wall"),
            wall.window(),
            may_share=self.shelf.may_share,
            own=[each.name for each in kept if not each.is_shared],
            shared=[each.name for each in kept if each.is_shared],
        )
        dialog.named.connect(lambda name, shared: self.shelf.save(name, arrangement, shared=shared))
        _open(dialog, wall)

    def _ask_new_name(self, wall: VideoWall, saved: SavedWall) -> None:
        title = self.tr("Rename “{name}”").format(name=saved.name)
        dialog = NameDialog(title, wall.window(), name=saved.name)
        dialog.named.connect(lambda name, _shared: self.shelf.rename(saved, name))
        _open(dialog, wall)

    def _ask_removal(self, wall: VideoWall, kept: SavedWall | SavedTour) -> None:
        over = sum(kept.id in each.tour.walls for each in self.shelf.kept.tours)
        tours = over if isinstance(kept, SavedWall) else 0
        dialog = RemoveDialog(kept, tours, wall.window())
        dialog.removed.connect(lambda: self._remove(kept))
        _open(dialog, wall)

    def _remove(self, kept: SavedWall | SavedTour) -> None:
        if self.player.tour == kept:
            self.stop_tour()
        self.shelf.remove(kept)

    def _draw(self, wall: VideoWall) -> None:
        dialog = LayoutEditor(wall.wall_layout, self._theme, wall.window())
        dialog.drawn.connect(wall.show_layout)
        _open(dialog, wall)

    def _make_tour(self, wall: VideoWall) -> None:
        kept = self.shelf.kept
        dialog = TourEditor(
            self._cameras,
            kept.walls,
            wall.window(),
            may_share=self.shelf.may_share,
            own=[each.name for each in kept.tours if not each.is_shared],
            shared=[each.name for each in kept.tours if each.is_shared],
        )
        dialog.made.connect(
            lambda name, tour, shared: self.shelf.save_tour(name, tour, shared=shared)
        )
        _open(dialog, wall)

    # Tours

    def toggle_tour(self, wall: VideoWall) -> None:
        """Stop the tour under way, else start the one that was last, or let the agent choose."""
        tours = self.shelf.kept.tours
        if self.player.tour is not None:
            self.stop_tour()
        elif not tours:
            self.refused.emit(NoTour())
        elif len(tours) == 1:
            self.start_tour(wall, tours[0])
        elif self._last_tour in tours:
            self.start_tour(wall, self._last_tour)
        else:
            self.pick(wall, tours=True)

    def choose_tour(self, tour: SavedTour) -> None:
        """Start a tour on the wall in front, or stop it if it is under way."""
        if self.player.tour == tour:
            self.stop_tour()
        else:
            self.start_tour(self._desk.front(), tour)

    def start_tour(self, wall: VideoWall, tour: SavedTour) -> None:
        """Take a tour round on a wall."""
        self._desk.hold(True)
        try:
            self.player.start(
                tour, wall, {camera.id for camera in self._cameras}, self.shelf.kept.walls
            )
        except TourImpossible as error:
            self._desk.hold(self.player.tour is not None)
            self.refused.emit(error)
            return
        self._last_tour = tour
        self.told.emit(self.tr("Tour “{name}” started.").format(name=tour.name))

    def stop_tour(self) -> None:
        """End the tour under way."""
        if self.player.tour is not None:
            self.told.emit(self.tr("Tour “{name}” stopped.").format(name=self.player.tour.name))
            self.player.stop()
            self._desk.hold(False)

    def pause_tour(self) -> None:
        """The agent acts: the tour waits."""
        if self.player.tour is not None and not self.player.is_paused:
            self.player.pause()
            self.told.emit(self.tr("Tour paused, . continues."))

    def turn_tour(self) -> None:
        """Pause the tour under way, or go on with it."""
        if self.player.is_paused:
            self.player.resume()
        else:
            self.pause_tour()

    def end(self) -> None:
        """The agent leaves: no tour goes on."""
        self.player.stop()
        self._desk.hold(False)

    def progress(self) -> str:
        """How the tour under way goes, in a word."""
        if self.player.is_paused:
            return self.tr("paused (key .)")
        return self.tr("next in {seconds} s").format(seconds=self.player.left_s)


def _open(dialog: Question, wall: VideoWall) -> None:
    dialog.left.connect(partial(_give_back, wall))
    dialog.open()


def _give_back(wall: VideoWall) -> None:
    """Without a window manager nobody else gives the keyboard back, and no key acts."""
    wall.window().activateWindow()
    wall.setFocus()
