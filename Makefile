# The commands and what they do; `make help` prints them.
STACK ?= dev
SCENARIO ?= healthy
# Everything runs on Node 22 or later, including npm and Pulumi's language host.
PATH_WITH_NODE := $(shell scripts/support/node-path.sh)
ifeq ($(PATH_WITH_NODE),)
$(error there is no Node to run on)
endif
export PATH := $(PATH_WITH_NODE)
TS := node --require ./scripts/support/typescript.cjs
.DEFAULT_GOAL := help
# A shell evaluates the output of `make env` and `make oncall`.
MAKEFLAGS += --no-print-directory
.PHONY: help up down preview drift password env oncall notify silence silences scenario demo check-metrics test check unit tools lint lint-types lint-code lint-imports lint-format lint-content

help: ## print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

up: node_modules ## deploy stack dev (STACK=...) with Docker and print the addresses
	@$(TS) scripts/stack.ts up --stack $(STACK)

preview: node_modules ## say what `make up` would change; FULL=1 for the engine's text
	@$(TS) scripts/stack.ts preview --stack $(STACK) $(if $(FULL),--full)

drift: node_modules ## hold what runs against the stack's file; fails where somebody changed it by hand
	@$(TS) scripts/stack.ts drift --stack $(STACK) $(if $(FULL),--full)

down: node_modules ## destroy the stack
	@$(TS) scripts/stack.ts down --stack $(STACK)

password: node_modules ## print the admin password of the stack's Grafana
	@$(TS) scripts/stack.ts password --stack $(STACK)

env: node_modules ## for a shell: eval "$$(make env)", and pulumi opens the same stack as make
	@$(TS) scripts/env.ts --stack $(STACK)

oncall: node_modules ## for a shell: eval "$$(make oncall)", and the runbooks' commands work on the stack
	@$(TS) scripts/oncall.ts --stack $(STACK)

notify: node_modules ## send a test notification through the stack's receivers (RECEIVER=...) and say who took it
	@$(TS) scripts/notify.ts --stack $(STACK) --receiver '$(RECEIVER)'

silence: node_modules ## silence an alert of the stack: ALERT=NAME FOR=2h WHY='...'; END=ID ends the silence
	@$(TS) scripts/silence.ts --stack $(STACK) --alert '$(ALERT)' --for '$(FOR)' --why '$(subst ','\'',$(WHY))' --end '$(END)'

silences: node_modules ## list what is silent in the stack, until when and why
	@$(TS) scripts/silence.ts --stack $(STACK) --list

scenario: node_modules ## make the demo backend fail: NAME=redis-down, NAME=healthy ends it; without NAME a list
	@$(TS) scripts/scenario.ts --name '$(NAME)' --stack $(STACK)

demo: node_modules ## the same line without Docker; SCENARIO=redis-down shows an alert come and go
	@$(TS) scripts/demo.ts --scenario $(SCENARIO)

check-metrics: node_modules ## hold a backend against the contract; URL=http://localhost:8000/metrics
	@$(TS) scripts/check-metrics.ts --url '$(URL)' --stack $(STACK)

test: node_modules ## everything CI runs; fetches its own tools and says what it cost
	@bash -c '$(MAKE) -j2 lint && $(MAKE) unit; status=$$?; echo "processor time of this shell, then of all that it ran (user, system):"; times; exit $$status'

check: node_modules ## what the working tree changes, within a minute: types, style and the quick tests of it
	@$(TS) scripts/check.ts

lint: lint-types lint-code lint-imports lint-format lint-content ## types, code style, formatting, what is compiled

lint-types: node_modules
	@npm run --silent types

lint-code: node_modules
	node_modules/.bin/eslint .

lint-imports: node_modules
	node_modules/.bin/depcruise --config .dependency-cruiser.cjs --output-type err-long .

lint-format: node_modules
	node_modules/.bin/prettier --check --log-level warn .

lint-content: node_modules
	@$(TS) scripts/lint-content.ts

unit: node_modules tools ## unit, rule, engine and end-to-end tests
	node_modules/.bin/jest $(if $(JEST_RESULTS),--json --outputFile=$(JEST_RESULTS))

tools: node_modules ## find or build promtool, prometheus, alertmanager and pulumi
	$(TS) scripts/tools.ts

node_modules: package-lock.json
	npm ci --no-audit --no-fund >&2
	@touch node_modules
