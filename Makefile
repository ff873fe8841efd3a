# The house's own work. `make` alone lists what there is.

SHELL     := /bin/sh
GO        ?= go
BIN       := $(CURDIR)/bin
TEMPORALD := internal/standalone/temporald
TOOLS     := internal/tools
VERSION   := $(shell sed -n 's/^const Release = "\(.*\)"/\1/p' internal/version/version.go)

# The build's own name, also where there is no checkout: make COMMIT=…
COMMIT    ?= $(shell git rev-parse HEAD 2>/dev/null)
LDFLAGS   := -X relance/internal/version.commit=$(COMMIT)

ARGS      ?=
TESTFLAGS ?=
PKG       ?= ./...
FUZZTIME  ?= 30s
BENCH     ?= .
BENCHTIME ?= 1s
ROUNDS    ?= 20

# A rule that fails leaves nothing half-made behind.
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\nOptions: ARGS="…" (up, demo), PKG=./internal/money TESTFLAGS="-run …" (test-short),\n'
	@printf '         FUZZTIME=30s, BENCH=. BENCHTIME=1s, ROUNDS=20 (chaos)\n'

##@ Run

.PHONY: demo
demo: postgres build ## Play sample invoices through a whole plan, in about a minute
	bin/relance demo $(ARGS)

.PHONY: up
up: postgres build ## Run PostgreSQL, Temporal, worker and console on this machine
	bin/relance up $(ARGS)

.PHONY: build
build: bin/relance bin/worker bin/temporald ## Build bin/relance, bin/worker and bin/temporald

.PHONY: bin/relance bin/worker
bin/relance: # the go command knows best what is out of date
	$(GO) build -trimpath -ldflags "$(LDFLAGS)" -o $@ ./starter
bin/worker:
	$(GO) build -trimpath -ldflags "$(LDFLAGS)" -o $@ ./worker

