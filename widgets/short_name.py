"""Names of cameras for narrow places: kinds of streets abbreviated as on maps."""

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


_LEFT_OUT = frozenset({"de", "des", "du", "la", "le", "les"})


def short_name(name: str) -> str:
    """The name with its kind of street abbreviated, without small words: `Pl. Marché`."""
    first, *rest = name.split(" ")
    kind = _SHORT.get(first.casefold())
    if kind is None:
        return name
    return " ".join([kind, *(word for word in rest if word.casefold() not in _LEFT_OUT)])
