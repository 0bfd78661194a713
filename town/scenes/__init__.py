"""The places of the town, drawn."""
