# assistantctl: the front door for people and CI. `make` alone lists the targets.

SWIFT_FLAGS := --explicit-target-dependency-import-check error
PYTHON := .venv/bin/python
# The python of a virtual environment is a link to the system's, whose time tells nothing.
PYTHON_READY := .venv/ready
DEBUG := .build/debug/assistantctl
# What is released, measured and installed is one build: with Swift's libraries inside.
RELEASE_FOLDER := .build
RELEASE_BUILD := swift build -c release --scratch-path $(RELEASE_FOLDER) --static-swift-stdlib $(SWIFT_FLAGS)
RELEASE := $(RELEASE_FOLDER)/release/assistantctl
MANUAL_PAGES := $(RELEASE_FOLDER)/release/manual-pages
# The commit in `assistantctl --version`. Elsewhere than in a checkout nobody knows it, unless this variable says so.
ifeq ($(ASSISTANTCTL_COMMIT),)
ASSISTANTCTL_COMMIT := $(shell test -e .git && git describe --always --dirty --abbrev=7 --exclude='*' 2>/dev/null)
endif
# Of the pages of the manual, and of the files in a package: the same commit gives the same bytes.
ifeq ($(SOURCE_DATE_EPOCH),)
SOURCE_DATE_EPOCH := $(shell test -e .git && git log -1 --format=%ct 2>/dev/null || date +%s)
endif

PREFIX ?= /usr/local
DESTDIR ?=
STAGE := $(RELEASE_FOLDER)/stage
DIST := $(RELEASE_FOLDER)/dist
DEMO := .build/demo
BROWSER := .build/browser
FUZZ := .build/fuzz
TARGET ?= yaml manifest answers zip schema office pdf
RUNS ?= 100000

.DEFAULT_GOAL := help
.PHONY: help setup build release stage install uninstall dist install-check release-check demo test unit python-tests \
    browser-check bench bench-checks docs fuzz lint format check sandbox clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install missing system libraries (through apt, where it may)
	@.ci/setup

build: setup ## Build the debug program: .build/debug/assistantctl
	swift build $(SWIFT_FLAGS)

release: export ASSISTANTCTL_COMMIT := $(ASSISTANTCTL_COMMIT)
release: setup ## Build the release program: .build/release/assistantctl
	$(RELEASE_BUILD) --product assistantctl
	$(RELEASE_BUILD) --product manual-pages

# All that is installed, as it lies below a prefix.
stage: release
	@rm -rf $(STAGE)
	@install -d $(STAGE)/bin $(STAGE)/share/man/man1 $(STAGE)/share/bash-completion/completions \
	    $(STAGE)/share/zsh/site-functions $(STAGE)/share/fish/vendor_completions.d $(STAGE)/share/doc/assistantctl
	@install -m 755 -s $(RELEASE) $(STAGE)/bin/assistantctl
	@$(RELEASE) --experimental-dump-help | $(MANUAL_PAGES) --source "$$($(RELEASE) --version | cut -d ' ' -f 1,2)" \
	    --date "$$(date -u -d @$(SOURCE_DATE_EPOCH) +%F)" $(STAGE)/share/man/man1
	@$(RELEASE) --generate-completion-script bash >$(STAGE)/share/bash-completion/completions/assistantctl
	@$(RELEASE) --generate-completion-script zsh >$(STAGE)/share/zsh/site-functions/_assistantctl
	@$(RELEASE) --generate-completion-script fish >$(STAGE)/share/fish/vendor_completions.d/assistantctl.fish
	@install -m 644 LICENSE README.md CHANGELOG.md $(STAGE)/share/doc/assistantctl
	@cp -R docs $(STAGE)/share/doc/assistantctl
	@chmod -R u=rwX,go=rX $(STAGE)

