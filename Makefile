# What a developer or a city's technician types. `make` alone lists it.

BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup setup-all test coverage fuzz demo docs format train-page-model train-recogniser calibration lock licences sbom clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing for reading papers: system packages, .venv, locked libraries
	@scripts/setup.sh

setup-all: export OCR_INTAKE_ALL := 1
setup-all: setup ## and what only calibrate, pictures and documents need (scikit-learn, matplotlib, tools)

fuzz docs format train-page-model train-recogniser calibration licences sbom: export OCR_INTAKE_ALL := 1

test: export OCR_INTAKE_TESTS := 1 # the set-up installs what tests watch the program with, too
test: setup ## everything that CI runs: lint, format, types, layers, tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

coverage: export OCR_INTAKE_TESTS := 1
coverage: setup ## the tests once more, slower, with what of the program they ran
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term

fuzz: setup ## feed every parser of ours with mutated inputs (ARGS="--runs 100000 --target tiff"; --help tells more)
	$(BIN)/python -m tests.fuzz.run $(ARGS)

demo: setup ## read samples/ into a demo workspace and show what comes of it
	@scripts/demo.sh

docs: setup ## write docs/cli.md and the screens of docs/clerk.md anew, from the program itself
	$(BIN)/python scripts/make_docs.py

format: setup ## put the code into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

train-page-model: setup ## train the page model anew on generated papers and write its weights (hours; ARGS="--minutes 60")
	@scripts/train_page_model.sh $(ARGS)

train-recogniser: setup ## train the recogniser anew on lines it writes itself and write its weights (hours; ARGS="--lines 60000")
	@scripts/train_recogniser.sh $(ARGS)

calibration: setup ## fit the shipped confidences anew on generated papers that are drawn and read (an hour)
	@scripts/calibration.sh $(ARGS)

lock: ## make requirements.lock anew from pyproject.toml (maintainers; needs uv; ARGS=--upgrade moves versions)
	@scripts/lock.sh $(ARGS)

licences: setup ## write docs/licences.md anew, from the lock and what is installed
	$(BIN)/python scripts/inventory.py licences

sbom: setup ## write sbom.cdx.json, what the program is made of (CycloneDX)
	$(BIN)/python scripts/inventory.py sbom

clean: ## remove what tools made; .venv and workspaces stay
	rm -rf build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find ocr_intake tests -name __pycache__ -type d -prune -exec rm -rf {} +
