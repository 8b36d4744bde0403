# Evenkeel: `make` alone lists what there is to make.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The arrows of ARCHITECTURE.md: a target that imports what its manifest does not name does not build.
ARROWS := --explicit-target-dependency-import-check error
PACKAGES := Scripts/install-packages.sh
SWIFT_SOURCES := $(wildcard Package.swift Core/Package.swift Core/Sources Core/Tests Sources Tests Benchmarks)
FORMAT := --parallel --recursive --configuration .swift-format

# Suites that talk to real processes and servers and bound their waits: they run by themselves and one after the other, since
# together they keep all cores busy for half a minute, and then nobody answers in time.
REAL_TIME := EvenkeelExecutorsTests|EvenkeelChannelsTests|EvenkeelEndToEndTests

# Arguments of the demo: `make demo DEMO_ARGS="--port 9000"`, or `--once` for the story in virtual time.
DEMO_ARGS ?=

.PHONY: help demo build test test-core sql mail lint tidy format check golden bench test-long packages

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

demo: ## install what is missing, build, and start the demo (DEMO_ARGS="--once": the whole story in seconds)
	@$(PACKAGES) build
	@swift build $(ARROWS) --product evenkeel
	@.build/debug/evenkeel demo $(DEMO_ARGS)

build: ## build everything (debug)
	@$(PACKAGES) build
	@swift build $(ARROWS)

test: ## install what is missing, then run all tests
	@$(PACKAGES) build test
	@EVENKEEL_SEEDS=100 swift test --package-path Core $(ARROWS)
	@swift test $(ARROWS) --skip '$(REAL_TIME)'
	@swift test --skip-build --no-parallel --filter '$(REAL_TIME)'

test-core: ## the rules only: no network, file or clock; seconds instead of minutes
	@$(PACKAGES) build
	@swift test --package-path Core $(ARROWS)

sql: ## has a real PostgreSQL prepare every statement of the store
	@$(PACKAGES) sql
	@Scripts/check-sql-postgres.sh

mail: ## real mail servers on loopback: TLS, authentication, refusals, bounces, replies
	@$(PACKAGES) build mail
	@swift build $(ARROWS) --product evenkeel
	@Scripts/prove-mail.sh

lint: tidy ## tidy, its own test, the example files and swift format, all strict
	@python3 Scripts/tidy_test.py
	@python3 Scripts/make-example-fleet.py --check
	@for script in Scripts/*.sh .ci/run; do bash -n "$$script"; done
	@swift format lint --strict $(FORMAT) $(SWIFT_SOURCES)

tidy: ## what the build cannot see: arrows, I/O in Core, sleeping tests, leftovers
	@$(PACKAGES) test
	@python3 Scripts/tidy.py

format: ## rewrite the Swift sources as `make lint` wants them
	@swift format --in-place $(FORMAT) $(SWIFT_SOURCES)

check: lint sql test mail ## everything a change must pass: lint, tidy, SQL, tests, mail

golden: ## rewrite the golden files, to be read with `git diff` before they are committed
	@$(PACKAGES) build test
	@UPDATE_GOLDEN=1 swift test --package-path Core $(ARROWS)
	@UPDATE_GOLDEN=1 swift test $(ARROWS)

bench: ## measure an optimised build (its own folder, .build-release)
	@$(PACKAGES) build bench
	@Scripts/bench.sh

test-long: ## the tests in their long form; leaves a dated report in docs/internals/long-runs
	@$(PACKAGES) build test
	@Scripts/test-long.sh

packages: ## install every system package any target needs
	@$(PACKAGES) build test bench
