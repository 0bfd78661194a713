"""A root's words are the same everywhere, and the list is fit to be read aloud."""

import hashlib
import unicodedata

import pytest

from control_room.audit.short_words import LIST_SIZE, read_words, short_words
from control_room.places import resource

WORDS = read_words(resource("audit/mots.txt").read_text(encoding="utf-8"))


def bare(word):
    return "".join(
        sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign)
    )


def test_the_list_has_2048_words_that_their_first_four_letters_tell_apart():
    assert len(WORDS) == LIST_SIZE
    assert len({bare(word)[:4] for word in WORDS}) == LIST_SIZE
    assert hashlib.sha256("\n".join(WORDS).encode()).hexdigest() == (
        "a987d13c85916835e44001998f43aa71e1be667bd16fa868823ed7adbaf630ef"
    )


def test_a_word_stands_for_eleven_bits():
    assert short_words(bytes(32), WORDS) == (WORDS[0],) * 6
    assert short_words(b"\xff" * 32, WORDS) == (WORDS[-1],) * 6
    places = [1, 2, 3, 1024, 2047, 5]
    bits = "".join(f"{place:011b}" for place in places) + "1" * 190
    root = int(bits, 2).to_bytes(32, "big")
    assert short_words(root, WORDS) == tuple(WORDS[place] for place in places)


def test_another_list_is_refused():
    with pytest.raises(ValueError, match="2047"):
        short_words(bytes(32), WORDS[1:])
