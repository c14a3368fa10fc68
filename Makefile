# Landbridge. `make` alone lists what can be done here.

PYTHON ?= python3
ARGS ?=
# Processes that test beside each other; JOBS=0 tests in one, where a debugger can look.
JOBS ?= 2
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench docs catalogues
# One installer at a time: two of them would write into the same environment.
.NOTPARALLEL:
# Whoever has it set would have all of the code compiled anew at each start of a process.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: .venv/.installed-dev ## make .venv with everything: product, demo ERP, tools of the developers

demo: .venv/.installed-demo ## ERP, bridge and warehouse play a working day (ARGS="--once --orders 20")
	@$(BIN)/landbridge demo $(ARGS)

test: .venv/.installed-dev ## all tests: unit, contract, scenario, simulation, house, browser (ARGS="-k name", JOBS=0)
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/.installed-dev ## style, types, import floors, house rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/house --ignore tests/house/test_static.py $(ARGS)

bench: .venv/.installed-dev ## measure hub and ledger beside the raw database (ARGS="hub --json")
	@$(BIN)/landbridge bench $(ARGS)

catalogues: .venv/.installed-dev ## find texts of the handheld that want translating, compile the catalogues
	$(BIN)/python -m tools.catalogues

docs: .venv/.installed-dev ## write docs/reference anew from the code
	$(BIN)/python -m tools.gen_docs

# A stamp per set of extras: nothing is installed again until the requirements change.
.venv/.installed-demo: pyproject.toml constraints.txt | .venv/bin/python
	$(call install,demo)

.venv/.installed-dev: pyproject.toml constraints.txt | .venv/bin/python
	$(call install,demo$(comma)dev)
	@echo "Compiling the planners, once per version ..."
	@$(BIN)/python -m landbridge.planning.warm
	@touch .venv/.installed-demo

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Landbridge needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..." >&2; exit 2; }
	@echo "Making a local environment in .venv ..."
	@$(PYTHON) -m venv .venv

comma := ,
# Python compiles what it uses at the first use; pip would compile all there is, on one core.
define install
@echo "Installing into .venv ($(1)); the first time this takes a minute or two ..."
@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check \
  --constraint constraints.txt --editable ".[$(1)]"
@touch $@
endef
