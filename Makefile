# Deux commandes : « make demo » pour découvrir, « make test » pour vérifier. Windows : voir docs/guide.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check lock clean

demo: $(VENV)/.installed
	$(BIN)/caqes demo

test: check
	$(BIN)/pytest --numprocesses auto --dist loadfile

# everything that needs no run: style, types, import rules
check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 ou plus récent est nécessaire : make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	touch $@

UV_COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

# the run-time locks take their versions from the development lock, so that all agree
lock: $(VENV)/.installed-dev
	$(UV_COMPILE) --group dev --output-file requirements-dev.lock
	sed -n 's/^\([a-z0-9].*\) \\$$/\1/p' requirements-dev.lock > $(VENV)/constraints.txt
	$(UV_COMPILE) --group build --constraints $(VENV)/constraints.txt --output-file requirements.lock
	$(UV_COMPILE) --extra cluster --group build --constraints $(VENV)/constraints.txt --output-file requirements-cluster.lock

clean:
	rm -rf $(VENV) .caqes .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
