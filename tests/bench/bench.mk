# SPDX-License-Identifier: MIT
# Included by the Makefile: `make bench`. ROW= is the one word that only these commands know.

BENCH_GIVEN = $(foreach v,CELL ROW,$(call given,$(v))) COMPILER='$(CC_x86_64)'
BENCH_INITRAMFS := build/bench/initramfs.cpio

$(BENCH_INITRAMFS): build/user/stripped/bin/bench build/user/stripped/bin/true tools/initramfs.py
	$(Q)mkdir -p $(@D)
	$(Q)$(PYTHON) -B tools/initramfs.py -o $@ --programs $(filter build/%,$^)
	$(Q)touch $@

.PHONY: bench bench-built bench-docs
bench:
	@sh tools/deps.sh test
	@$(MAKE) $(JOBS) bench-built
bench-built: iso-built $(BENCH_INITRAMFS)
	@$(PYTHON) -B tests/bench.py $(BENCH_GIVEN)
bench-docs:
	@$(PYTHON) -B tests/bench/docs.py
