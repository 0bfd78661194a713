"""Narrow tiles show names as maps do."""

import pytest

from widgets.short_name import short_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Place du Marché", "Pl. Marché"),
        ("Avenue de la République", "Av. République"),
        ("Rue Haute", "R. Haute"),
        ("Pont Vieux", "Pont Vieux"),
        ("Mairie de quartier", "Mairie de quartier"),
        ("", ""),
    ],
)
def test_names_are_abbreviated(name, expected):
    assert short_name(name) == expected
