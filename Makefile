# Two commands for a new user: `make report` and `make test`. Each target prepares its own environment in .venv first.
.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# The first interpreter of a supported version; `make PYTHON=/path/to/python …` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && { echo $$p; break; }; done)
RUN ?= params/runs/sample.yaml
export PYTHONHASHSEED := 0

.PHONY: help report exercises test lab check clean lock bench

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

report: $(VENV)/ready ## Build the report of the made-up agency into published/sample (RUN=params/runs/X.yaml for another)
	$(BIN)/bilan report $(RUN)

test: $(VENV)/ready ## Run every test
	$(BIN)/pytest -n auto --dist worksteal

exercises: $(VENV)/ready ## Make every version of the case studies into published/exercises
	$(BIN)/bilan exercises

lab: $(VENV)/ready ## Open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=.

check: $(VENV)/ready ## Lint, types, import contracts, and the lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	sh .ci/lock --check

bench: $(VENV)/ready ## Run the benchmarks side by side and print their tables (long)
	$(BIN)/python benchmarks/run_all.py

lock: $(VENV)/uv-$(UV_VERSION) ## Resolve the dependencies again into uv.lock
	sh .ci/lock

clean: ## Remove the environment, the stores and the published reports
	rm -rf $(VENV) .store published .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/uv-$(UV_VERSION):
	@test -n "$(PYTHON)" || { echo "bilan needs Python 3.11, 3.12 or 3.13 / bilan demande Python 3.11, 3.12 ou 3.13" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "python venv is missing: install it (Debian: apt-get install python3-venv)" >&2; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# The lock pins versions and hashes but no server: packages come from whichever index this machine is set up for (docs/decisions/0002).
$(VENV)/ready: $(VENV)/uv-$(UV_VERSION) pyproject.toml uv.lock
	$(BIN)/uv export --quiet --frozen --no-emit-project --all-groups --format requirements.txt --output-file $(VENV)/requirements.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes --requirement $(VENV)/requirements.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@
