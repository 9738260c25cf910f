# Two commands for a new user: `make report` and `make test`. Each target prepares what it needs in .venv first, and nothing more.
.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
# Scripts of an environment name its folder on their first line, which cannot hold every path: Python is called instead.
# -P: nothing is imported from the folder one stands in.
PY := $(BIN)/python -P
UV_VERSION := 0.13.9
# The first interpreter of a supported version; `make PYTHON=/path/to/python …` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && { echo $$p; break; }; done)
RUN ?= params/runs/sample.yaml
export PYTHONHASHSEED := 0
# What is compiled once is kept, whatever this machine is set up for: else each of the many processes compiles pandas again (0.8 s each).
unexport PYTHONDONTWRITEBYTECODE

# An environment belongs to the folder it was made in: a checkout that was moved or copied gets its own.
PLACE := $(shell pwd -P | cksum | cut -d ' ' -f 1)
UV := $(VENV)/uv-$(UV_VERSION)-$(PLACE)
# An environment whose Python is gone (the system was upgraded) is made again.
$(shell $(BIN)/python -c '' 2>/dev/null || rm -f $(VENV)/uv-*)

.PHONY: help report exercises test lab check clean lock upgrade bench

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

report: $(VENV)/ready-report ## Build the report of the made-up agency into published/sample (RUN=params/runs/X.yaml for another)
	$(PY) -m analysis report "$(RUN)"

test: $(VENV)/ready-test ## Run every test (TESTS=folders for some)
	$(PY) -m pytest -n auto --dist worksteal $(TESTS)

exercises: $(VENV)/ready-report ## Make every version of the case studies into published/exercises
	$(PY) -m analysis exercises

lab: $(VENV)/ready-lab ## Open JupyterLab on the notebooks
	$(PY) -m jupyterlab --notebook-dir=.

check: $(VENV)/ready-check ## Lint, types, import contracts, and the lock
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	sh .ci/lock --check

bench: $(VENV)/ready-test ## Run the benchmarks side by side and print their tables (long)
	$(PY) benchmarks/run_all.py

lock: $(UV) ## Resolve the dependencies again into uv.lock; versions already chosen stay
	sh .ci/lock

upgrade: $(UV) ## Choose the newest version of every dependency
	sh .ci/lock --upgrade

clean: ## Remove the environment, the stores and the published reports
	rm -rf $(VENV) .store published .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(UV):
	@case "$$(pwd -P)" in *:*) \
		echo "The path of this folder holds a colon, which no Python environment can: move it, then make again." >&2; \
		echo "Le chemin de ce dossier contient un deux-points, ce qu'aucun environnement Python n'admet : déplacez-le, puis refaites make." >&2; \
		exit 1;; esac
	@test -n "$(PYTHON)" || { \
		echo "bilan needs Python 3.11, 3.12 or 3.13, and none was found: install one (Debian: apt-get install python3 python3-venv), or make PYTHON=/path/to/python." >&2; \
		echo "bilan demande Python 3.11, 3.12 ou 3.13, et aucun n'a été trouvé : installez-en un (Debian : apt-get install python3 python3-venv), ou make PYTHON=/chemin/de/python." >&2; \
		exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "The venv module of $(PYTHON) is missing: install it (Debian: apt-get install python3-venv), then make again." >&2; \
		echo "Le module venv de $(PYTHON) manque : installez-le (Debian : apt-get install python3-venv), puis refaites make." >&2; \
		exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# What each command needs is added to what is there; nothing is taken away.
# The lock pins versions and hashes but no server: packages come from whichever index this machine is set up for (docs/decisions/0002).
define install
$(BIN)/uv export --quiet --frozen --no-default-groups --no-emit-project $(1) --format requirements.txt --output-file $@.txt
VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes --requirement $@.txt
@touch $@
endef

$(VENV)/ready-report: $(UV) pyproject.toml uv.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --editable .
	$(call install)

$(VENV)/ready-lab: $(VENV)/ready-report
	$(call install,--extra lab)

$(VENV)/ready-test: $(VENV)/ready-lab
	$(call install,--extra lab --group test)

$(VENV)/ready-check: $(VENV)/ready-report
	$(call install,--group check)

# All of it, for those who work on bilan itself.
$(VENV)/ready: $(VENV)/ready-test $(VENV)/ready-check
	@touch $@
