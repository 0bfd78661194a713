"""French is complete: every sentence in the code has a finished translation that fits it."""

import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from shutil import copy

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRENCH = ROOT / "resources/i18n/vigie_fr.ts"
ENGLISH = ROOT / "resources/i18n/vigie_en.ts"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The two catalogues, brought up to date with the code in a copy."""
    folder = tmp_path_factory.mktemp("i18n")
    copies = [Path(copy(path, folder)) for path in (FRENCH, ENGLISH)]
    command = ["pyside6-lupdate", "-extensions", "py", "control_room", "widgets", "-ts"]
    subprocess.run([*command, *map(str, copies)], cwd=ROOT, check=True, capture_output=True)
    return {path.name: path for path in copies}


def messages(path):
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation.get("type") not in ("obsolete", "vanished"):
                yield context.findtext("name"), message, translation


def forms(message, translation):
    if message.get("numerus") == "yes":
        return [form.text or "" for form in translation.iter("numerusform")]
    return [translation.text or ""]


def test_every_sentence_has_its_french(collected):
    missing = [
        f"{context}: {message.findtext('source')}"
        for context, message, translation in messages(collected["vigie_fr.ts"])
        if translation.get("type") == "unfinished" or not all(forms(message, translation))
    ]
    assert not missing


def test_named_places_are_kept_in_french(collected):
    wrong = []
    for context, message, translation in messages(collected["vigie_fr.ts"]):
        source = message.findtext("source")
        for form in forms(message, translation):
            expected, found = (sorted(re.findall(r"\{\w+\}|%\d|%n", t)) for t in (source, form))
            if set(expected) - {"%n"} != set(found) - {"%n"}:
                wrong.append(f"{context}: {source} / {form}")
    assert not wrong


def test_nothing_unused_is_kept(collected):
    stale = [
        message.findtext("source")
        for path in collected.values()
        for message in ET.parse(path).getroot().iter("message")
        if message.find("translation").get("type") in ("obsolete", "vanished")
    ]
    assert not stale


def test_english_plurals_are_written(collected):
    unwritten = [
        message.findtext("source")
        for _context, message, translation in messages(collected["vigie_en.ts"])
        if message.get("numerus") == "yes" and not all(forms(message, translation))
    ]
    assert not unwritten


def test_french_typography(collected):
    """A no-break space before the double punctuation marks and inside the guillemets."""
    wrong = [
        form
        for _context, message, translation in messages(collected["vigie_fr.ts"])
        for form in forms(message, translation)
        if re.search(r"[ ][:;!?»]|«[ ]|\w[;!?»](\s|$)|\w:\s", form)
    ]
    assert not wrong
