# SPDX-License-Identifier: MIT
# The system-call fuzzer; included by the Makefile.

.PHONY: sysfuzz sysfuzz-built
sysfuzz:
	@sh tools/deps.sh test
	@$(MAKE) $(JOBS) sysfuzz-built
sysfuzz-built: kernels-debug initramfs
	@$(PYTHON) -B tests/sysfuzz.py $(GIVEN) $(foreach v,SEED TIME BATCHES MEMORY FAIL,$(call given,$(v)))