# Temporal's server takes minutes to build, so only a change of its module does it.
bin/temporald: $(filter-out %_test.go,$(wildcard $(TEMPORALD)/*.go)) $(TEMPORALD)/go.mod $(TEMPORALD)/go.sum
	@echo "building bin/temporald: some minutes the first time"
	@cd $(TEMPORALD) && GO="$(GO)" sh ../build-progress.sh temporald -trimpath -ldflags "-s -w" -o $(BIN)/temporald .

.PHONY: dist
dist: postgres build bin/nfpm ## Make a .deb and a tarball in bin/dist, install them aside and start them
	GO="$(GO)" sh internal/dist/dist.sh $(BIN) $(BIN)/dist $(VERSION)
	RELANCE_DIST=$(BIN)/dist $(GO) test -tags dist -count=1 -timeout 20m ./internal/dist

bin/nfpm: $(TOOLS)/dist/go.mod $(TOOLS)/dist/go.sum
	@mkdir -p bin
	cd $(TOOLS)/dist && GOBIN=$(BIN) GOFLAGS=-mod=readonly $(GO) install -trimpath -ldflags "-s -w" tool
	@touch $@

.PHONY: postgres
postgres: ## Install the PostgreSQL server programs when they are missing
	@sh internal/standalone/install-postgres.sh

.PHONY: dovecot
dovecot: ## Install Dovecot, the mail server of the tests, when it is missing
	@sh internal/imap/install-dovecot.sh

##@ Test

.PHONY: test
test: postgres dovecot bin/temporald ## Run all tests but the long suites, in both modules
	$(GO) test -timeout 30m $(TESTFLAGS) ./...
	cd $(TEMPORALD) && $(GO) test -timeout 10m $(TESTFLAGS) ./...

.PHONY: test-short
test-short: ## Run the quick tests of PKG (default: all packages)
	$(GO) test -short -timeout 10m $(TESTFLAGS) $(PKG)

.PHONY: cover
cover: postgres dovecot bin/temporald ## Show the statement coverage of each package
	$(GO) test -timeout 30m -cover $(TESTFLAGS) $(PKG)

.PHONY: chaos
chaos: postgres build ## Kill, cut and duplicate while cases run (ROUNDS of each)
	@if [ -d internal/e2e ]; then set -x; \
		RELANCE_CHAOS_ROUNDS=$(ROUNDS) $(GO) test -tags chaos -count=1 -timeout 60m $(TESTFLAGS) ./internal/e2e/...; \
	else echo "chaos: there is no internal/e2e in this tree"; fi

.PHONY: mail-race
mail-race: postgres ## Let 1,000 replies meet hand-overs, in every order; minutes
	RELANCE_MAIL_SCHEDULES=1000 $(GO) test -count=1 -timeout 30m -v -run '^TestAReplyAndAHandOver' ./internal/postgres

.PHONY: page-race
page-race: postgres ## Let 1,000 answers on debtors' pages meet hand-overs, at every point; minutes
	RELANCE_PAGE_SCHEDULES=1000 $(GO) test -count=1 -timeout 30m -v -run '^TestNothingLeavesAfterAConfirmedPage' ./internal/portal

.PHONY: fuzz
fuzz: ## Fuzz every parser for FUZZTIME each
	@set -e; for file in $$(grep -rl --include='*_test.go' '^func Fuzz' activities workflows internal | sort); do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
			echo "fuzzing $$name in $${file%/*} for $(FUZZTIME)"; \
			$(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "./$${file%/*}"; \
		done; \
	done

.PHONY: bench
bench: postgres bin/temporald ## Measure and print ratios: BENCH picks benchmarks by name instead
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -benchmem -timeout 60m $(TESTFLAGS) $(PKG)
	@if [ '$(BENCH)' = . ] && [ -d internal/e2e ]; then \
		cd internal/e2e && $(GO) test -tags bench -count=1 -run '^TestRatios$$' -timeout 3h $(TESTFLAGS); fi

.PHONY: browser
browser: ## Install Chromium for the tests of the console when it is missing
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; }

.PHONY: gallery
gallery: ## Write every page of the console in every state as files (GALLERY, default var/gallery)
	@mkdir -p $(or $(GALLERY),var/gallery)
	go test ./internal/console $(addprefix ./internal/console/,bankdesk board courtdesk entrance maildesk office plandesk textdesk waitdesk letterdesk clientdesk mergedesk) -short -run EveryPageInEveryState -count=1 -gallery $(abspath $(or $(GALLERY),var/gallery))

.PHONY: golden
golden: ## Write the golden files anew; read their diff before you commit it
	@set -e; for dir in $$(grep -rlE --include='*_test.go' 'flag\.Bool\("update"' activities workflows internal | sed 's,/[^/]*$$,,' | sort -u); do \
		echo "updating $$dir"; $(GO) test -count=1 "./$$dir" -update; \
	done
	@git --no-pager diff --stat

.PHONY: histories
histories: postgres bin/temporald ## Record the histories that the replay tests replay
	RELANCE_RECORD=1 $(GO) test -count=1 -timeout 30m $(TESTFLAGS) ./internal/e2e/...
	@git --no-pager status --short workflows/testdata/histories

##@ Keep

.PHONY: fmt
fmt: tools ## Format the source
	bin/golangci-lint fmt ./...

.PHONY: lint
lint: tools ## Run vet, the linters of .golangci.yml and workflowcheck
	$(GO) vet ./...
	$(GO) vet -tags chaos ./...
	$(GO) vet -tags dist ./internal/dist
	$(GO) vet -tags bench ./internal/e2e
	bin/golangci-lint run ./...
	cd $(TEMPORALD) && $(GO) vet ./... && $(BIN)/golangci-lint run ./...
	bin/workflowcheck -config $(TOOLS)/workflowcheck.yaml ./workflows/...

.PHONY: vuln
vuln: tools ## Look for known vulnerabilities, where the database can be reached
	@sh $(TOOLS)/vuln.sh $(BIN)/govulncheck . $(TEMPORALD)

.PHONY: tidy
tidy: ## Tidy the four modules
	$(GO) mod tidy
	cd $(TEMPORALD) && $(GO) mod tidy
	cd $(TOOLS) && $(GO) mod tidy
	cd $(TOOLS)/dist && $(GO) mod tidy

.PHONY: verify
verify: ## Check that nothing generated, formatted or tidied is out of date
	@sh $(TOOLS)/verify.sh . $(TEMPORALD) $(TOOLS) $(TOOLS)/dist

.PHONY: tools
tools: bin/.tools ## Build the pinned developer tools, when their module changed

bin/.tools: $(TOOLS)/go.mod $(TOOLS)/go.sum
	@mkdir -p bin
	@echo "building golangci-lint, workflowcheck and govulncheck: some minutes the first time"
	cd $(TOOLS) && GOBIN=$(BIN) GOFLAGS=-mod=readonly $(GO) install -trimpath -ldflags "-s -w" tool
	@touch $@

.PHONY: clean
clean: ## Remove what was built; data under var/ stays
	rm -rf bin
	$(GO) clean -testcache
