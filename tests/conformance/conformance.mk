# SPDX-License-Identifier: MIT
# Included by the Makefile: `make conformance`. PROGRAM= is the one word that only this command knows.

CONFORMANCE_GIVEN := $(GIVEN) $(call given,PROGRAM)

.PHONY: conformance conformance-built
conformance:
	@sh tools/deps.sh test
	@$(MAKE) $(JOBS) conformance-built
conformance-built: kernels build/user/stripped/bin/init
	@$(PYTHON) -B tests/conformance.py $(CONFORMANCE_GIVEN)
