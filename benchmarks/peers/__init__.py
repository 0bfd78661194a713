"""Other programs that decode, or show, the same streams, so that our cost has a measure."""
