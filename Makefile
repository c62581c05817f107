# On a fresh machine `make demo` and `make test` do everything they need, in .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check links lint format types wheel bench clean

.venv/installed-run: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hullmark needs Python 3.11 or later; say which with: make PYTHON=python3.12 ...")'
	@sh .ci/libicu
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/installed-dev: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hullmark needs Python 3.11 or later; say which with: make PYTHON=python3.12 ...")'
	@sh .ci/libicu
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ .venv/installed-run

demo: .venv/installed-run
	$(BIN)/hullmark demo

test: .venv/installed-dev
	$(BIN)/pytest

check: lint types test

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

wheel: .venv/installed-dev
	rm -rf build dist
	$(BIN)/python -m build --outdir dist .

bench: .venv/installed-dev
	$(BIN)/python benchmarks/first_load.py

clean:
	rm -rf build dist .links *.egg-info .venv
