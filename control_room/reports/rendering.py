"""PDF/A-2b of a printed report: the same values give the same bytes, with bundled fonts only."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import typst

from control_room.places import resource
from control_room.reports.paper import PICTURE_FILE, ReportPaper

_STANDARD: Final = "a-2b"
_TEMPLATE = "report.typ"
_WORDS = "report_words.toml"
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
    with tempfile.TemporaryDirectory(prefix="typesetting-", dir=scratch) as name:
        folder = Path(name)
        for number, (shot, picture) in enumerate(zip(paper.report.shots, pictures, strict=True), 1):
            if hashlib.sha256(picture).hexdigest() != shot.still.sha256:
                raise ValueError(f"picture {number} is not the shot that the report names")
            (folder / PICTURE_FILE.format(number=number)).write_bytes(picture)
        for file in (_TEMPLATE, _WORDS):
            shutil.copyfile(resource(f"templates/{file}"), folder / file)
        data = json.dumps(paper.data(), ensure_ascii=False)
        (folder / _DATA).write_text(data, encoding="utf-8")
        return typst.compile(
            folder / _TEMPLATE,
            root=folder,
            font_paths=[resource("fonts")],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=_STANDARD,
            timestamp=int(paper.printed_at.timestamp()),
        )
