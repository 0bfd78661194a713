"""What every test may rely on: no screen is needed, because Qt draws off screen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
