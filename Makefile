# Everything one can do here. `make up` and `make test` need nothing but Python 3.11, make and pip.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
EXAMPLE ?= examples/web-worker

help: ## list what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@if command -v uv >/dev/null 2>&1; then VIRTUAL_ENV=.venv uv pip install -q -r requirements.lock && VIRTUAL_ENV=.venv uv pip install -q --no-deps -e .; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.lock && $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .; fi
	@touch $@

install: $(READY) ## set up .venv with everything pinned

up: $(READY) ## run the example application on a cloud of your own
	@cd $(EXAMPLE) && $(CURDIR)/$(BIN)/aerostat up

down: $(READY) ## stop it (data is kept)
	@cd $(EXAMPLE) && $(CURDIR)/$(BIN)/aerostat down

# One worker more than two cores are good for: one waits for the AWS provider most of the time.
test: $(READY) ## all tests: unit, then those with real processes
	@$(BIN)/python -m pytest -n 3 --dist loadgroup

test-examples: $(READY) ## the examples' own checks and tests, each in a .venv of its own
	@LOCALCLOUD=$(CURDIR)/$(BIN)/localcloud $(MAKE) -s -C examples/shop check test
	@$(MAKE) -s -C examples/web-worker test

gates: $(READY) ## both gates for every environment: Terraform offline, and the real AWS provider (takes an hour)
	@AEROSTAT_GATE1=all $(BIN)/python -m pytest -n 2 tests/real/terraform
	@AEROSTAT_GATE2=all $(BIN)/python -m pytest tests/real/terraform_gate2
	@AEROSTAT_GATE2=all $(BIN)/python -m pytest -n 3 tests/real/ci/test_terraform_roles.py

audit: $(READY) ## what outsiders' linters say of the examples' Terraform (Checkov, in a .venv-audit of its own)
	@test -x .venv-audit/bin/checkov || { $(PYTHON) -m venv .venv-audit && .venv-audit/bin/python -m pip install -q --disable-pip-version-check checkov==3.3.30; }
	@$(BIN)/python -m pytest -n 2 tests/real/terraform_writing/test_checkov.py

check: $(READY) ## format, lint, types, import contracts
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: $(READY) ## the measured figures (takes an hour; see benchmarks/README.md)
	@$(BIN)/python -m benchmarks

lock: ## pin the newest versions that fit pyproject.toml
	@uv pip compile -q --universal --extra dev pyproject.toml -o requirements.lock

.PHONY: help install up down test test-examples gates audit check bench lock
