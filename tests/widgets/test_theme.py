"""Every text on every ground can be read, in both themes."""

import pytest

from control_room.places import resource
from widgets.theme import DARK, LIGHT, contrast


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.code)
def test_every_text_has_enough_contrast(theme):
    poor = {pair: round(contrast(*pair), 2) for pair in theme.text_pairs() if contrast(*pair) < 4.5}
    assert not poor


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.code)
def test_the_style_sheet_names_only_colours_of_the_theme(theme):
    assert "$" not in theme.style(resource("theme/vigie.qss").read_text("utf-8"))
