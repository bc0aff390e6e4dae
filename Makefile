PYTHON ?= python3
BIN    := .venv/bin
UV     := $(shell command -v uv)
DEPS    = --require-hashes -r requirements.lock
SELF    = --no-deps --no-build-isolation -e .
FULL    = slow or crash or statistical or browser or postgres or oracle
DIST    = $(if $(ALL),,--dist loadfile)
MARKS   = $(if $(ALL),,-m "not ($(FULL))")

.PHONY: demo test lint lint-rules lint-format lint-types lint-imports docs bench oracles messages \
	verifier lock
demo: .venv/catalogues ; @$(BIN)/comity demo $(ARGS)
test: .venv/catalogues
	$(if $(ALL),,@echo "Left out here: tests marked $(FULL). make test ALL=1 runs them too.")
	PYTHONDONTWRITEBYTECODE= $(BIN)/$(if $(COVERAGE),coverage run -m )pytest -n 2 $(DIST) $(MARKS) $(ARGS)
lint: lint-rules lint-format lint-types lint-imports
lint-rules: .venv/ready ; $(BIN)/ruff check .
lint-format: .venv/ready ; $(BIN)/ruff format --check .
lint-types: .venv/ready ; $(BIN)/mypy
lint-imports: .venv/ready ; $(BIN)/lint-imports
docs: .venv/ready ; $(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
bench: .venv/ready ; $(BIN)/python -m benchmarks $(ARGS)
oracles: .venv/ready ; $(BIN)/python tools/oracles.py $(ARGS)
messages: .venv/ready ; $(BIN)/python -m tools.messages $(ARGS)
verifier: .venv/ready ; @$(BIN)/python -m tools.verifier $(ARGS)
lock: ; uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --python-version 3.11 \
	--extra site --extra docx --extra embed --extra oidc --extra postgres --group dev pyproject.toml -o requirements.lock

.venv/catalogues: .venv/ready $(wildcard src/comity/render/locale/*/LC_MESSAGES/*.po)
	@$(BIN)/python -m tools.messages compile
	@touch $@
.venv/ready: pyproject.toml requirements.lock hatch_build.py
	$(if $(UV),uv venv -q --allow-existing .venv && uv pip install -q $(DEPS) && uv pip install -q $(SELF),\
	$(PYTHON) -m venv .venv && $(BIN)/pip install -q $(DEPS) && $(BIN)/pip install -q $(SELF))
	@touch $@
