"""The form of a report: what the agent writes, and what the law still asks for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from control_room.domain.offence import Natinf, Offence, Statement
from control_room.domain.plate import Country
from control_room.domain.report import (
    LONGEST_LINE,
    LONGEST_OBSERVATIONS,
    Colour,
    Report,
    ReportForm,
    Requirement,
    VehicleKind,
)
from control_room.ui.words import chosen_code, clear_layout, part_label, shown
from widgets.plate_field import PlateField

_Codes = type[Country] | type[VehicleKind] | type[Colour]

_OBSERVATIONS_HEIGHT_PX = 72
_LABEL_WIDTH_PX = 156


class _Choice(QComboBox):
    """One value of a closed list, or none yet; the wheel scrolls the form, not the value."""

    def __init__(self, codes: _Codes, name: str, *, optional: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if optional:
            self.addItem(self.tr("Choose…"), None)
        for code in codes:
            self.addItem(shown(code.text), code)

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()


class _OffenceField(QComboBox):
    """Offences by number or by any part of their name, as typed."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Type a word or a NATINF number"))
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(20)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setAccessibleName(self.tr("Offence"))
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._take)
        self.setCompleter(completer)
        self.line.editingFinished.connect(self._take_only_match)

    def show_offences(self, offences: Sequence[Offence]) -> None:
        """Offer these."""
        self.clear()
        for offence in offences:
            self.addItem(f"{offence.short} ({offence.natinf})", offence)
        self.setCurrentIndex(-1)

    def choose(self, natinf: Natinf | None) -> None:
        """Show the offence of that number."""
        numbers = [self.itemData(row).natinf for row in range(self.count())]
        self.setCurrentIndex(numbers.index(natinf) if natinf in numbers else -1)
        self.line.setCursorPosition(0)
        if natinf is not None and natinf not in numbers:
            self.setEditText(f"NATINF {natinf}")

    def chosen(self) -> Offence | None:
        """The offence on screen; None while what is typed names none."""
        row = self.currentIndex()
        return self.itemData(row) if row >= 0 and self.itemText(row) == self.currentText() else None

    def _take(self, text: str) -> None:
        self.setCurrentIndex(self.findText(text))

    def _take_only_match(self) -> None:
        """A number or a few letters that only one offence has are enough to choose it."""
        typed = self.currentText().strip()
        if not typed or self.chosen() is not None:
            return
        matches = [
            row for row in range(self.count()) if typed.casefold() in self.itemText(row).casefold()
        ]
        if len(matches) == 1:
            self.setCurrentIndex(matches[0])

    def event(self, event: QEvent) -> bool:
        """Keys pressed for the list of matches, and come after it closed, go on to their field."""
        if event.type() == QEvent.Type.KeyPress and not self.hasFocus():
            field = QApplication.focusWidget()
            if field is not None:
                return QApplication.sendEvent(field, event)
        return super().event(event)

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()


class _StatementButton(QPushButton):
    """A statement that the agent makes by pressing it; a mark says whether it is made."""

    def __init__(self, statement: Statement) -> None:
        super().__init__()
        self._words = shown(statement.text)
        self.setCheckable(True)
        self.setStyleSheet("text-align: left;")
        self.toggled.connect(self._show)
        self._show(False)

    def _show(self, stated: bool) -> None:
        self.setText(f"{'✓' if stated else '○'}  {self._words}")


