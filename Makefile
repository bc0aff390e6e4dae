PYTHON ?= python3
BIN    := .venv/bin
UV     := $(shell command -v uv)
DEPS    = --require-hashes -r requirements.lock
SELF    = --no-deps --no-build-isolation -e .
MARKS   = $(if $(ALL),,-m "not slow and not crash and not statistical and not browser and not postgres and not oracle")

.PHONY: demo test lint messages bench docs verifier lock
demo: .venv/ready ; @$(BIN)/comity demo $(ARGS)
test: .venv/ready ; $(BIN)/pytest -n 2 $(MARKS) $(ARGS)
lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
bench: .venv/ready ; $(BIN)/python -m benchmarks $(ARGS)
docs: .venv/ready ; $(BIN)/sphinx-build -W -q -b html docs docs/_build/html
messages: .venv/ready ; $(BIN)/python tools/messages.py
lock: ; uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --python-version 3.11 \
	--extra site --extra docx --extra embed --group dev pyproject.toml -o requirements.lock

.venv/ready: pyproject.toml requirements.lock hatch_build.py
	$(if $(UV),uv venv -q --allow-existing .venv && uv pip install -q $(DEPS) && uv pip install -q $(SELF),\
	$(PYTHON) -m venv .venv && $(BIN)/pip install -q $(DEPS) && $(BIN)/pip install -q $(SELF))
	@touch $@
