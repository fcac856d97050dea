# Two commands are all that one needs: `make run` and `make test`. Each sets up .venv from the lock first.
# uv is used where it is installed, else venv and pip; both install the same locked, hashed versions.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
ARGS ?=

ifdef UV
CREATE = $(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
INSTALL = VIRTUAL_ENV=$(CURDIR)/$(VENV) $(UV) pip install --quiet
else
CREATE = $(PYTHON) -m venv $(VENV)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: run test setup setup-dev lint types fast bench bench-load lock clean

run: $(VENV)/run.done  ## Answer texts with rules.yaml, on SQLite, at http://127.0.0.1:8000
	$(BIN)/responder serve $(ARGS)

test: $(VENV)/dev.done  ## Every check that CI makes: style, types, tests, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 $(ARGS)

setup: $(VENV)/run.done
setup-dev: $(VENV)/dev.done

lint: $(VENV)/dev.done
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/dev.done
	$(BIN)/mypy

bench: $(VENV)/dev.done  ## Ours against the tutorial's Flask app, in one run (see benchmarks/README.md)
	$(BIN)/python -m benchmarks.webhook $(ARGS)

# The lock is made with uv's resolver for every platform at once; it names versions and hashes, no index.
lock:
	$(UV) pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --quiet $(ARGS) -o requirements/run.lock
	$(UV) pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes \
		--constraints requirements/run.lock --no-header --no-annotate --quiet $(ARGS) -o requirements/dev.lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "responder needs Python 3.11 or newer; $(PYTHON) is older. Try: make run PYTHON=python3.12"; exit 1; }
	@echo "Making $(VENV) (once, a minute or so)"
	@$(CREATE)

$(VENV)/run.done: requirements/run.lock pyproject.toml | $(BIN)/python
	@echo "Installing what requirements/run.lock names"
	@$(INSTALL) --require-hashes -r requirements/run.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.done: requirements/dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing what requirements/dev.lock names"
	@$(INSTALL) --require-hashes -r requirements/dev.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.done

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
