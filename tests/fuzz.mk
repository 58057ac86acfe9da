# SPDX-License-Identifier: MIT
# Included by the Makefile: `make fuzz`. The words below are this command's own.

FUZZ_GIVEN := $(GIVEN) $(foreach v,SEED START COUNT TIME CLASS DROP BUILD ORACLE,$(call given,$(v)))

.PHONY: fuzz fuzz-built
fuzz:
	@sh tools/deps.sh test
	@$(MAKE) $(JOBS) fuzz-built
fuzz-built: kernels-debug initramfs
	@$(PYTHON) -B tests/fuzz.py $(FUZZ_GIVEN)
