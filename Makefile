# Vigie: every task has one name here, `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
LUPDATE := $(BIN)/pyside6-lupdate -no-obsolete -locations none -extensions py control_room widgets
PYTHON_SOURCES := control_room widgets camera_config town benchmarks

.PHONY: help setup demo test torture check bench lock translations clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup: ## system libraries, .venv and locked packages; does nothing when all is there
	@installer/setup.sh

demo: setup ## start the console with a simulated town; without a display, 30 s that check themselves
	@exec $(BIN)/vigie demo

# Tests of streams mostly wait for real time, beside each other; none that computes may run meanwhile.
STREAMS := town video
# What kills consoles, fills both cores or looks at the screen gets the machine to itself.
ALONE := benchmarks end_to_end torture
TWO_AT_A_TIME := -n 2 --dist loadfile

test: check ## all checks, then all tests: first those that may share the machine, two at a time
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest $(TWO_AT_A_TIME) $(STREAMS:%=--ignore=tests/%) $(ALONE:%=--ignore=tests/%)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest $(TWO_AT_A_TIME) $(STREAMS:%=tests/%)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest $(ALONE:%=tests/%)

torture: setup ## hostile cameras (ten minutes), then failing disks, power cuts, kills, known bugs (hours)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest -q -m "torture or not torture" tests/torture

check: setup ## style, types, direction of imports, dead code, duplicates
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python .ci/dead_code.py
	@$(BIN)/pylint $(PYTHON_SOURCES)
	@echo "check: sound"

bench: setup ## every figure beside its bar and beside other programs, in about 20 minutes; JSON in .cache
	@$(BIN)/python -m benchmarks peers
	@$(BIN)/python -m benchmarks wall --tiles 16,36,64 --seconds 20 --against ffmpeg,opencv,qtmultimedia,mpv --json .cache/benchmark-wall.json
	@$(BIN)/python -m benchmarks switch --json .cache/benchmark-switch.json
	@$(BIN)/python -m benchmarks faults --json .cache/benchmark-faults.json
	@$(BIN)/python -m benchmarks churn --minutes 5 --json .cache/benchmark-churn.json
	@$(BIN)/python -m benchmarks audit --json .cache/benchmark-audit.json
	@$(BIN)/python -m benchmarks writers --json .cache/benchmark-writers.json

lock: setup ## choose versions anew: requirements.lock from pyproject.toml, releases at least a week old
	@installer/lock.sh

translations: setup ## collect the texts to translate into resources/i18n
	@mkdir -p resources/i18n
	@$(LUPDATE) -ts resources/i18n/vigie_fr.ts
	@$(LUPDATE) -pluralonly -ts resources/i18n/vigie_en.ts

clean: ## remove all that set-up and tests made; the next start is a first start
	@rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist vigie.egg-info
	@find control_room widgets camera_config town benchmarks tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f resources/i18n/*.qm
