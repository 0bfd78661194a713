"""One entry of the audit log, whole, with the proof that it is part of what was signed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFormLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from control_room.audit.entry import Act
from control_room.catalogue import Purpose
from control_room.domain.agent import Role
from control_room.domain.camera import Health
from control_room.services.audit_texts import (
    ACT_TEXTS,
    DETAIL_TEXTS,
    KIND_TEXTS,
    RESULT_TEXTS,
)
from control_room.services.review import AuditEntryView, Proof
from control_room.ui.words import clear_layout, moment_text, part_label, shown

_EXACT_HEIGHT_PX = 112


class AuditEntryPanel(QWidget):
    """Shows an entry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "side")
        content = QWidget()
        content.setProperty("part", "scrolled")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(18, 16, 18, 16)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(scroll)
        self.show_entry(None)

    def show_entry(self, view: AuditEntryView | None, object_name: str = "") -> None:
        """Show another entry and what it is about, in words; None when none is chosen."""
        clear_layout(self._column, keep=1)
        if view is None:
            self._add(part_label("quiet", self.tr("No entry chosen")))
            return
        self._add(part_label("section", self.tr("Entry {seq}").format(seq=view.line.seq)))
        if view.line.erased:
            erased = self.tr("This entry was erased at the end of its retention; its hash stays.")
            self._add(part_label("quiet", erased))
        elif view.entry is None:
            altered = self.tr("This entry was altered: its bytes cannot be read.")
            self._add(part_label("warning", altered))
        else:
            self._add(self._fields(view, object_name))
        self._add(part_label("section", self.tr("Proof")))
        for part, text in self._proof(view):
            self._add(part_label(part, text))
        self._add(part_label("section", self.tr("Recorded bytes")))
        self._add(_exact(view.canonical))
        if view.checkpoint:
            self._add(part_label("section", self.tr("Newest signed checkpoint")))
            self._add(_exact(view.checkpoint))

    def _add(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)

    def _fields(self, view: AuditEntryView, object_name: str) -> QWidget:
        entry, line = view.entry, view.line
        place = QWidget()
        form = QFormLayout(place)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(6)
        if entry is None:
            return place
        act = shown(ACT_TEXTS[entry.act]) if entry.act in ACT_TEXTS else entry.act.value
        rows = [
            (self.tr("Act"), f"{act} ({shown(KIND_TEXTS[entry.act.kind])})"),
            (self.tr("Agent"), line.matricule or self.tr("Vigie")),
            (self.tr("Role"), shown(Role(entry.role).text) if entry.role else ""),
            (self.tr("Workstation"), entry.workstation),
            (self.tr("Time"), moment_text(entry.at)),
            (self.tr("Object"), _with_code(object_name, entry.obj)),
            (self.tr("Reason"), shown(line.reason.text) if line.reason else ""),
            (self.tr("Purpose"), self._purpose(view.purpose)),
            (self.tr("Result"), shown(RESULT_TEXTS[entry.result])),
            *(_detail(entry.act, name, str(value)) for name, value in entry.details.items()),
            *((name, value) for name, value in view.personal.items()),
        ]
        if view.missing:
            lost = self.tr("erased by an act of the log") if view.erased else self.tr("missing")
            rows.append((self.tr("Personal data"), lost))
        for name, value in rows:
            if value:
                text = part_label("line")
                text.setTextFormat(Qt.TextFormat.PlainText)
                text.setText(value)
                caption = part_label("quiet", name)
                caption.setAlignment(Qt.AlignmentFlag.AlignTop)
                form.addRow(caption, text)
        return place

    def _purpose(self, purpose: Purpose | None) -> str:
        if purpose is None or purpose.number is None:
            return purpose.text if purpose else ""
        return self.tr("{number}° of CSI L251-2. {text}").format(
            number=purpose.number, text=purpose.text
        )

    def _proof(self, view: AuditEntryView) -> list[tuple[str, str]]:
        match view.proof:
            case Proof.HOLDS:
                return [
                    ("good", self.tr("✓ The newest checkpoint is signed with this log's key.")),
                    (
                        "good",
                        self.tr(
                            "✓ %n hash(es) lead from this entry to the signed root.",
                            "",
                            len(view.path),
                        ),
                    ),
                ]
            case Proof.NOT_SIGNED_YET:
                return [("quiet", self.tr("Not signed yet: the next checkpoint covers it."))]
            case Proof.FAILS:
                return [
                    ("warning", self.tr("✗ This entry is not what was signed. Verify all of it."))
                ]


def _detail(act: Act, name: str, value: str) -> tuple[str, str]:
    """A detail's name and value, in words where there are some."""
    said = shown(DETAIL_TEXTS[name]) if name in DETAIL_TEXTS else name
    is_health = act is Act.CAMERA_HEALTH and name in ("before", "after")
    return said, shown(Health(value).text) if is_health else value


def _with_code(name: str, code: str) -> str:
    """The code that was recorded stands beside the words."""
    return code if name == code else f"{name} ({code})"


def _exact(text: str) -> QPlainTextEdit:
    """Text to be compared letter by letter: it breaks anywhere, and can be copied."""
    field = QPlainTextEdit(text)
    field.setReadOnly(True)
    field.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
    field.setFixedHeight(_EXACT_HEIGHT_PX)
    return field
