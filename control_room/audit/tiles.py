"""The log as files that every C2SP tlog-tiles reader understands, and what Vigie puts beside them.

    checkpoint            the newest signed checkpoint
    tile/0/x001/067       hashes of 256 leaves; level 1: of 256 tiles of level 0, and so on
    tile/entries/x001/067 the entries of that tile, each behind its length (big-endian uint16)
    tile/….p/12           the last tile of a level, of 12 hashes or entries
    tail                  entries behind the newest checkpoint, in the same form; rarely there
    index.tsv             seq, hash, key, time, act, actor, object of each entry, as searched
    personal.tsv          seq, salt and personal payload (base64), if they were asked for
    checkpoints, epochs   every checkpoint and every epoch's certificate, an empty line between two
    vkeys                 the site's key, then the epochs', by number

Entries below the *minimum index* were pruned. A bundle that lies wholly below it is left out; in
one that straddles it, the pruned ones are empty. Their hashes stay in the tile of level 0, so the
tree and every older proof keep their validity.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from control_room.audit.checkpoint import NotANote, parse_checkpoint, split_note
from control_room.audit.tree import EMPTY_ROOT, Frontier, node_hash
from control_room.audit.verify import StoredEntry

WIDTH = 256
_MAX_ENTRY_BYTES = 0xFFFF
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Append = Callable[[str, bytes], None]
"""Takes a path inside the folder and bytes that go behind what the file has already: a file of
`tile/` comes whole, the others by parts."""


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Where a tile of hashes is: `tile/0/x001/x234/067`, with `.p/W` if it is partial."""
    return f"tile/{level}/{_index_path(index)}{_suffix(width)}"


def bundle_path(index: int, width: int = WIDTH) -> str:
    """Where the entries of a tile of level 0 are."""
    return f"tile/entries/{_index_path(index)}{_suffix(width)}"


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries, each behind its length.

    Raises:
        ValueError: one is longer than its length can say.
    """
    if any(len(entry) > _MAX_ENTRY_BYTES for entry in entries):
        raise ValueError("an entry is too long for a bundle")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


@dataclass
class TileWriter:
    """Turns entries, in order, into tiles and bundles; `append` gets each whole, once."""

    append: Append
    _leaves: list[bytes] = field(default_factory=list)
    _entries: list[bytes] = field(default_factory=list)
    _bundles: int = 0
    _levels: list[_Level] = field(default_factory=list)

    def add(self, leaf: bytes, canonical: bytes) -> None:
        """One more entry; its bytes are empty if it was pruned."""
        self._entries.append(canonical)
        if len(self._entries) == WIDTH:
            self._write_bundle()
        self._add_hash(0, leaf)

    def finish(self) -> None:
        """Write what is partial."""
        if self._entries:
            self._write_bundle()
        for number, level in enumerate(self._levels):
            if level.hashes:
                self._write_tile(number)

    def _write_bundle(self) -> None:
        if any(self._entries):
            self.append(bundle_path(self._bundles, len(self._entries)), bundle(self._entries))
        self._bundles += 1
        self._entries.clear()

    def _add_hash(self, number: int, node: bytes) -> None:
        if number == len(self._levels):
            self._levels.append(_Level())
        level = self._levels[number]
        level.hashes.append(node)
        if len(level.hashes) == WIDTH:
            above = _subtree(level.hashes)
            self._write_tile(number)
            self._add_hash(number + 1, above)

    def _write_tile(self, number: int) -> None:
        level = self._levels[number]
        path = tile_path(number, level.written, len(level.hashes))
        self.append(path, b"".join(level.hashes))
        level.written += 1
        level.hashes.clear()


@dataclass
class _Level:
    hashes: list[bytes] = field(default_factory=list)
    written: int = 0


@dataclass(frozen=True)
class Written:
    """What a folder holds.

    Attributes:
        size: entries in tiles; those of the tail come on top.
        root: root of the tree of the tiles.
        signed_root: what the newest checkpoint says it should be; None if there is none readable.
    """

    size: int
    tail: int
    pruned: int
    root: bytes
    signed_root: bytes | None


def write_log(
    append: Append,
    rows: Iterable[StoredEntry],
    notes: Sequence[str],
    *,
    personal: bool,
) -> Written:
    """Write entries and checkpoints as they are stored, whatever was made of them.

    Args:
        notes: the stored checkpoints by size.
        personal: write the personal payloads too.

    Raises:
        ValueError: an entry is longer than any can be.
    """
    signed_size, signed_root = _newest(notes)
    if notes:
        append("checkpoint", notes[-1].encode())
        append("checkpoints", joined(notes))
    if personal:
        # Also where there are none: that they are gone must be seen.
        append("personal.tsv", b"")
    tiles = TileWriter(append)
    edge, tail, pruned = Frontier(), 0, 0
    for row in rows:
        append("index.tsv", index_line(row))
        if personal and row.salt is not None and row.payload is not None:
            append("personal.tsv", _personal_line(row.seq, row.salt, row.payload))
        pruned += not row.canonical
        if edge.size < signed_size:
            tiles.add(row.leaf, row.canonical)
            edge, _ = edge.append(row.leaf)
        else:
            append("tail", bundle([row.canonical]))
            tail += 1
    tiles.finish()
    return Written(edge.size, tail, pruned, edge.root(), signed_root)


def joined(notes: Sequence[str]) -> bytes:
    """Signed notes in one file: an empty line that no signature follows parts two of them."""
    return "\n".join(notes).encode()


def index_line(row: StoredEntry) -> bytes:
    """An entry as kept for searching; a backslash stands before what would break the line."""
    derived = (row.key, row.at, row.act, row.actor, row.obj)
    cells = (str(row.seq), row.leaf.hex(), *(cell.translate(_ESCAPES) for cell in derived))
    return ("\t".join(cells) + "\n").encode()


def _personal_line(seq: int, salt: bytes, payload: bytes) -> bytes:
    return b"%d\t%s\t%s\n" % (seq, base64.b64encode(salt), base64.b64encode(payload))


def _newest(notes: Sequence[str]) -> tuple[int, bytes | None]:
    """Size and root of the checkpoint that covers most, its signature not looked at."""
    newest: tuple[int, bytes | None] = (0, None)
    for note in notes:
        try:
            checkpoint = parse_checkpoint(split_note(note)[0])
        except NotANote:
            continue
        if checkpoint.size >= newest[0]:
            newest = (checkpoint.size, checkpoint.root)
    return newest


def _subtree(hashes: Sequence[bytes]) -> bytes:
    """Root of a full tile: its width is a power of two."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level), 2)]
    return level[0] if level else EMPTY_ROOT


def _index_path(index: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*("x" + part for part in parts[:-1]), parts[-1]])


def _suffix(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"
