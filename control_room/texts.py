"""Sentences that people read: marked where they are written, translated where they are shown.

Rooms below the screens know no Qt, yet their errors and names are read by agents. They write a
`Text`; the console shows it through Qt's translators, the command line through the same `.ts`
catalogue. The marking function carries Qt's own name so that `lupdate` finds every sentence.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Translate = Callable[[str, str], str]
"""Takes context and English source, returns the sentence in the reader's language."""


@dataclass(frozen=True)
class Text:
    """An English sentence with named places, and the values that fill them.

    A value may itself be a `Text` (the name of a state, of a role): it is translated too.
    """

    context: str
    source: str
    values: Mapping[str, object] = field(default_factory=dict)

    def of(self, **values: object) -> Text:
        """The same sentence with its named places filled."""
        return Text(self.context, self.source, {**self.values, **values})

    def shown(self, translate: Translate) -> str:
        """The sentence for a reader, through `translate`."""
        filled = {
            name: value.shown(translate) if isinstance(value, Text) else value
            for name, value in self.values.items()
        }
        sentence = translate(self.context, self.source)
        return sentence.format(**filled) if filled else sentence

    def __str__(self) -> str:
        return self.shown(lambda _context, source: source)


def QT_TRANSLATE_NOOP(context: str, source: str) -> Text:  # noqa: N802, the name that lupdate looks for
    """Mark an English sentence for translation."""
    return Text(context, source)


def catalogue(path: Path) -> Translate:
    """Read a Qt `.ts` file; sentences without a finished translation stay English."""
    finished: dict[tuple[str, str], str] = {}
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") is None and translation.text:
                finished[(name, message.findtext("source", ""))] = translation.text
    return lambda context_name, source: finished.get((context_name, source), source)
