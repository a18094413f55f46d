# The verbs of the project. `make book` and `make test` need Python 3.11, 3.12 or 3.13 and make, nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := book
MAKEFLAGS += --no-print-directory

VENV    := .venv
PY      := $(VENV)/bin/python
READY   := $(VENV)/.ready
EDITION ?= latest
# Fixed so that a run does not depend on who runs it where.
export PYTHONHASHSEED := 0
export OPENBLAS_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONWARNINGS := ignore::DeprecationWarning
unexport PYTHONPATH

.PHONY: book formats explain test chapters ledger replay data check fix bench review clean lock cluster prove verify site-test help

book: $(READY)   ## execute the chapters and build the site: make book [EDITION=published]
	@$(PY) scripts/build_book.py --edition $(EDITION)

formats: book   ## the book as one HTML file and as PDF, into the site (needs Chromium): make formats
	@$(PY) scripts/export_formats.py $(if $(filter latest,$(EDITION)),,_build/editions/$(EDITION)/html)

editions: $(READY)   ## every edition in one site, with ways between them: _build/html and _build/html/published
	@$(PY) scripts/build_book.py --all-editions

explain: $(READY)   ## what make book would run and why, and what it last ran
	@$(PY) scripts/build_book.py --edition $(EDITION) --explain

test: $(READY)   ## every test, the committed chapters under nbval included
	@$(PY) -m pytest -n 2 --dist loadfile --nbval tests chapters

chapters: $(READY)   ## execute the committed chapters in place
	@$(PY) scripts/run_chapters.py

ledger: $(READY)   ## recompute data/ledger.csv and data/contradictions.csv
	@$(PY) scripts/make_ledger.py

replay: $(READY)   ## recompute data/replay.csv: the verdicts as of every trading day
	@$(PY) scripts/replay.py

data: $(READY)   ## make the data snapshot anew from ../shared/market (SOURCE=DIR for another place)
	@$(PY) scripts/make_snapshot.py $(if $(SOURCE),--source $(SOURCE))

check: $(READY)   ## lint and prove records and hashes; changes nothing
	@$(VENV)/bin/ruff check -q src scripts tests
	@$(PY) -m pytest -n 2 --dist loadfile tests -m "not book and not browser"

fix: $(READY)   ## let the linter mend what it can
	@$(VENV)/bin/ruff check -q --fix src scripts tests

bench: $(READY)   ## every speed asked for against the stock tools, as ratios within one run (hours; QUICK=1: two minutes)
	@$(PY) scripts/bench.py $(if $(QUICK),--quick)

review: $(READY)   ## what moved between two versions: make review BASE=HEAD~1 [HEAD=...]
	@$(PY) scripts/review.py $(or $(BASE),HEAD~1) $(HEAD)

NODE := tests/site/node_modules/.ready
SITE ?= _build/html

site-test: $(READY) $(NODE)   ## the built site in a browser: make site-test [RUNS=5] [SITE=_build/html] [ONLY="a kind"]
	@test -f $(SITE)/index.html || $(MAKE) book
	@$(PY) tests/site/links.py $(SITE) && code=0 || code=1; \
	node tests/site/run.js $(SITE) _build/site-test.json --runs $(or $(RUNS),1) --only "$(ONLY)" && exit $$code

# Lighthouse and axe-core by name, version and hash; the browser is the machine's own.
$(NODE): tests/site/package-lock.json
	@echo "installing what looks at the site (once)"
	@cd tests/site && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.ready

prove: $(READY)   ## random edits of a small book, incremental equal to clean after each: make prove [SEED=1] [EDITS=500]
	@$(PY) scripts/prove_runs.py --edits $(or $(EDITS),500) --seed $(or $(SEED),1)

verify: $(READY)   ## the same bytes whatever the directory, time zone, locale, umask, hash seed, workers, engine
	@$(PY) scripts/verify.py

LOCK := uv pip compile -q --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header \
	--no-emit-index-url

lock:   ## solve requirements*.in into the hash-locked requirements*.txt (needs uv and the network)
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) -c requirements.txt requirements-cluster.in -o requirements-cluster.txt

cluster: $(READY)   ## add what a Dask cluster needs to .venv: scripts/sweep.py --scheduler tcp://...
	@$(PY) -m pip install -q --require-hashes --only-binary :all: -r requirements-cluster.txt

clean:   ## remove everything that was built; the environment stays
	@rm -rf _build

help:   ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## ?/\t/' | expand -t 14

# The environment: the newest Python that runs, the lock with hashes, then our own package without reaching out.
$(READY): requirements.txt pyproject.toml
	@python=""; for name in python3.13 python3.12 python3.11; do \
	  if $$name -c 'import venv, ensurepip' >/dev/null 2>&1; then python=$$name; break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo "missing: Python 3.11, 3.12 or 3.13 with the venv module (python3.13, python3.12 or python3.11 on the PATH)" >&2; \
	  exit 2; fi; \
	if [ ! -x $(PY) ]; then echo "making $(VENV) with $$($$python --version)"; $$python -m venv $(VENV); fi; \
	echo "installing the locked requirements (once, a minute or two)"; \
	$(PY) -m pip install -q --require-hashes --only-binary :all: -r requirements.txt 2> $(VENV)/install.log \
	  || { tail -n 5 $(VENV)/install.log >&2; exit 2; }; \
	$(PY) -m pip install -q --no-deps --no-build-isolation -e . 2>> $(VENV)/install.log \
	  || { tail -n 5 $(VENV)/install.log >&2; exit 2; }; \
	touch $(READY)
