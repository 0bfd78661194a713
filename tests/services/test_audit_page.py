"""The page for court clerks: its commands, in order, on a real export."""

import os
import re
import subprocess

import pytest

from control_room.places import resource
from tests.services.test_export import NOTE, export_of, made, nothing, worked

PAGE = resource("../docs/audit.md").resolve()

__all__ = ["made", "worked"]


@pytest.fixture
def folder(worked, tmp_path):
    worked.access.console_stopped()
    export_of(worked).write(None, tmp_path / "export", nothing, personal=True)
    return tmp_path / "export"


def blocks():
    return re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(), flags=re.DOTALL | re.MULTILINE)


def said(folder, tmp_path, entry, commands):
    """What each block of the page answers."""
    anchor = next(iter(sorted((folder / "anchors").glob("checkpoint-*.txt"))))
    (tmp_path / "work").mkdir()
    mark = "== next block"
    script = f"\necho '{mark}'\n".join(commands)
    done = subprocess.run(
        ["sh", "-eu"],
        check=False,
        input=script,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "CLE_DU_RAPPORT": (folder / "vkeys").read_text().splitlines()[0],
            "ANCRE": str(anchor),
            "ENTREES": anchor.read_text().splitlines()[1],
            "ENTREE": str(entry),
            "T": str(tmp_path / "work"),
        },
    )
    assert done.returncode == 0, done.stderr
    return [part.strip() for part in done.stdout.split(mark)]


def test_the_commands_of_the_page(folder, tmp_path):
    rows = [line.split("\t") for line in (folder / "index.tsv").read_text().splitlines()]
    entry = next(int(row[0]) for row in rows if row[4] == "incident.noted")
    answers = said(folder, tmp_path, entry, blocks())
    with_program, key, with_paper, at_size, read, leaf, root, in_tile, signed, site, personal = (
        answers
    )
    assert with_program.startswith("Le journal est intègre.")
    assert "À FAIRE" in with_program
    assert key == (folder / "vkeys").read_text().splitlines()[0]
    assert with_paper.startswith("Le journal est intègre.")
    assert "À FAIRE" not in with_paper
    assert at_size.split("\n")[1] in (folder / "checkpoints").read_text()
    assert read.startswith("tile/entries/000\n{")
    assert f'"seq":{entry},' in read
    hashed, index = leaf.split("\n")
    assert hashed.split()[0] == index.split("\t")[1] == in_tile == rows[entry][1]
    computed, stated = root.split("\n")
    assert computed == stated == (folder / "checkpoint").read_text().split("\n")[2]
    assert "Signature Verified Successfully" in signed
    assert signed.split("\n")[-1] == (folder / "vkeys").read_text().splitlines()[-1]
    assert "/epoch\n2\n" in site
    assert "Signature Verified Successfully" in site
    assert site.split("\n")[-1] == key
    digest, commitment, payload = personal.split("\n")
    assert f'"com":"{digest.split()[0]}"' == commitment
    assert NOTE in payload


def test_a_clerk_sees_that_an_entry_was_changed(folder, tmp_path):
    bundle = folder / "tile/entries/000"
    bundle.write_bytes(bundle.read_bytes().replace(b'"poste-1"', b'"poste-2"'))
    (folder / "verify.py").write_text("print('Le journal est intègre.')")
    without_root = [block for block in blocks() if "racine()" not in block]
    leaf, in_tile = said(folder, tmp_path, 40, without_root)[5:7]
    hashed, index = leaf.split("\n")
    assert hashed.split()[0] != index.split("\t")[1] == in_tile
