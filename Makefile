# Everything sets itself up into .venv from Python 3.11 or newer and make alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FUZZ_SECONDS ?= 300
SUDO := $(shell test "$$(id -u)" = 0 || echo sudo)
DEBIAN := export DEBIAN_FRONTEND=noninteractive; $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends
BENCH_FOLDER ?=
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help demo up test test-browser lint lock fuzz bench season clean

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

# pywb reads our archive in the tests, and pins libraries older than ours.
.venv-pywb/.ready: tests/pywb/requirements.lock
	@test -x .venv-pywb/bin/python || $(PYTHON) -m venv .venv-pywb
	.venv-pywb/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r $<
	@touch $@

# What we are measured beside is no part of the product: it has an environment of its own.
.venv-bench/.ready: requirements.lock requirements-bench.lock pyproject.toml
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements-bench.lock
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation -e .
	@touch $@

demo: $(VENV)/.runtime ## the whole job once, on sample portals, into var/demo
	$(BIN)/nianbao demo --out var/demo

up: $(VENV)/.runtime ## run everything on this machine: http://127.0.0.1:8000
	$(BIN)/nianbao up

test: $(VENV)/.dev .venv-pywb/.ready ## every test, on real servers that the tests start themselves
	$(BIN)/python -m pytest -n 2 --dist worksteal --ignore tests/browser

test-browser: $(VENV)/.dev ## pages and mails in a real Chromium, which is installed if it is not there
	@which chromium >/dev/null 2>&1 && fc-list 2>/dev/null | grep -qiE 'cjk|wqy|noto sans sc' || $(DEBIAN) chromium fonts-noto-cjk fontconfig
	$(BIN)/python -m pytest -n 2 tests/browser

fuzz: $(VENV)/.dev ## files nobody would send, to every reader, for FUZZ_SECONDS (300)
	nice -n 10 $(BIN)/python -m tests.fuzz $(FUZZ_SECONDS)

bench: .venv-bench/.ready ## time and memory beside other libraries, on samples or BENCH_FOLDER
	.venv-bench/bin/python bench/reading.py $(BENCH_FOLDER)
	.venv-bench/bin/python bench/memory.py $(BENCH_FOLDER)

season: $(VENV)/.dev ## a city's season day by day: every message into var/season/messages.txt
	$(BIN)/python -m bench.city --out var/season

lint: $(VENV)/.dev ## style, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: ## write the locked requirements anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra ocr -c requirements.lock -o requirements-ocr.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra browser -c requirements-ocr.lock -o requirements-browser.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra dev -c requirements-ocr.lock -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header tests/pywb/requirements.in -o tests/pywb/requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml bench/requirements.in -c requirements-dev.lock -o requirements-bench.lock

clean: ## remove .venv and var
	rm -rf $(VENV) .venv-pywb .venv-bench var
