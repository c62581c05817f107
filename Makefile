# On a fresh machine `make demo` and `make test` do everything they need, in .venv.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo neo4j test check links lint format types docs wheel bench clean

demo: .venv/installed-run
	$(BIN)/hullmark demo

# A Neo4j on this machine with the demo in it, until Ctrl-C. Needs Java 17 or later, and Maven once.
neo4j: .venv/installed-run
	@$(BIN)/python -m hullmark.graph.neo4j.demo

test: .venv/installed-dev
	$(BIN)/pytest

check: lint types test

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hullmark needs Python 3.11 or later; say which with: make PYTHON=python3.12 ...")'
	@PYTHON=$(PYTHON) sh .ci/libicu
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed-run: pyproject.toml | .venv/made
	$(PIP) -e .
	@touch $@

.venv/installed-dev: pyproject.toml | .venv/made
	$(PIP) -e '.[dev]'
	@touch $@ .venv/installed-run

# mypy and pyright can't see through an editable install; here the package has its real name.
links:
	@mkdir -p .links/hullmark
	@ln -sfn ../../graph ../../loaders ../../queries ../../tests ../../cli.py .links/hullmark/

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/installed-dev links
	$(BIN)/mypy

# The made parts of the documents, and the README's picture.
docs: .venv/installed-dev
	$(BIN)/python docs/generate.py

# A stale build/ would ship modules that are gone.
wheel: .venv/installed-dev
	rm -rf build dist
	$(BIN)/python -m build --outdir dist .

bench: .venv/installed-dev
	$(BIN)/python benchmarks/first_load.py

clean:
	rm -rf build dist .links *.egg-info .venv
