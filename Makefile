# Everything below sets itself up: Python 3.11+, make and a package index are enough.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
STAMP   = $(VENV)/.ready
PEERS  ?= .venv-peers

.PHONY: help setup demo test quick lint types docs bench peers lock clean
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## create .venv from the lock file
$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Attaché needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP) ## collect (replayed), build, verify and look, on the synthetic demo corpus
	$(BIN)/attache demo demo --fresh

test: $(STAMP) ## the whole test suite
	$(BIN)/python -m pytest -n auto

quick: $(STAMP) ## the tests without the slow ones
	$(BIN)/python -m pytest -n auto -m "not slow"

lint: $(STAMP) ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## static types
	$(BIN)/mypy

docs: $(STAMP) ## regenerate the generated reference pages
	$(BIN)/python docs/generate.py

bench: $(STAMP) ## print the benchmark tables (installs the peers beside us)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/bench.txt
	@$(MAKE) --no-print-directory peers || echo "nomenklatura will not be run" >&2
	$(BIN)/python -m bench

peers: $(PEERS)/.ready ## nomenklatura for the bench, in its own environment (PyICU is compiled)
$(PEERS)/.ready: requirements/peers.txt
	@pkg-config --exists icu-i18n && command -v g++ >/dev/null || { echo "nomenklatura needs PyICU, which is compiled: install pkg-config, g++ and the headers of ICU (Debian: apt-get install pkg-config g++ libicu-dev)" >&2; exit 1; }
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-binary pyicu --require-hashes -r requirements/peers.txt
	@touch $@

lock: ## renew the lock files (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --all-extras --group dev -o requirements/dev.txt pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --all-extras --group dev --group bench -o requirements/bench.txt pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements/peers.txt requirements/peers.in

clean: ## remove what make made
	rm -rf $(VENV) $(PEERS) demo
