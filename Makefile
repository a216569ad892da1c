# Two commands matter: `make demo` and `make test`. Both do all set-up on a fresh Debian machine.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test unit lint docs bench audit clean

demo: $(VENV)/.run
	$(BIN)/unlisted report 77499 --out out/77499
	@if [ -t 1 ]; then $(BIN)/unlisted desk demo; \
	else $(BIN)/unlisted desk demo --seed-only && echo "open the desk: $(BIN)/unlisted desk demo"; fi

test: $(VENV)/.test lint docs
	$(BIN)/python -m pytest -n auto --dist loadgroup

unit: $(VENV)/.test
	$(BIN)/python -m pytest tests/unit tests/spec tests/rulebook tests/architecture

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/unlisted rules test

docs: $(VENV)/.test
	$(BIN)/mkdocs build --strict --quiet

bench: $(VENV)/.test
	$(BIN)/python -m bench

# Asks the package index about known vulnerabilities of every pinned version: needs a network, so no test runs it.
audit:
	@[ -x $(VENV)-audit/bin/pip-audit ] || { $(PYTHON) -m venv $(VENV)-audit && $(VENV)-audit/bin/pip install --quiet pip-audit; }
	$(VENV)-audit/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict --progress-spinner off

$(VENV)/.run: pyproject.toml constraints.txt scripts/setup.sh
	PYTHON=$(PYTHON) scripts/setup.sh run

$(VENV)/.test: pyproject.toml constraints.txt scripts/setup.sh
	PYTHON=$(PYTHON) scripts/setup.sh test

clean:
	rm -rf $(VENV) $(VENV)-audit out site .pytest_cache .mypy_cache .ruff_cache .hypothesis
