"""The direction of imports is watched: every contract finds the violation planted for it."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

# Contract, module, what it imports against the rule.
PLANTED = [
    ("one-way-down", "control_room/services/planted.py", "control_room.ui"),
    ("one-way-down", "control_room/storage/planted.py", "control_room.video"),
    ("one-way-down", "control_room/domain/planted.py", "control_room.settings"),
    ("one-way-down", "control_room/texts_planted.py", "dataclasses"),
    ("widgets-see-the-domain", "widgets/planted.py", "control_room.services"),
    ("camera-config-is-a-leaf", "camera_config/planted.py", "control_room.domain"),
    ("widgets-under-screens", "control_room/services/planted.py", "widgets"),
    ("town-stays-outside", "control_room/video/planted.py", "town"),
    ("database-in-storage", "control_room/services/planted.py", "sqlalchemy.orm"),
    ("database-in-storage", "control_room/ui/planted.py", "sqlite3"),
    ("pictures-in-video", "widgets/planted.py", "cv2"),
    ("pictures-in-video", "control_room/reports/planted.py", "av.video.frame"),
    ("qt-on-the-screen", "control_room/services/planted.py", "PySide6.QtCore"),
    ("domain-is-pure", "control_room/domain/planted.py", "time"),
    ("domain-is-pure", "control_room/domain/planted.py", "control_room.places"),
    ("audit-stands-alone", "control_room/audit/planted.py", "pydantic"),
    ("audit-stands-alone", "control_room/audit/planted.py", "control_room.places"),
]


@pytest.fixture(scope="module")
def contracts(repository: Path) -> dict[str, dict[str, object]]:
    configuration = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    return {c["id"]: c for c in configuration["tool"]["importlinter"]["contracts"]}


def broken_contracts(house: Path) -> set[str]:
    """Names of the contracts that import-linter finds broken in `house`."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = re.findall(r"^(.+) (KEPT|BROKEN)\b", run.stdout, re.MULTILINE)
    assert verdicts, run.stdout + run.stderr
    return {name for name, verdict in verdicts if verdict == "BROKEN"}


def test_the_house_keeps_its_own_rules(house):
    assert broken_contracts(house) == set()


@pytest.mark.parametrize(("contract", "module", "imported"), PLANTED)
def test_a_planted_violation_breaks_its_contract(house, contracts, contract, module, imported):
    (house / module).write_text(f"import {imported}\n", encoding="utf-8")

    assert contracts[contract]["name"] in broken_contracts(house)


def test_every_contract_has_a_planted_violation(contracts):
    assert {contract for contract, _, _ in PLANTED} == set(contracts)


@pytest.mark.parametrize(
    ("contract", "allowed"),
    [("domain-is-pure", set()), ("audit-stands-alone", {"cryptography", "orjson"})],
)
def test_a_new_dependency_is_kept_out_of_the_inner_rooms(repository, contracts, contract, allowed):
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {Requirement(line).name.lower() for line in project["dependencies"]}
    modules = {
        module
        for module, distributions in packages_distributions().items()
        if wanted & {name.lower().replace("_", "-") for name in distributions}
    }
    public = {m for m in modules if m[0] != "_" and "." not in m and "shiboken" not in m.lower()}

    assert public - set(contracts[contract]["forbidden_modules"]) == allowed
