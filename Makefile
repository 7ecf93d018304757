# Every target installs what it needs first; `make help` lists them.
SHELL := /bin/bash
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
.DEFAULT_GOAL := help
.PHONY: help test check clean

help: ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'

test: check ## Checks, unit tests and system tests
	@node tests/run.ts

check: node_modules/.installed ## Types, lint, format and the import arrows
	@npm run --silent check

clean: ## Removes what the other targets made
	rm -rf node_modules var

node_modules/.installed: package-lock.json package.json
	npm ci --loglevel=error
	@touch $@
