# standpunt: `make serve` starts the service, `make test` runs the tests. Needs Python 3.11 or later, pip and make.

HOST ?= 127.0.0.1
PORT ?= 3000
WORKERS ?= 1

VENV := .venv
BIN := $(VENV)/bin
CANDIDATES := python3.11 python3.12 python3.13 python3.14 python3 python
# The first that runs and is recent enough: a name on the PATH alone may be an empty shim.
FIND_PYTHON = for name in $(PYTHON) $(CANDIDATES); do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$name"; break; }; done

export BENTOML_DO_NOT_TRACK := true
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help serve test score lint format bento clean

help: ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

serve: $(VENV)/.serving ## Start the service (HOST, PORT and WORKERS can be set)
	@$(BIN)/standpunt serve --host $(HOST) --port $(PORT) --workers $(WORKERS)

test: $(VENV)/.developing ## Run the tests
	@$(BIN)/python -m pytest $(ARGS)

score: $(VENV)/.developing ## Print the scores of the rules on the annotated documents
	@$(BIN)/standpunt-train evaluate --engine rules

lint: $(VENV)/.developing ## Check style, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.developing ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bento: $(VENV)/.developing ## Pack the service and its champion as a bento, without a network
	@$(BIN)/standpunt bento

clean: ## Remove the virtual environment and the caches
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@python="$$($(FIND_PYTHON))"; \
	if [ -z "$$python" ]; then \
		echo "standpunt needs Python 3.11 or later; none was found. Name yours: make PYTHON=/path/to/python" >&2; exit 1; \
	fi; \
	"$$python" -m venv $(VENV)

$(VENV)/.serving: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what the service needs ..."
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.developing: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	@touch $@ $(VENV)/.serving
