"""A root in words, to be read aloud or compared at a glance: six of 2,048, 66 bits.

Fewer words than the root has bits: they tell two papers apart, the signed note proves.
"""

from __future__ import annotations

from collections.abc import Sequence

LIST_SIZE = 2048
SHOWN = 6
_BITS = 11


def short_words(root: bytes, words: Sequence[str]) -> tuple[str, ...]:
    """The words of the root's first 66 bits, eleven bits each.

    Args:
        root: hash of the whole tree.
        words: the 2,048 words, in their order for good.
    """
    if len(words) != LIST_SIZE:
        raise ValueError(f"a list of {len(words)} words, not {LIST_SIZE}")
    first = int.from_bytes(root, "big") >> (len(root) * 8 - SHOWN * _BITS)
    places = [first >> (_BITS * left) & (LIST_SIZE - 1) for left in reversed(range(SHOWN))]
    return tuple(words[place] for place in places)


def read_words(written: str) -> tuple[str, ...]:
    """The list in a file, one word a line."""
    return tuple(written.split())
