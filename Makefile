# Livecurve: `make run` and `make test` need Python 3.11 or later and nothing else set up.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1

# Tests start processes by the hundred; without its cache each would compile all of them anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -c requirements.lock
UV_VERSION := 0.13.9
# A PostgreSQL server on which tests may make and drop databases.
POSTGRESQL_URL ?= postgresql://postgres@127.0.0.1:5432/postgres

# Tests of whole servers.
SERVERS := tests/http tests/clients tests/soak
# What `make test` has in a short form.
SOAKED := tests/soak tests/timeseries/test_exactness.py tests/timeseries/test_packer.py \
	tests/timeseries/protocols/test_hostile.py tests/timeseries/protocols/trips \
	tests/browser/test_accessible.py

.PHONY: setup run test test-browser test-servers test-sqlite test-postgresql soak check bench bench-full screenshots clean

setup: .venv/run.stamp

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Livecurve needs Python 3.11 or later: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/run.stamp: pyproject.toml requirements.lock | .venv/bin/uv
	$(UV) -r pyproject.toml
	@touch $@

.venv/dev.stamp: .venv/run.stamp
	$(UV) --group dev
	@touch $@

# A fuzzer, which is not there for every Python.
.venv/soak.stamp: .venv/dev.stamp
	$(UV) --group soak
	@touch $@

run: setup
	@$(BIN)/python manage.py live --host $(HOST) --port $(PORT)

test: .venv/dev.stamp
	@if command -v node >/dev/null; then node --test tests/js/; \
	elif [ "$$CI" = true ]; then echo "Node.js 20 or later is missing."; exit 1; \
	else echo "Skipped the browser modules' tests: Node.js 20 or later is missing."; fi
	@$(MAKE) --no-print-directory -j4 test-browser test-servers test-sqlite test-postgresql

# Side by side: whoever tests with servers waits most of the time. A browser goes first, as a
# person at one would; the others take what it leaves.
test-browser: .venv/dev.stamp
	@$(BIN)/python -m pytest -q tests/browser

test-servers: .venv/dev.stamp
	@nice -n 5 $(BIN)/python -m pytest -q $(SERVERS)

test-sqlite: .venv/dev.stamp
	@nice -n 5 $(BIN)/python -m pytest -q $(addprefix --ignore ,tests/browser $(SERVERS))

# The tests that make sense on both databases, once more.
test-postgresql: .venv/dev.stamp
	@DATABASE_URL=$(POSTGRESQL_URL) nice -n 5 $(BIN)/python -m pytest -q -m database

# Any history, storms, kills and faults at full length; SOAK_SEED=… repeats one with the same readings.
soak: .venv/soak.stamp
	@SOAK=full $(BIN)/python -m pytest -s $(SOAKED)
	@SOAK=full DATABASE_URL=$(POSTGRESQL_URL) $(BIN)/python -m pytest -s -m database $(SOAKED)

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy config timeseries charts tests bench manage.py

bench: .venv/dev.stamp
	$(BIN)/python -m bench

# With all data and all measurements: most of an hour.
bench-full: .venv/dev.stamp
	$(BIN)/python -m bench --full

screenshots: .venv/dev.stamp
	$(BIN)/python -m tests.browser.screenshots $(ONLY)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis
