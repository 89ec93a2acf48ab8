# make demo    a sample court on this machine, until Ctrl-C      (PORT=8100 SONGDA_HOME=var2 for a second one)
# make story   plays the sample case against the running demo
# make test    checks, and every test that finds a fault in a change
# make nights  what needs waiting or brute force                    (ONLY="days mutants" AGAINST=COMMIT; docs/reference/nights.md)
# make check   style, types, contracts, templates, changes of tables
# make bench   measures services from end to end
# make mutants changes the law on purpose and names what no test notices      (ONLY="periods.py cn/guard")
# make wheel   makes the package, installs it elsewhere and plays the story with it
# make release makes wheel, source, Debian package, bundle, bill of materials in dist/  (SOURCE_DATE_EPOCH)
# make lock    renews the pinned requirements
# make clean   removes what was made (keeps SONGDA_HOME)

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
DEMO_READY := $(VENV)/demo.stamp
TEST_READY := $(VENV)/test.stamp
CATALOGUES := $(wildcard songda/web/*/locale/*/LC_MESSAGES/django.po)
COMPILE := $(BIN)/uv pip compile --quiet --all-extras --universal --generate-hashes --python-version 3.11 --no-annotate --no-header
SET_UP := sh scripts/venv.sh "$(PYTHON)" "$(VENV)"

.PHONY: help demo story test tests units nights check bench mutants wheel release lock clean words
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# //p' Makefile

demo: $(DEMO_READY) words
	@$(BIN)/songda demo --port $(PORT)

story: $(DEMO_READY) words
	@$(BIN)/songda story

test: check tests

# The tests alone; `make test` has the checks before them.
tests: $(TEST_READY) words
	$(BIN)/python -m pytest --all -n auto --dist loadfile

# What another Python could change: whether each module is read, and the unit tests of what leans on the standard
# library (bytes, files, mail, lines, clocks, programs). Rules are arithmetic: they are run there at night.
NEAR_PYTHON := $(addprefix tests/,test_every_module.py test_clock.py core/evidence core/identifiers core/terms \
	trust channels carriers registries telephony site tools)
units: $(TEST_READY) words
	$(BIN)/python -m pytest --unit -n auto --dist loadfile $(NEAR_PYTHON)
	$(BIN)/python -m pytest tests/records/test_migrations.py tests/records/matter/cases

nights: $(TEST_READY) words
	@$(BIN)/python -m scripts.nights $(if $(AGAINST),--against $(AGAINST)) $(ONLY)

check: $(TEST_READY) words
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint songda --check
	$(BIN)/djlint songda --lint
	$(BIN)/python -m scripts.changes

bench: $(DEMO_READY) words
	@$(BIN)/songda bench

mutants: $(TEST_READY) words
	@$(BIN)/python -m scripts.mutants $(ONLY)

wheel: $(TEST_READY)
	@$(BIN)/python -m scripts.wheel

release: $(TEST_READY)
	@$(BIN)/python -m scripts.release

$(DEMO_READY): requirements/runtime.txt pyproject.toml scripts/venv.sh
	@$(SET_UP) requirements/runtime.txt
	@touch $@

$(TEST_READY): requirements/test.txt pyproject.toml scripts/venv.sh
	@$(SET_UP) requirements/test.txt
	@touch $@ $(DEMO_READY)

# Chinese and English words of the pages, compiled from their catalogues.
words: $(CATALOGUES:.po=.mo)

%.mo: %.po
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

lock:
	$(COMPILE) pyproject.toml requirements/build.in requirements/test.in -o requirements/test.txt
	$(COMPILE) -c requirements/test.txt pyproject.toml requirements/build.in -o requirements/runtime.txt
	@! grep -n "://" requirements/*.txt

clean:
	rm -rf $(VENV) .mutants.jsonl .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find songda* tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f $(CATALOGUES:.po=.mo)
