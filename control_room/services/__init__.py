"""Use cases: one public method is one act in one transaction."""
