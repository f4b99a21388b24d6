# Golden Thread: every command a developer or a new user needs. `make` lists them.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
REQUIREMENTS := requirements/dev.txt
# Some machines forbid Python to keep what it has compiled. Then each test process, each worker and
# each command compiles Django and all of ours again: ten seconds of a core every time one starts.
export PYTHONDONTWRITEBYTECODE :=
.DEFAULT_GOAL := help
.PHONY: help setup check test demo stop bench lock docs format

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: .venv/.installed src/goldenthread/ui/static/vendor/.built ## Environment and browser assets only; leaves .venv/bin/goldenthread

.venv/.installed: $(REQUIREMENTS) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: set PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Cannot make a virtual environment: on Debian, apt install python3-venv"; exit 1; }
	@if $(BIN)/python -m pip install -q --disable-pip-version-check uv==0.13.9; then \
		$(BIN)/uv pip sync -q --python $(BIN)/python $(REQUIREMENTS) && \
		$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
		$(BIN)/python -m pip install -q --require-hashes -r $(REQUIREMENTS) && \
		$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed: install Node.js 18 or newer"; exit 1; }
	@npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

src/goldenthread/ui/static/vendor/.built: node_modules/.installed src/goldenthread/ui/assets.py | .venv/.installed
	@$(BIN)/python -m goldenthread.ui.assets node_modules src/goldenthread/ui/static/vendor
	@touch $@

check: setup ## Lint, types, import layers
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy src/goldenthread
	$(BIN)/lint-imports --no-cache

test: setup ## Everything, browser tests included
	@$(BIN)/goldenthread chromium
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

demo: setup ## A whole invented partnership on this machine, then its address and personas
	@$(BIN)/goldenthread demo

stop: ## Stop the demo's web server, worker and database
	@$(BIN)/goldenthread stop

bench: setup ## Measure speed and size at demo scale; BENCH_SCALE=england for all of England
	@$(BIN)/goldenthread bench

docs: setup ## Write the generated pages again (docs/law.md, docs/adr index, screenshots)
	@$(BIN)/goldenthread docs

format: setup ## Put the code in the house layout
	$(BIN)/ruff check --fix src tests
	$(BIN)/ruff format src tests

lock: ## Lock again from pyproject.toml and package.json; no index address is written
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url pyproject.toml --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url pyproject.toml -c requirements/dev.txt -o requirements/base.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved --silent
