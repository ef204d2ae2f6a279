# The two commands of the README, and the gates that CI runs besides them.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv

.PHONY: demo test bench chaos score lint types contracts check install install-test lock clean

demo: install
	@$(BIN)/partnerpost demo

test: install-test
	$(BIN)/pytest -n 3 --dist worksteal $(if $(COVERAGE),--cov --cov-report=term:skip-covered)

bench: install-test
	$(BIN)/python -m tests.benchmarks

chaos: install-test
	$(BIN)/python -m tests.chaos

score: install-test
	$(BIN)/python -m tests.measure.score

lint: install-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install-test
	$(BIN)/mypy

contracts: install-test
	$(BIN)/lint-imports

check: lint types contracts test

install: .venv/installed
install-test: .venv/installed-test

# uv is put into the environment with pip and then installs the locked packages, checked by their hashes.
# The project itself is linked, not copied: what is edited is what runs.
$(UV):
	@$(PYTHON) -c 'import sys; sys.exit("Partnerpost needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make demo PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

.venv/installed: requirements.lock pyproject.toml | $(UV)
	$(UV) pip install --quiet --compile-bytecode --python .venv --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation --offline -e .
	@touch $@

.venv/installed-test: requirements-test.lock .venv/installed
	$(UV) pip install --quiet --compile-bytecode --python .venv --require-hashes -r requirements-test.lock
	@touch $@

lock: | $(UV)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra test -c requirements.lock pyproject.toml -o requirements-test.lock

clean:
	rm -rf .venv var/demo .mypy_cache .ruff_cache .hypothesis .coverage*
