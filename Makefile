# assistantctl: the front door for people and CI. `make` alone lists the targets.

SWIFT_FLAGS := --explicit-target-dependency-import-check error
PYTHON := .venv/bin/python
DEBUG := .build/debug/assistantctl
RELEASE := .build/release/assistantctl
DEMO := .build/demo
BROWSER := .build/browser
FUZZ := .build/fuzz
TARGET ?= yaml manifest answers zip schema office pdf
RUNS ?= 100000

.DEFAULT_GOAL := help
.PHONY: help setup build release release-check demo test unit python-tests browser-check bench fuzz lint format check sandbox clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install missing system libraries (through apt, where it may)
	@.ci/setup

build: setup ## Build the debug program: .build/debug/assistantctl
	swift build $(SWIFT_FLAGS)

release: setup ## Build the release program: .build/release/assistantctl
	swift build -c release $(SWIFT_FLAGS)

demo: build ## Run the main job on the embedded sandbox: validate, plan, apply, plan again, search
	@rm -rf $(DEMO) && mkdir -p $(DEMO) && cp -R assistants $(DEMO)/
	@cd $(DEMO) && sh "$(CURDIR)/.ci/demo" "$(CURDIR)/$(DEBUG)"

test: unit python-tests ## Do all set-up and run every test

unit: setup
	swift build --build-tests $(SWIFT_FLAGS)
	swift test --skip-build $(SWIFT_FLAGS) --skip FaultMatrixTests
	swift test --skip-build $(SWIFT_FLAGS) --filter FaultMatrixTests

python-tests: $(PYTHON) ## Run the tests that other people's programs make: the openai package, JSON Schema validators
	swift build $(SWIFT_FLAGS)
	$(PYTHON) -m pytest -q Tests/Python

browser-check: $(BROWSER)/venv/bin/python ## Try the page of a plan in a real Chromium; screenshots end up in .build/browser
	$< -m pytest -q Tests/Browser

$(BROWSER)/venv/bin/python: Tests/Browser/requirements.txt
	@.ci/setup --browser
	python3 -m venv $(BROWSER)/venv
	$(BROWSER)/venv/bin/pip install --quiet --disable-pip-version-check -r Tests/Browser/requirements.txt
	@touch $@

$(PYTHON): Tests/Python/requirements.txt
	@.ci/setup --tests
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r Tests/Python/requirements.txt
	@touch $@

release-check: $(PYTHON) ## Run the end-to-end stories and an upload in parts with the release build
	swift build -c release --product assistantctl $(SWIFT_FLAGS)
	ASSISTANTCTL=$(CURDIR)/$(RELEASE) $(PYTHON) -m pytest -q Tests/Python/test_story.py \
	    Tests/Python/test_releases.py Tests/Python/test_faults.py Tests/Python/test_interrupts.py \
	    Tests/Python/test_large_files.py --large-files

bench: $(PYTHON) ## Measure the release build beside its bounds and other programs; BENCH=--quick for small sizes
	swift build -c release --product assistantctl $(SWIFT_FLAGS)
	$(PYTHON) Tests/Benchmarks/bench.py --program $(RELEASE) $(BENCH)

fuzz: setup ## Fuzz what reads foreign bytes, by libFuzzer: RUNS=1000000 TARGET=yaml|manifest|answers|zip|schema|office|pdf
	ASSISTANTCTL_FUZZER=$$(clang -print-resource-dir)/lib/linux/libclang_rt.fuzzer_no_main-$$(uname -m).a \
	    swift build -c release --scratch-path $(FUZZ) --product assistantctl-fuzz
	@for target in $(TARGET); do \
	    mkdir -p $(FUZZ)/corpus/$$target $(FUZZ)/findings && echo "$$target: $(RUNS) inputs" && \
	    FUZZ_TARGET=$$target SWIFT_BACKTRACE=enable=no $(FUZZ)/release/assistantctl-fuzz -runs=$(RUNS) \
	        -max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
	        -dict=Tests/Fuzzing/Dictionaries/$$target.dict -artifact_prefix=$(FUZZ)/findings/$$target- \
	        $(FUZZ)/corpus/$$target Tests/Fuzzing/Corpus/$$target || exit 1; \
	done

lint: ## Check the format and the rules of .swift-format
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

format: ## Format the sources in place
	swift format --in-place --recursive --parallel Package.swift Sources Tests

check: lint test ## Everything that a change has to pass

sandbox: build ## Serve the local account on http://127.0.0.1:8080/v1
	$(DEBUG) sandbox --port 8080

clean: ## Remove what builds, tests and the demo left
	rm -rf .build .venv .assistantctl
