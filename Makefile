# Chores of a developer; `make help` lists them. Two are for everyone: `make demo` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types bench sample docs wheel clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml requirements.lock | $(VENV)/bin/python
	@echo "Installing voc in $(VENV) (about two minutes the first time)…"
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	@echo "Installing what the tests need (torch included, a few minutes)…"
	$(PIP) --editable '.[train,dev]'
	@touch $@

demo: $(VENV)/.base ## install, run the night on the bundled sample, say where to look
	@$(BIN)/voc demo

test: check ## install what tests need, lint, check types, run every test
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

check: lint types

lint: $(VENV)/.dev ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy, strict on voc
	$(BIN)/mypy

bench: $(VENV)/.dev ## verbatims per second for each step, memory, growth
	$(BIN)/python -m tests.bench

sample: $(VENV)/.dev ## write the sample's files again from its verbatims
	$(BIN)/python examples/build.py

docs: $(VENV)/.base ## write the generated parts of the documentation again
	$(BIN)/python -m voc.store.dictionary

wheel: $(VENV)/.dev ## build the wheel
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## remove what was installed and produced, not your data
	rm -rf $(VENV) demo dist .mypy_cache .ruff_cache .pytest_cache
