#!/bin/sh
# Writes requirements.lock: one version of each package for Python 3.11 to 3.13 on every system, wheels with hashes.
# Versions come from the public Python package index alone, whatever this machine's pip is told,
# and are at least a week old, so that a bad release has time to be found.
set -eu
cd "$(dirname "$0")/.."
draft=.cache/requirements.lock.draft
mkdir -p .cache
env -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL -u PIP_FIND_LINKS -u UV_INDEX -u UV_INDEX_URL -u UV_DEFAULT_INDEX \
    -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS PIP_CONFIG_FILE=/dev/null \
    .venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
    --exclude-newer "7 days" --only-binary :all: --generate-hashes --no-emit-index-url --no-header --no-annotate \
    --upgrade --extra dev pyproject.toml --output-file "$draft"
{
    echo "# Versions and hashes of every package Vigie runs and is tested with. Written by: make lock"
    cat "$draft"
} > requirements.lock.new
mv requirements.lock.new requirements.lock
rm -f "$draft"
