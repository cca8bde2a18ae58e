# Spotter. `make` alone lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run test check evaluate bench quality clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Spotter needs Python 3.11 or newer, found " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,mcp,plots]'
	@touch $(READY)

setup: $(READY) ## create .venv and install everything

run: setup ## ingest kb/ where there is no index, and serve the page on http://127.0.0.1:8000
	$(BIN)/python app.py

test: check ## lint, types and tests: what CI runs

check: setup ## ruff, mypy, pytest
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

evaluate: setup ## score the project's own questions on kb/
	$(BIN)/spotter ingest kb --index $(VENV)/evaluate-index
	$(BIN)/spotter evaluate tests/questions/kb.jsonl --index $(VENV)/evaluate-index

bench: setup ## measure speed beside other systems, installed for it, and print a table
	$(BIN)/python -m bench.speed

quality: setup ## measure quality beside other systems; needs the public question sets
	$(BIN)/python -m bench.quality

clean: ## remove what the targets above have made
	rm -rf $(VENV) index build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
