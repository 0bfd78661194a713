"""What verification found reads as a sentence, for one entry as for several, in both languages."""

from pathlib import Path

import pytest

from control_room.audit.findings import Finding, FindingCode
from control_room.services.audit_texts import finding_text
from control_room.texts import catalogue

FRENCH = catalogue(Path(__file__).parents[2] / "resources" / "i18n" / "vigie_fr.ts")
TRANSLATIONS = {"french": FRENCH, "english": lambda _context, source: source}


@pytest.mark.parametrize("language", TRANSLATIONS)
@pytest.mark.parametrize("code", FindingCode)
def test_one_entry_is_not_told_as_several(code, language):
    one, several = (
        finding_text(Finding(code, 14, until)).shown(TRANSLATIONS[language]) for until in (14, 20)
    )
    assert one.count("14") <= 1
    if "20" in several:
        assert "20" not in one
        assert one.startswith(("Entrée 14", "L’entrée 14", "Entry 14"))
