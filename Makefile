# The two commands are `make demo` and `make test`; both stand on `make setup`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help setup demo test check format lint types contracts unit bench clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.ready ## Environment, front-end files, messages: all that the other targets need

# Catalogues and static files are prepared too, so a change of one asks for set-up again.
PREPARED := $(shell find src -name '*.po' -o -path '*/static/*' -type f -not -path '*/vendor/*')

.venv/.ready: requirements.lock requirements-node.lock package-lock.json pyproject.toml $(PREPARED)
	@bash src/matou/project/setup.sh "$(PYTHON)"
	@touch $@

demo: setup ## One real cargo from demand to paid carrier; the site stays up until Ctrl-C
	@exec $(BIN)/matou demo

test: setup ## Everything, browser journeys included
	@bash tests/prepare.sh
	@$(MAKE) --no-print-directory -j2 --output-sync check
	@bash tests/run.sh

check: format lint types contracts ## What needs no database

format:
	@$(BIN)/ruff format --check src tests bench

lint:
	@$(BIN)/ruff check src tests bench
	@$(BIN)/bandit -q -r src -c pyproject.toml

types:
	@$(BIN)/mypy src tests bench

contracts:
	@$(BIN)/lint-imports

bench: setup ## The speed ratios, one after the other
	@bash bench/run.sh

clean: ## Remove what the project made here, the demo database included
	@rm -rf .venv .run node_modules src/matou/web/static/vendor
