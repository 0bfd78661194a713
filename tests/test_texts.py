"""Sentences are translated where they are shown, with their values in place."""

from control_room.errors import ControlRoomError, NotAllowed
from control_room.texts import QT_TRANSLATE_NOOP, catalogue

TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS><TS version="2.1" language="fr_FR"><context><name>errors</name>
<message><source>Not allowed: {act}.</source>
<translation>Acte refusé : {act}.</translation></message>
<message><source>Later.</source><translation type="unfinished">Plus tard.</translation></message>
</context><context><name>permissions</name>
<message><source>watch the cameras</source><translation>regarder les caméras</translation></message>
</context></TS>
"""


def test_a_sentence_and_the_names_inside_it_are_translated(tmp_path):
    path = tmp_path / "fr.ts"
    path.write_text(TS, encoding="utf-8")
    french = catalogue(path)
    error = NotAllowed(QT_TRANSLATE_NOOP("permissions", "watch the cameras"))
    assert error.what.shown(french) == "Acte refusé : regarder les caméras."
    assert str(error).startswith("Not allowed: watch the cameras.")


def test_an_unfinished_translation_is_not_shown(tmp_path):
    path = tmp_path / "fr.ts"
    path.write_text(TS, encoding="utf-8")
    assert QT_TRANSLATE_NOOP("errors", "Later.").shown(catalogue(path)) == "Later."


def test_braces_in_a_value_are_left_alone():
    told = QT_TRANSLATE_NOOP("errors", "There is no camera {number}.").of(number="{x}")
    assert str(told) == "There is no camera {x}."


def test_an_error_says_what_effect_and_remedy():
    error = ControlRoomError(
        QT_TRANSLATE_NOOP("errors", "A."),
        QT_TRANSLATE_NOOP("errors", "B."),
        QT_TRANSLATE_NOOP("errors", "C."),
    )
    assert str(error) == "A. B. C."
