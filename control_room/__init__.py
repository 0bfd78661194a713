"""Vigie: the workstation of a centre de supervision urbain."""

__version__ = "0.1.0"
