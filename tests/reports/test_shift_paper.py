"""The shift report on paper: all that those who take over must know, and an anchor that scans."""

import base64
import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pikepdf
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from control_room.audit.checkpoint import Checkpoint, Signer, read_checkpoint
from control_room.audit.short_words import read_words, short_words
from control_room.domain.agent import Role
from control_room.domain.camera import CameraId, Health
from control_room.domain.incident import IncidentState, Nature
from control_room.domain.report import ReportState
from control_room.domain.shift_summary import (
    Outage,
    ShiftAgent,
    ShiftAlert,
    ShiftIncident,
    ShiftReports,
    ShiftSummary,
)
from control_room.places import resource
from control_room.reports.paper import Commune
from control_room.reports.rendering import render_shift
from control_room.reports.shift_paper import PaperAnchor, ShiftPaper
from control_room.services.anchors import MEANS_TEXTS, Means
from control_room.texts import Text
from tests.reports.test_rendering import text_of

UNTIL = datetime(2026, 11, 24, 5, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIGNER = Signer.new("vigie.local/33063/2f4c9d1e8a7b6c5d")
SITE_KEY = Signer.new(f"{SIGNER.name}/site").verifier.written()
ROOT = hashlib.sha256(b"log").digest()
WORDS = short_words(ROOT, read_words(resource("audit/mots.txt").read_text(encoding="utf-8")))
NOTE = SIGNER.sign(Checkpoint(SIGNER.name, 1048213, ROOT).text())


def paper(**changed):
    shift = ShiftSummary(
        workstation="poste-1",
        since=UNTIL - 8 * HOUR,
        until=UNTIL,
        agents=(
            ShiftAgent("07", Role.OPERATOR, "poste-1", UNTIL - 8 * HOUR, None),
            ShiftAgent("01", Role.SUPERVISOR, "poste-2", None, UNTIL - 6 * HOUR),
        ),
        incidents=(
            ShiftIncident(
                "MC-20261124-0004",
                Nature.THEFT,
                "Place du Marché",
                IncidentState.CLOSED,
                UNTIL - 3 * HOUR,
                UNTIL - 2 * HOUR,
            ),
        ),
        left_open=(
            ShiftIncident(
                "MC-20261122-0009",
                Nature.DUMPING,
                "Rue des Halles",
                IncidentState.OPEN,
                UNTIL - 40 * HOUR,
                None,
            ),
        ),
        reports=(ShiftReports(ReportState.DRAFT, 2, 7),),
        outages=(
            Outage(CameraId(42), 1, 8 * HOUR, Health.LOST, is_over=False),
            Outage(CameraId(12), 2, timedelta(), None, is_over=True),
        ),
        alerts=(),
        acts_waiting=0,
    )
    told = ShiftPaper(
        commune=Commune("Valmont", "33063"),
        shift=replace(
            shift, **{name: changed.pop(name) for name in vars(shift) if name in changed}
        ),
        camera_labels={42: "42 Rond-point"},
        handed_over_by="07",
        remarks="Surveiller la rue des Halles.\nCaméra 42 : technicien à 9 h.",
        anchor=PaperAnchor(
            SIGNER.name,
            1048213,
            ROOT,
            SIGNER.verifier.key_id.hex(),
            SITE_KEY,
            WORDS,
            NOTE,
        ),
        key_changed=True,
        kept_by=(MEANS_TEXTS[Means.WITNESS],),
        put_off=(),
        alert=None,
        printed_at=UNTIL,
        zone=ZoneInfo("Europe/Paris"),
    )
    return replace(told, **changed)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    return render_shift(paper(), tmp_path_factory.mktemp("scratch"))


@pytest.fixture(scope="module")
def text(pdf):
    return text_of(pdf).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    "said",
    [
        "du 23/11/2026 à 22:02 au 24/11/2026 à 06:02 (8 h 00)",
        "07 Opérateur poste-1 23/11 22:02, en poste",
        "avant la vacation – 00:02",
        "MC-20261124-0004 Vol, délinquance Place du Marché 03:02 – 04:02",
        "MC-20261122-0009",
        "42 Rond-point injoignable 1 8 h 00 toujours",
        "12 coupures brèves 2 moins d’une minute rétablie",
        "renouvelée à cette relève",
        "témoin",
        "Surveiller la rue des Halles.",
        " ".join(WORDS),
        "vigie.local/33063/2f4c9d1e8a7b6c5d",
        "1 048 213",
        base64.b64encode(ROOT).decode(),
        "vigie audit verify --anchor fichier",
        "Agent entrant, matricule",
    ],
)
def test_it_says(text, said):
    assert said in text


def test_the_sites_key_can_be_compared_with_an_export(text):
    assert SITE_KEY in text


def test_what_went_wrong_stands_on_it(tmp_path):
    alert = ShiftAlert(UNTIL - HOUR, Text("tests", "Entrée 12015 : altérée."))
    told = paper(
        alerts=(alert,),
        acts_waiting=3,
        key_changed=False,
        kept_by=(),
        put_off=(Text("tests", "La clé du site est absente."),),
        alert=Text("tests", "Entrée 12015 : altérée."),
    )
    text = text_of(render_shift(told, tmp_path)).replace("\xa0", " ")
    for said in (
        "Alerte d’intégrité en cours. Entrée 12015 : altérée.",
        "Entrée 12015 : altérée. (le 24/11/2026 à 05:02)",
        "3, gardés sur ce poste",
        "non renouvelée à cette relève",
        "aucun autre moyen",
        "La clé du site est absente.",
    ):
        assert said in text


def test_remarks_are_text_and_no_commands(tmp_path):
    remarks = '#read("/etc/passwd") $x$ *gras* @nom <lien>'
    assert remarks in text_of(render_shift(paper(remarks=remarks), tmp_path)).replace("’", "'")


def test_it_declares_pdf_a_2b(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "B"
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_the_same_values_give_the_same_bytes(pdf, tmp_path):
    assert render_shift(paper(), tmp_path) == pdf


def test_the_code_scans_to_the_signed_note():
    image = QImage(600, 600, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    QSvgRenderer(paper().qr_picture()).render(painter)
    painter.end()
    picture = np.frombuffer(image.constBits(), np.uint8).reshape(600, image.bytesPerLine())
    found, _, _ = cv2.QRCodeDetector().detectAndDecode(picture[:, :600].copy())
    assert read_checkpoint(found, [SIGNER.verifier]).root == ROOT
