# make serve   sets everything up, builds the graph and serves it (PORT= to choose)
# make test    sets everything up and runs the tests
# make check   everything that continuous integration runs
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
SOURCES = $(shell find ontology shapes data queries/rules queries/reports app/build app/namespaces.py -type f -not -name '*.pyc' 2>/dev/null)

.PHONY: setup setup-dev build serve test test-clients lint types rebuild check lock clean

setup: .venv/runtime
setup-dev: .venv/dev

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; say make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev: requirements-dev.txt .venv/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

build: build/current/release.json

build/current/release.json: .venv/runtime $(SOURCES)
	$(BIN)/digdip build
	touch build/current/release.json

serve: build
	$(BIN)/digdip serve --port $(PORT)

test: setup-dev build
	$(BIN)/python -m pytest

# JavaScript clients alone; pytest runs them too where Node.js 18 or newer is present.
test-clients: setup-dev
	npm ci --ignore-scripts --prefix tests/clients/node
	$(BIN)/python -m tests.clients.javascript

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev
	$(BIN)/mypy

rebuild: setup-dev
	$(BIN)/python -m tests.rebuild

check: lint types test rebuild

# Pins for `make setup` and for development, with the checksums of every file; no address of a registry.
COMPILE = $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url \
	--no-emit-trusted-host --no-emit-find-links --extra install
lock: setup-dev
	$(COMPILE) --output-file requirements.txt pyproject.toml
	$(COMPILE) --extra dev --output-file requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv build
