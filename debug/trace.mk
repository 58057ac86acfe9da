# SPDX-License-Identifier: MIT
# Recorded paths; included by the Makefile.

TRACE_GIVEN = $(GIVEN) $(foreach v,CALL DEBUG FULL,$(call given,$(v)))

.PHONY: trace trace-docs trace-built
trace trace-docs:
	@sh tools/deps.sh debug
	@$(PYTHON) -B debug/trace/main.py check $(TRACE_GIVEN)
	@$(MAKE) $(JOBS) trace-built
	@$(PYTHON) -B debug/trace/main.py $(if $(filter trace-docs,$@),docs,trace) $(TRACE_GIVEN)

trace-built: $(if $(DEBUG),kernels-debug,kernels) $(INITRAMFS)
