"""Screens: the only place where widgets meet services."""
