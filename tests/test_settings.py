"""Settings: three sources in order, all mistakes at once."""

from pathlib import Path

import pytest

from control_room.places import DataFolder
from control_room.settings import SettingsMistakes, load


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("VIGIE_LANGUAGE", "VIGIE_HOSTS", "VIGIE_SITE"):
        monkeypatch.delenv(name, raising=False)
    folder = DataFolder(tmp_path / "data")
    folder.create()
    return folder


def test_command_line_wins_over_environment_over_file(folder, monkeypatch):
    folder.settings.write_text('language = "en"\nhosts = 3\nworkstation = "poste-2"\n')
    monkeypatch.setenv("VIGIE_HOSTS", "4")
    settings = load(folder, site=Path("town.toml"), language=None)
    assert (settings.language, settings.hosts) == ("en", 4)
    assert (settings.workstation, settings.site) == ("poste-2", Path("town.toml"))


def test_every_mistake_is_told_at_once(folder):
    folder.settings.write_text('language = "de"\nhosts = 99\nspeed = 1\n')
    with pytest.raises(SettingsMistakes) as caught:
        load(folder)
    told = str(caught.value)
    assert all(word in told for word in ("language", "'fr' or 'en'", "hosts", "32", "speed"))


def test_a_broken_file_is_told_with_its_line(folder):
    folder.settings.write_text("language = \n")
    with pytest.raises(SettingsMistakes, match="line 1"):
        load(folder)


def test_the_data_folder_is_private(folder):
    for path in (folder.root, folder.keys, folder.evidence):
        assert path.stat().st_mode & 0o077 == 0
