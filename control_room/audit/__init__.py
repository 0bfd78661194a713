"""The tamper-evident log: entries, tree, checkpoints, verification; usable without the rest."""