class ReportFormPanel(QWidget):
    """Shows a form and takes what is typed; shows each point of the law as met or not.

    Signals:
        changed(): another form.
        left(): Escape in a field; the keyboard goes back to the picture.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._kept_natinf: Natinf | None = None
        self._offence = _OffenceField()
        self._law = part_label("quiet")
        self._doubt = part_label("warning")
        self._observed = part_label("quiet")
        self._place = _line(self.tr("Place"))
        self._plate = PlateField()
        self._country = _Choice(Country, self.tr("Country"), optional=False)
        self._kind = _Choice(VehicleKind, self.tr("Kind of vehicle"))
        self._make = _line(self.tr("Make, model"))
        self._colour = _Choice(Colour, self.tr("Colour"))
        self._asked: tuple[Statement, ...] | None = None
        self._statements: dict[Statement, _StatementButton] = {}
        self._statement_grid = QGridLayout()
        self._statement_grid.setSpacing(6)
        self._observations = QPlainTextEdit()
        self._observations.setFixedHeight(_OBSERVATIONS_HEIGHT_PX)
        self._observations.setTabChangesFocus(True)
        self._observations.setAccessibleName(self.tr("Observations"))
        self._observations.setPlaceholderText(self.tr("Circumstances, as seen live"))
        self._points = QGridLayout()
        self._points.setHorizontalSpacing(16)
        self._points.setVerticalSpacing(3)
        self._build()
        self._connect()

    def show_offences(self, offences: Sequence[Offence]) -> None:
        """Offer the offences that the agent may record."""
        self._filling = True
        self._offence.show_offences(offences)
        self._filling = False

    def show_report(self, report: Report, *, writable: bool) -> None:
        """Show the newest form of a report."""
        form = report.form
        self._filling = True
        self._kept_natinf = form.natinf
        self._offence.choose(form.natinf)
        self._show_offence(report.versions[-1].offence if report.versions else None)
        for statement, box in self._statements.items():
            box.setChecked(statement in form.statements)
        _show_code(self._country, form.country)
        _show_code(self._kind, form.kind)
        _show_code(self._colour, form.colour)
        self._plate.show_plate(form.plate, form.country)
        self._place.setText(form.place)
        self._make.setText(form.make)
        self._observations.setPlainText(form.observations)
        self._filling = False
        for field in self._fields():
            field.setEnabled(writable)

    def show_observed(self, text: str) -> None:
        """Show when the offence was observed, from the shots."""
        self._observed.setText(text)

    def show_requirements(self, points: Sequence[Requirement]) -> None:
        """Show each point with a mark and its reason."""
        clear_layout(self._points)
        rows = (len(points) + 1) // 2
        for at, point in enumerate(points):
            mark = part_label("good" if point.met else "warning")
            mark.setText("✓" if point.met else "○")
            mark.setFixedWidth(16)
            mark.setAccessibleName(self.tr("met") if point.met else self.tr("missing"))
            reason = part_label("small")
            reason.setText(shown(point.text))
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(8)
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(reason, 1, Qt.AlignmentFlag.AlignTop)
            # Down the first column, then down the second.
            self._points.addWidget(row, at % rows, at // rows)

    def offence(self) -> Offence | None:
        """The offence chosen on screen."""
        return self._offence.chosen()

    def form(self) -> ReportForm:
        """What is on screen."""
        offence = self._offence.chosen()
        return ReportForm(
            natinf=offence.natinf if offence else self._untouched_natinf(),
            statements=frozenset(
                statement for statement, box in self._statements.items() if box.isChecked()
            ),
            plate=self._plate.text(),
            country=chosen_code(self._country, Country) or Country.FRANCE,
            kind=chosen_code(self._kind, VehicleKind),
            make=self._make.text(),
            colour=chosen_code(self._colour, Colour),
            place=self._place.text(),
            observations=self._observations.toPlainText(),
        )

    def start(self) -> None:
        """Give the keyboard to the first field."""
        self._offence.setFocus()
        self._offence.line.selectAll()

    def _untouched_natinf(self) -> Natinf | None:
        """The stored number while the field still shows it, though it is offered no more."""
        kept = self._kept_natinf
        return kept if self._offence.currentText() == f"NATINF {kept}" else None

    def _fields(self) -> list[QWidget]:
        return [
            self._offence,
            self._place,
            self._plate,
            self._country,
            self._kind,
            self._make,
            self._colour,
            *self._statements.values(),
            self._observations,
        ]

    def _build(self) -> None:
        content = QWidget()
        content.setProperty("part", "scrolled")
        column = QVBoxLayout(content)
        column.setContentsMargins(20, 0, 20, 4)
        column.setSpacing(5)
        column.addWidget(_section(self.tr("Observation")))
        self._observation = _form(
            (self.tr("Offence"), self._offence),
            (self.tr("NATINF, article, class"), self._law),
            (self.tr("To confirm"), self._doubt),
            (self.tr("Observed"), self._observed),
            (self.tr("Place"), self._place),
        )
        column.addLayout(self._observation)
        column.addWidget(_section(self.tr("Vehicle")))
        column.addLayout(
            _form(
                (self.tr("Plate"), self._plate),
                (self.tr("Country, kind"), _beside(self._country, self._kind)),
                (self.tr("Make, colour"), _beside(self._make, self._colour)),
            )
        )
        column.addWidget(_section(self.tr("The agent states")))
        column.addLayout(self._statement_grid)
        column.addWidget(_section(self.tr("Observations")))
        column.addWidget(self._observations)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addLayout(self._law_list())
        for first, second in zip(self._fields(), self._fields()[1:], strict=False):
            QWidget.setTabOrder(first, second)

    def _law_list(self) -> QVBoxLayout:
        """Always in sight, whatever part of the form is."""
        column = QVBoxLayout()
        column.setContentsMargins(20, 0, 20, 8)
        column.addWidget(_section(self.tr("What the law requires")))
        column.addLayout(self._points)
        self._points.setColumnStretch(0, 1)
        self._points.setColumnStretch(1, 1)
        return column

    def _connect(self) -> None:
        self._offence.currentTextChanged.connect(self._offence_changed)
        self._plate.reading_changed.connect(self._tell)
        self._country.currentIndexChanged.connect(self._country_changed)
        for choice in (self._kind, self._colour):
            choice.currentIndexChanged.connect(self._tell)
        for line in (self._make, self._place):
            line.textChanged.connect(self._tell)
        self._observations.textChanged.connect(self._observations_changed)

    def _offence_changed(self) -> None:
        offence = self._offence.chosen()
        if offence is not None or self._untouched_natinf() is None:
            self._show_offence(offence)
        self._tell()

    def _show_offence(self, offence: Offence | None) -> None:
        """Show the law of an offence and what its agent must state."""
        self._law.setText("" if offence is None else self._law_of(offence))
        self._doubt.setText("" if offence is None else offence.to_confirm)
        self._observation.setRowVisible(self._doubt, bool(self._doubt.text()))
        asked = offence.statements if offence else ()
        if asked == self._asked:
            return
        self._asked = asked
        checked = {statement for statement, box in self._statements.items() if box.isChecked()}
        clear_layout(self._statement_grid)
        self._statements = {}
        before: QWidget = self._colour
        for at, statement in enumerate(asked):
            box = _StatementButton(statement)
            box.setChecked(statement in checked)
            box.toggled.connect(self._tell)
            self._statements[statement] = box
            self._statement_grid.addWidget(box, at // 2, at % 2)
            QWidget.setTabOrder(before, box)
            before = box
        QWidget.setTabOrder(before, self._observations)
        if not asked:
            nothing = part_label("quiet")
            nothing.setText(self.tr("Choose the offence first."))
            self._statement_grid.addWidget(nothing, 0, 0)

    def _law_of(self, offence: Offence) -> str:
        fixed, increased = offence.amounts.fixed_eur, offence.amounts.increased_eur
        reduced = offence.amounts.reduced_eur
        if reduced is None:
            fine = self.tr("{fixed} €, increased {increased} €").format(
                fixed=fixed, increased=increased
            )
        else:
            fine = self.tr("{reduced} € reduced, {fixed} €, increased {increased} €").format(
                reduced=reduced, fixed=fixed, increased=increased
            )
        return self.tr(
            "{natinf}, {article} Class {class_number}, {fine}. Basis {basis}: "
            "{points} point for the holder."
        ).format(
            natinf=offence.natinf,
            article=offence.defined_by,
            class_number=offence.fine_class,
            fine=fine,
            basis=offence.basis_text,
            points=offence.liability.points,
        )

    def _country_changed(self) -> None:
        self._plate.set_country(chosen_code(self._country, Country) or Country.FRANCE)
        self._tell()

    def _observations_changed(self) -> None:
        if len(self._observations.toPlainText()) > LONGEST_OBSERVATIONS:
            cursor = self._observations.textCursor()
            cursor.deletePreviousChar()
        self._tell()

    def _tell(self) -> None:
        if not self._filling:
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _show_code(choice: _Choice, code: StrEnum | None) -> None:
    choice.setCurrentIndex(max(0, choice.findData(code)))


def _section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("part", "section")
    label.setContentsMargins(0, 7, 0, 1)
    return label


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setMaxLength(LONGEST_LINE)
    line.setAccessibleName(name)
    return line


def _beside(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget, 1)
    return whole


def _form(*rows: tuple[str, QWidget]) -> QFormLayout:
    form = QFormLayout()
    form.setVerticalSpacing(7)
    form.setHorizontalSpacing(12)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for name, field in rows:
        label = QLabel(name)
        label.setProperty("part", "quiet")
        label.setMinimumWidth(_LABEL_WIDTH_PX)
        form.addRow(label, field)
    return form
