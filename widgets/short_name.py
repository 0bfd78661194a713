"""Names of cameras for narrow places: kinds of streets abbreviated as on street signs."""

from __future__ import annotations

_SHORT = {
    "allée": "All.",
    "avenue": "Av.",
    "boulevard": "Bd",
    "carrefour": "Carr.",
    "chemin": "Ch.",
    "collège": "Coll.",
    "esplanade": "Espl.",
    "faubourg": "Fg",
    "gymnase": "Gymn.",
    "impasse": "Imp.",
    "lycée": "Lyc.",
    "parking": "Pkg",
    "passage": "Pass.",
    "place": "Pl.",
    "promenade": "Prom.",
    "quai": "Q.",
    "rond-point": "Rd-pt",
    "route": "Rte",
    "rue": "R.",
    "square": "Sq.",
}


def short_name(name: str) -> str:
    """The name with its kind of street abbreviated: `Pl. du Marché`."""
    first, space, rest = name.partition(" ")
    return f"{_SHORT.get(first.casefold(), first)}{space}{rest}"
