"""What a start of the console finds wrong beside the log stands, and is settled by a later one."""

from contextlib import contextmanager

import pytest

from control_room import installation, settings
from control_room import site as sites
from control_room.places import DataFolder
from control_room.services.alerts import ExportRefused
from tests.workstation import SITE


@contextmanager
def opened(folder):
    """The records of a site, as `vigie run` opens them."""
    options = settings.load(folder)
    with installation.opened(folder, options, sites.load(None, folder)) as console:
        yield console.services.integrity


@pytest.fixture
def folder(tmp_path):
    folder = DataFolder(tmp_path / "site")
    folder.create()
    folder.site.write_text(SITE)
    with opened(folder) as integrity:
        assert integrity.standing() is None
    return folder


def test_an_evidence_folder_that_was_emptied_stands_until_it_is_back(folder):
    mark = folder.evidence / "store.json"
    away = mark.rename(folder.root / "away")
    entries = []
    for _ in range(2):
        with opened(folder) as integrity:
            standing = integrity.standing()
            entries.append(standing.entry)
            told = "The evidence folder has lost its mark: it was emptied or replaced."
            assert str(standing.text) == told
            with pytest.raises(ExportRefused, match="has lost its mark"):
                integrity.check_exports_allowed()
    assert entries[0] == entries[1] is not None
    away.rename(mark)
    with opened(folder) as integrity:
        assert integrity.standing() is None
        integrity.check_exports_allowed()
