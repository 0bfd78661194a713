"""The lock file is complete, in step with pyproject.toml, and names no place to download from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version


@pytest.fixture(scope="module")
def lock(repository: Path) -> str:
    return (repository / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def locked(lock: str) -> dict[str, Version]:
    pins = re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock, re.MULTILINE)
    assert len(pins) == len(dict(pins)), "one version of each package, for every Python"
    return {name: Version(version) for name, version in pins}


def test_no_index_host_or_file_is_named(lock):
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host| @ ", lock)


def test_every_package_has_hashes(lock):
    entries = re.split(r"\n(?=[a-z0-9])", lock)[1:]

    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_dependency_is_locked_at_a_version_it_allows(repository, locked):
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]

    out_of_step = [
        line
        for line in wanted
        for requirement in [Requirement(line)]
        if canonicalize_name(requirement.name) not in locked
        or not requirement.specifier.contains(locked[canonicalize_name(requirement.name)])
    ]

    assert out_of_step == [], "run: make lock"
