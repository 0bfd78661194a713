"""The places of the town, a module each: what stands there and who passes."""
