.PHONY: help graph test lint check docs notebooks lock clean
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
KG := $(BIN)/kg

help: ## Show the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

# An environment is ready when its stamp is newer than the lock it was made from.
.venv/.ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

.venv/.ready-dev: requirements-dev.lock .venv/.ready
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

graph: .venv/.ready ## Build the graph of corpus/ into outputs/
	$(KG) build corpus -o outputs

test: .venv/.ready-dev ## Run the whole suite
	$(BIN)/python -m pytest -n auto

lint: .venv/.ready-dev ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test ## Everything CI checks

docs: .venv/.ready-dev ## Build the documentation into site/, every link checked
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

notebooks: .venv/.ready-dev ## Open JupyterLab on the notebooks
	$(BIN)/jupyter lab notebooks

lock: .venv/.ready-dev ## Renew the locked versions (needs uv)
	uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements-dev.lock
	uv pip compile pyproject.toml --extra map --generate-hashes --no-emit-index-url --no-header -c requirements-dev.lock -o requirements.lock

clean: ## Remove the environment and everything built
	rm -rf .venv build dist site outputs/.cache
	find outputs -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
