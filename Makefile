# The commands of this project; “make” alone lists them.

PORT ?= 8000
WORKERS ?= 2
# The system's own first: distributions build it with the profile of a run, and everything takes a fifth less time.
SUPPORTED := /usr/bin/python3 python3.13 python3.12 python3.11 python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq install --require-hashes
CHROMIUM := $(shell command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome)
LOCK := --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --no-header
APPS := home network events charter search site/config site/demo
export PORT
# What Python compiled is kept, whatever the shell says: else each worker of the tests compiles all of it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo reset test check stress lint format messages bench lock clean

help: ## list these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## ?/\1|/' | \
		while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

demo: $(BIN)/base.installed ## install, load the demo the first time, and serve it on 127.0.0.1:8000 (PORT=…, DATABASE_URL=…)
	@$(BIN)/python manage.py prepare_demo --settings config.settings.dev
	@DJANGO_SETTINGS_MODULE=config.settings.dev exec $(BIN)/gunicorn --config site/gunicorn.conf.py --log-level warning

reset: $(BIN)/base.installed ## forget the demo: database, uploaded files and mails
	@if [ -n "$$DATABASE_URL" ]; then \
		echo "Emptying the database of DATABASE_URL …"; \
		$(BIN)/python manage.py migrate -v0 && $(BIN)/python manage.py flush --no-input -v0; \
	else rm -f var/db.sqlite3 var/db.sqlite3-shm var/db.sqlite3-wal; fi
	@rm -rf var/media var/private var/mail
	@echo "The next make demo starts over."

test: $(BIN)/dev.installed ## run all tests; browser tests too where a Chromium is found (BROWSER_TESTS=required insists)
	@if [ -n "$(CHROMIUM)" ]; then $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder; \
	elif [ "$$BROWSER_TESTS" = required ]; then echo "No Chromium was found, and BROWSER_TESTS=required."; exit 1; \
	else echo "No Chromium was found: the browser tests do not run."; $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not browser"; fi

check: $(BIN)/dev.installed ## run the tests of one file or folder: make check FILE=tests/search/test_tags.py
	@$(BIN)/pytest $${FILE:?names the file, as in “make check FILE=tests/search”}

stress: $(BIN)/dev.installed ## a minute of 64 people at one date of fifty seats, then kill -9 of web and worker; hours of 2,000 organisations first; needs PostgreSQL at DATABASE_URL
	@STRESS_SECONDS=$${STRESS_SECONDS:-60} STRESS_THREADS=$${STRESS_THREADS:-64} HOURS_SHEETS=2000 $(BIN)/pytest -q -s tests/network/hours/test_brute_force.py tests/events/seats/test_seats_stress.py tests/events/seats/test_seats_killed.py

lint: $(BIN)/dev.installed ## check style, layers, types, migrations, templates and translations
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Badly formatted; make format mends it."; exit 1; }
	@$(BIN)/djhtml --check --tabwidth 2 templates || { echo "Badly indented; make format mends it."; exit 1; }
	@$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	@$(BIN)/python .ci/check_templates.py
	@PYTHONPATH=.:site $(BIN)/lint-imports --no-cache > var/lint-imports.log || { cat var/lint-imports.log; exit 1; }
	@$(BIN)/ty check --quiet --python $(VENV) $(APPS)
	@DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python .ci/check_catalogues.py
	@echo "Nothing to mend."

format: $(BIN)/dev.installed ## write Python and templates as lint wants them
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html') || true
	@$(BIN)/djhtml --tabwidth 2 templates

messages: $(BIN)/base.installed ## collect the texts to translate into site/locale (needs gettext)
	@$(BIN)/python .ci/check_catalogues.py --write

bench: $(BIN)/base.installed ## measure requests per second and queries of the public pages
	@$(BIN)/python bench/run.py

lock: ## resolve the dependencies again into requirements/*.txt
	@test -x var/lock/bin/pip-compile || { $(MAKE) -s var/lock/bin/python && var/lock/bin/python -m pip -qq install pip-tools; }
	@echo "Locking: some minutes …"
	@var/lock/bin/pip-compile $(LOCK) -o requirements/base.txt pyproject.toml requirements/wagtail7.in
	@var/lock/bin/pip-compile $(LOCK) -c requirements/base.txt -o requirements/dev.txt pyproject.toml requirements/wagtail7.in requirements/dev.in
	@var/lock/bin/pip-compile $(LOCK) -o requirements/wagtail8.txt pyproject.toml requirements/wagtail8.in requirements/dev.in

clean: ## remove everything that was built, but not the demo's data
	@rm -rf $(VENV) build var/static var/tests var/lock var/wagtail8 .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find site/locale -name '*.mo' -delete

# A virtual environment made by the first supported Python; FIND_PYTHON prints its path, or says what to install.
define FIND_PYTHON
for name in $(SUPPORTED); do \
	if "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then \
		found=$${found:-$$name}; \
		if "$$name" -c 'import ensurepip, venv' 2>/dev/null; then python=$$name; break; fi; \
	fi; \
done; \
if [ -z "$$found" ]; then echo "Python 3.11, 3.12 or 3.13 is needed and was not found."; exit 1; fi; \
if [ -z "$$python" ]; then \
	echo "$$found lacks the venv module: install it, on Debian and Ubuntu with “apt install $$("$$found" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')”."; exit 1; fi
endef

$(BIN)/python var/lock/bin/python var/wagtail8/bin/python:
	@$(FIND_PYTHON); \
	echo "Creating $(patsubst %/bin/python,%,$@) with $$("$$python" -c 'import sys; print(sys.executable, sys.version.split()[0])') …"; \
	"$$python" -m venv $(patsubst %/bin/python,%,$@)

# The stamp is a copy of the lock, so that nothing is installed again while the lock says the same.
$(BIN)/base.installed: requirements/base.txt | $(BIN)/python
	@cmp -s $< $@ || { echo "Installing what the site needs (a minute) …"; $(PIP) -r $<; }
	@cp $< $@

$(BIN)/dev.installed: requirements/dev.txt | $(BIN)/python
	@cmp -s $< $@ || { echo "Installing what the tests need (a minute) …"; $(PIP) -r $<; }
	@cp $< $@
	@cp requirements/base.txt $(BIN)/base.installed
	@mkdir -p var build/static
