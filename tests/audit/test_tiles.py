"""The files of the log are those of C2SP tlog-tiles, whatever its size."""

from datetime import UTC, datetime

import pytest

from control_room.audit.checkpoint import Checkpoint, Signer
from control_room.audit.entry import Act, Entry
from control_room.audit.tiles import (
    WIDTH,
    TileWriter,
    bundle,
    bundle_path,
    index_line,
    tile_path,
    write_log,
)
from control_room.audit.tree import Frontier, leaf_hash, node_hash
from control_room.audit.verify import StoredEntry


class Files(dict):
    """What was written, by path."""

    def append(self, path, content):
        self[path] = self.get(path, b"") + content


def root_of(leaves):
    """RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def written(size):
    files = Files()
    tiles = TileWriter(files.append)
    leaves = [leaf_hash(b"%d" % place) for place in range(size)]
    for place, leaf in enumerate(leaves):
        tiles.add(leaf, b"%d" % place)
    tiles.finish()
    return leaves, files


@pytest.mark.parametrize(
    ("index", "path"),
    [
        (0, "000"),
        (999, "999"),
        (1000, "x001/000"),
        (1067, "x001/067"),
        (1234067, "x001/x234/067"),
        (123456789, "x123/x456/789"),
    ],
)
def test_paths_of_the_specification(index, path):
    assert tile_path(0, index) == f"tile/0/{path}"
    assert tile_path(5, index, 12) == f"tile/5/{path}.p/12"
    assert bundle_path(index) == f"tile/entries/{path}"
    assert bundle_path(index, 255) == f"tile/entries/{path}.p/255"


def test_the_example_of_the_specification():
    """A tree of 70,000: 273 full tiles, one of 112; one full and one of 17; one of 1."""
    leaves, files = written(70_000)
    hashes = {path for path in files if not path.startswith("tile/entries/")}
    assert hashes == {
        *(tile_path(0, index) for index in range(273)),
        tile_path(0, 273, 112),
        tile_path(1, 0),
        tile_path(1, 1, 17),
        tile_path(2, 0, 1),
    }
    assert all(len(files[path]) == 8192 for path in hashes if ".p/" not in path)
    assert files[tile_path(1, 0)][32:64] == root_of(leaves[256:512])
    assert files[tile_path(2, 0, 1)] == root_of(leaves[: 256 * 256])


def test_a_tree_of_256_has_a_level_above():
    leaves, files = written(WIDTH)
    assert set(files) == {"tile/0/000", "tile/1/000.p/1", "tile/entries/000"}
    assert files["tile/1/000.p/1"] == root_of(leaves)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 257, 511, 513])
def test_level_0_and_bundles_hold_every_entry(size):
    leaves, files = written(size)
    widths = [min(WIDTH, size - start) for start in range(0, size, WIDTH)]
    tiles = [tile_path(0, index, width) for index, width in enumerate(widths)]
    bundles = [bundle_path(index, width) for index, width in enumerate(widths)]
    assert b"".join(files[path] for path in tiles) == b"".join(leaves)
    assert b"".join(files[path] for path in bundles) == bundle([b"%d" % n for n in range(size)])


def test_lengths_are_big_endian():
    assert bundle([b"ab", b"", b"c" * 258]) == b"\x00\x02ab\x00\x00\x01\x02" + b"c" * 258
    with pytest.raises(ValueError, match="too long"):
        bundle([bytes(65_536)])


def test_what_is_wholly_pruned_is_left_out():
    files = Files()
    tiles = TileWriter(files.append)
    for place in range(600):
        tiles.add(leaf_hash(b"%d" % place), b"" if place < 300 else b"%d" % place)
    tiles.finish()
    assert "tile/0/000" in files
    assert "tile/entries/000" not in files
    assert files["tile/entries/001"].startswith(bytes(2 * 44) + b"\x00\x03300")


def entry(seq, obj):
    made = Entry(
        log="vigie.local/33063/00",
        seq=seq,
        at=datetime(2026, 3, 14, 22, tzinfo=UTC),
        mono_ns=seq,
        boot="00ff",
        workstation="poste-1",
        actor="7",
        act=Act.CAMERA_ENLARGED,
        obj=obj,
    )
    canonical = made.canonical()
    return StoredEntry(
        seq,
        canonical,
        leaf_hash(canonical),
        "2026-03-14T22:00:00.000000Z",
        made.act.value,
        made.actor,
        obj,
        key=f"00ff/{seq}",
    )


def test_an_index_line_is_one_line_whatever_it_holds():
    row = entry(5, "a\tb\\c\nd\re")
    line = index_line(row).decode()
    assert line.count("\n") == 1
    assert line.rstrip("\n").split("\t") == [
        "5",
        row.leaf.hex(),
        "00ff/5",
        "2026-03-14T22:00:00.000000Z",
        "camera.enlarged",
        "7",
        "a\\tb\\\\c\\nd\\re",
    ]


def test_entries_behind_the_newest_checkpoint_are_the_tail():
    rows = [entry(seq, f"camera/{seq}") for seq in range(10)]
    edge = Frontier()
    for row in rows[:7]:
        edge, _ = edge.append(row.leaf)
    files = Files()
    signer = Signer.new("vigie.local/33063/00")
    note = signer.sign(Checkpoint(signer.name, edge.size, edge.root()).text())
    found = write_log(files.append, rows, [note], personal=False)
    assert (found.size, found.tail, found.root, found.signed_root) == (
        7,
        3,
        edge.root(),
        edge.root(),
    )
    assert files["tail"] == bundle([row.canonical for row in rows[7:]])
    assert "tile/entries/000.p/7" in files
    assert files["checkpoint"] == note.encode()
