# Thin on purpose: every target calls a command that can also be called by hand.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgres test-service test-browser lint check bench lock sizes backup clean

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

run: .venv/runtime.stamp ## Set up and start everything: SQLite, worker and beat included (PORT=8000, KLIK_DATA_DIR=.klik)
	@exec $(BIN)/python manage.py serve

test: .venv/dev.stamp ## Set up and pass all tests this machine can run; says what it skipped
	@BIN=$(BIN) tests/run.sh

test-sqlite: .venv/dev.stamp ## The quick suite on SQLite
	$(BIN)/python -m pytest -n 2 -q

test-postgres: .venv/dev.stamp ## The quick suite on KLIK_TEST_DATABASE_URL
	KLIK_DATABASE_URL=$${KLIK_TEST_DATABASE_URL:?} $(BIN)/python -m pytest -n 2 -q

test-service: .venv/dev.stamp ## Real workers, servers and kills, on SQLite
	$(BIN)/python -m pytest -q -m service

test-browser: .venv/dev.stamp ## Real Chromium, on SQLite
	$(BIN)/python -m pytest -q -m browser

PURE := klik_portal/core/verdict.py klik_portal/core/text.py klik_portal/core/quarters.py klik_portal/core/tokens.py klik_portal/core/wording.py \
	klik_portal/core/clock.py klik_portal/office/working_days.py scheduling/availability.py scheduling/itinerary.py scheduling/ways.py scheduling/trip_warnings.py libraries/district_map.py libraries/boundaries.py libraries/regency.py \
	klik_portal/satisfaction/elements.py klik_portal/satisfaction/satisfaction_index.py \
	klik_portal/imports/kinds.py klik_portal/imports/columns.py klik_portal/reminders/ladder.py klik_portal/performance/achievement.py klik_portal/performance/forecast.py libraries/npp.py klik_portal/accounts/phones.py \
	klik_portal/papers/codes.py klik_portal/papers/patterns.py \
	klik_portal/guides/words.py klik_portal/guides/rendering.py \
	accreditation/scoring.py accreditation/coach.py

lint: .venv/dev.stamp ## Style, import direction, types, templates, migrations, system checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy $(PURE)
	$(BIN)/djlint templates --lint --quiet
	KLIK_DATA_DIR=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run
	KLIK_DATA_DIR=$$(mktemp -d) $(BIN)/python manage.py check

check: lint test ## Everything CI asks for

bench: .venv/dev.stamp ## Measure pages against a floor view, and mails against a plain loop, in the same run (ARGS="--libraries 200000" for a million requests)
	$(BIN)/python -m tests.bench $(ARGS)

lock: ## Resolve pyproject.toml into hashed locks without addresses (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-annotate -q -o requirements/runtime.txt
	uv pip compile pyproject.toml --group test --group lint --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-annotate -q -o requirements/dev.txt

sizes: ## The ten longest files: a smell, never a failure
	@git ls-files '*.py' | grep -v migrations | xargs wc -l | sort -rn | sed -n 2,11p

backup: .venv/runtime.stamp ## One consistent snapshot of database and files
	$(BIN)/python manage.py backup

clean: ## Remove what can be made again; data in .klik stays
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/pip.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Klik needs Python 3.11 or newer.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@touch $@

.venv/runtime.stamp: requirements/runtime.txt .venv/pip.stamp
	@if cmp -s requirements/dev.txt .venv/dev.installed; then echo "Dependencies are there."; else \
		echo "Installing dependencies (about a minute) ..."; \
		$(BIN)/python -m pip install -q --require-hashes -r requirements/runtime.txt; fi
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/pip.stamp
	@echo "Installing dependencies and test tools (about two minutes) ..."
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt
	@cp requirements/dev.txt .venv/dev.installed
	@touch $@ .venv/runtime.stamp
