"""Why a benchmark gave no figures."""

from __future__ import annotations


class NotMeasured(Exception):
    """The work to be measured did not happen; there is nothing to report."""
