# `make` alone lists the targets. Everything happens in this folder; the system is left as it is.

SHELL := /bin/sh
VENV := .venv
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help run test lint format messages bench screenshots reset setup

help:  ## list the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | while IFS="$$(printf '\t')" read -r name words; do \
		printf '  make %-11s %s\n' "$$name" "$$words"; done

run: setup  ## the site with its own PostgreSQL and Valkey, worker and beat (PORT=8000, DEBUG=1 reloads)
	@EMBEDDED=1 exec $(VENV)/bin/python -m newsroom.embedded run --with-parent --port '$(PORT)'

test: setup lint  ## everything: lint, unit, integration and browser tests
	@$(VENV)/bin/python -m newsroom.embedded browser || test -z "$$CI"
	@exec $(VENV)/bin/pytest -n 2 --dist loadgroup --durations 25 --durations-min 5

lint: setup  ## ruff, and mypy on the pure modules and the verbs
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --quiet --check . || { echo 'Some files are not formatted: make format'; exit 1; }
	@$(VENV)/bin/mypy --no-error-summary

format: setup  ## let ruff format and mend what it can
	@$(VENV)/bin/ruff check --quiet --fix . ; $(VENV)/bin/ruff format --quiet .

messages: setup  ## bring the catalogues in locale/ to what the interface says, and compile them
	@$(VENV)/bin/python -m tests.words

bench: setup  ## times of import, publishing and pages, on throw-away servers (SIZE=10000)
	@exec $(VENV)/bin/python -m newsroom.embedded with $(VENV)/bin/python -m tests.benchmarks

screenshots: setup  ## each page kind with the demo's week, into docs/screenshots
	@exec $(VENV)/bin/python -m newsroom.embedded with $(VENV)/bin/python -m tests.screenshots

reset: setup  ## empty the embedded database and media (asks first)
	@exec $(VENV)/bin/python -m newsroom.embedded reset

setup:  ## the virtual environment, made or brought up to date where requirements changed
	@.ci/setup $(VENV)
