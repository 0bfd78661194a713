"""What is derived from an entry's bytes for searching, read as strictly as the entry itself.

Verification does it for millions of entries. One regular expression is the one form of those whose
texts need no escapes and whose numbers are not the largest; all others are read field by field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import orjson

from control_room.audit.entry import (
    MAX_BYTES,
    MOMENT,
    Act,
    Result,
    is_day,
    read_fields,
)

Columns = tuple[int, str, str, str, str, str, str, str | None]
"""seq, moment, act, actor, object, key, log, and the commitment of a personal payload if any."""


def read_columns(canonical: bytes) -> Columns:
    """The columns of the entry that these bytes are.

    Raises:
        NotAnEntry: they are not exactly what `Entry.canonical` writes.
    """
    return _usual(canonical) or _of_fields(read_fields(canonical))


def _of_fields(fields: Mapping[str, Any]) -> Columns:
    return (
        fields["seq"],
        fields["t"],
        fields["act"],
        fields["actor"],
        fields["obj"],
        f"{fields['boot']}/{fields['mono']}",
        fields["log"],
        fields.get("com"),
    )


def _usual(canonical: bytes) -> Columns | None:
    """The columns of an entry of the usual form; None leaves the answer to the long way."""
    if len(canonical) > MAX_BYTES:
        return None
    try:
        text = canonical.decode()
    except UnicodeDecodeError:
        return None
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    act, actor, boot, com, details, further, log, mono, obj, seq, at = found.groups()
    if act not in _ACTS or not is_day(at[:10]):
        return None
    if further and not _in_order(details):
        return None
    if not (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return None
    return int(seq), at, act, actor, obj, f"{boot}/{mono}", log, com


def _in_order(details: str) -> bool:
    """Whether an object has its names once each and in order."""
    return orjson.dumps(orjson.loads(details), option=orjson.OPT_SORT_KEYS) == details.encode()


_ACTS = frozenset(act.value for act in Act)
_RESULTS = "|".join(Result)
_TEXT = r'[^"\\\x00-\x1f]*'
_NATURAL = r"(?:0|[1-8][0-9]{0,15}|9[0-9]{0,14})"
_WHOLE = rf"(?:-(?!0)|){_NATURAL}"
_DETAIL = rf'"[a-z][a-z0-9_]*":(?:"{_TEXT}"|true|false|{_WHOLE})'
_FORM = re.compile(
    rf'\{{"act":"({_TEXT})","actor":"({_TEXT})","boot":"({_TEXT})",'
    rf'(?:"com":"([0-9a-f]{{64}})",)?(?:"d":(\{{{_DETAIL}((?:,{_DETAIL})*)\}}),)?'
    rf'"log":"({_TEXT})","mono":({_WHOLE}),"obj":"({_TEXT})","res":"(?:{_RESULTS})",'
    rf'(?:"role":"{_TEXT}",)?"seq":({_NATURAL}),(?:"sess":"{_TEXT}",)?'
    rf'"t":"({MOMENT})","v":1,(?:"why":"{_TEXT}",)?"ws":"{_TEXT}"\}}'
)