install: stage ## Install program, manual and completions below PREFIX (default /usr/local); DESTDIR for packagers
	@case "$(DESTDIR)$(PREFIX)" in /*) ;; *) echo "PREFIX and DESTDIR are absolute paths" >&2; exit 1 ;; esac
	@cd $(STAGE) && find . -type f | while read -r file; do \
	    mode=644; if [ -x "$$file" ]; then mode=755; fi; \
	    install -D -m $$mode "$$file" "$(DESTDIR)$(PREFIX)/$$file" || exit 1; \
	done
	@echo "Installed $$($(RELEASE) --version) below $(DESTDIR)$(PREFIX)"

uninstall: ## Remove what install put below PREFIX
	@cd "$(DESTDIR)$(PREFIX)" && rm -rf bin/assistantctl share/man/man1/assistantctl.1 share/man/man1/assistantctl-*.1 \
	    share/bash-completion/completions/assistantctl share/zsh/site-functions/_assistantctl \
	    share/fish/vendor_completions.d/assistantctl.fish share/doc/assistantctl

dist: stage ## Pack all that is installed: .build/dist/assistantctl-VERSION-linux-MACHINE.tar.gz and its checksum
	@name=assistantctl-$$($(RELEASE) --version | cut -d ' ' -f 2)-linux-$$(uname -m) && \
	    rm -rf $(DIST) && mkdir -p $(DIST)/$$name && cp -R $(STAGE)/. $(DIST)/$$name && \
	    (cd $(DIST)/$$name && sums=share/doc/assistantctl/SHA256SUMS && \
	        find . -type f ! -path ./$$sums | LC_ALL=C sort | xargs sha256sum >$$sums) && \
	    tar -C $(DIST) --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$(SOURCE_DATE_EPOCH) -cf - $$name | \
	    gzip -9n >$(DIST)/$$name.tar.gz && rm -r $(DIST)/$$name && \
	    cd $(DIST) && sha256sum $$name.tar.gz >$$name.tar.gz.sha256 && ls -l $$name.tar.gz

install-check: release $(PYTHON_READY) ## Install and pack into folders of its own, and try what is there
	ASSISTANTCTL=$(abspath $(RELEASE)) RELEASE_FOLDER=$(RELEASE_FOLDER) $(PYTHON) -m pytest -q Tests/Python/test_install.py --install

demo: build ## Run the main job on the embedded sandbox: validate, plan, apply, plan again, search, check
	@rm -rf $(DEMO) && mkdir -p $(DEMO) && cp -R assistants $(DEMO)/
	@cd $(DEMO) && sh "$(CURDIR)/.ci/demo" "$(CURDIR)/$(DEBUG)"

test: unit python-tests ## Do all set-up and run the tests, but those of the other targets

unit: setup
	swift build --build-tests $(SWIFT_FLAGS)
	swift test --skip-build $(SWIFT_FLAGS) --skip FaultMatrixTests
	swift test --skip-build $(SWIFT_FLAGS) --filter FaultMatrixTests

python-tests: $(PYTHON_READY) ## Run the tests that other people's programs make: the openai package, JSON Schema validators
	swift build $(SWIFT_FLAGS)
	$(PYTHON) -m pytest -q -n auto --dist loadfile Tests/Python

browser-check: $(BROWSER)/ready ## Try the pages of a plan and of the chat in a real Chromium; screenshots end up in .build/browser
	$(BROWSER)/venv/bin/python -m pytest -q Tests/Browser

$(BROWSER)/ready: Tests/Browser/requirements.txt
	@.ci/setup --browser
	python3 -m venv $(BROWSER)/venv
	$(BROWSER)/venv/bin/pip install --quiet --disable-pip-version-check -r Tests/Browser/requirements.txt
	@touch $@

$(PYTHON_READY): Tests/Python/requirements.txt
	@.ci/setup --tests
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r Tests/Python/requirements.txt
	@touch $@

docs: $(PYTHON_READY) ## Write what the program says now into README and docs; what a person has to put right fails
	swift build --build-tests $(SWIFT_FLAGS)
	-@RECORD_SNAPSHOTS=1 swift test --skip-build $(SWIFT_FLAGS) --filter DocumentationTests >/dev/null 2>&1
	-@RECORD_DOCS=1 $(PYTHON) -m pytest -q Tests/Python/test_docs.py >/dev/null 2>&1
	swift test --skip-build $(SWIFT_FLAGS) --filter DocumentationTests
	$(PYTHON) -m pytest -q Tests/Python/test_docs.py

release-check: release $(PYTHON_READY) ## Run the end-to-end stories and an upload in parts with the release build
	ASSISTANTCTL=$(CURDIR)/$(RELEASE) $(PYTHON) -m pytest -q Tests/Python/test_story.py \
	    Tests/Python/test_releases.py Tests/Python/test_faults.py Tests/Python/test_interrupts.py \
	    Tests/Python/test_large_files.py --large-files

bench-checks: release $(PYTHON_READY) ## Measure how often checks err, on an assistant that is right in 90 % of its answers
	$(PYTHON) Tests/Benchmarks/check_errors.py --program $(RELEASE)

bench: release $(PYTHON_READY) ## Measure the release build beside its bounds and other programs; BENCH=--quick for small sizes
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
