"""PDF/A-2b of printed reports: the same values give the same bytes, with bundled fonts only."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import typst

from control_room.places import resource
from control_room.reports.paper import PICTURE_FILE, ReportPaper
from control_room.reports.shift_paper import QR_FILE, ShiftPaper
from control_room.texts import catalogue

_STANDARD: Final = "a-2b"
_DATA = "report.json"


def render_report(paper: ReportPaper, pictures: Sequence[bytes], scratch: Path) -> bytes:
    """Typeset one version of a report.

    Args:
        paper: what it says; its shots and `pictures` go together.
        pictures: the shots' PNG files, already checked against their SHA-256.
        scratch: folder in which the pictures may lie while the page is set.

    Returns:
        The PDF file.

    Raises:
        ValueError: a picture is not the shot that the report names.
    """
    files = {}
    for number, (shot, picture) in enumerate(zip(paper.report.shots, pictures, strict=True), 1):
        if hashlib.sha256(picture).hexdigest() != shot.still.sha256:
            raise ValueError(f"picture {number} is not the shot that the report names")
        files[PICTURE_FILE.format(number=number)] = picture
    files["report_words.toml"] = resource("templates/report_words.toml").read_bytes()
    return _typeset("report.typ", paper.data(), files, paper.printed_at, scratch)


def render_shift(paper: ShiftPaper, scratch: Path) -> bytes:
    """Typeset a shift report.

    Args:
        scratch: folder in which the page's files may lie while it is set.

    Returns:
        The PDF file.
    """
    data = paper.data(catalogue(resource("i18n/vigie_fr.ts")))
    files = {QR_FILE: paper.qr_picture()}
    return _typeset("shift.typ", data, files, paper.printed_at, scratch)


def _typeset(
    template: str,
    data: Mapping[str, object],
    files: Mapping[str, bytes],
    printed_at: datetime,
    scratch: Path,
) -> bytes:
    with tempfile.TemporaryDirectory(prefix="typesetting-", dir=scratch) as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        shutil.copyfile(resource(f"templates/{template}"), folder / template)
        (folder / _DATA).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return typst.compile(
            folder / template,
            root=folder,
            font_paths=[resource("fonts")],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=_STANDARD,
            timestamp=int(printed_at.timestamp()),
        )
