# SPDX-License-Identifier: MIT
# The debugger's commands; included by the Makefile.

# gdb loads the script NAME-gdb.py beside a file NAME by itself (where its safe path allows that).
$(B)/kernel-gdb.py: debug/kernel-gdb.py
	$(Q)mkdir -p $(@D)
	$(Q)cp $< $@

kernel: $(B)/kernel-gdb.py

DEBUG_GIVEN = $(GIVEN) $(foreach v,PROG PORT DEBUG,$(call given,$(v)))

.PHONY: debug debug-server debug-client debug-built
debug debug-server:
	@sh tools/deps.sh debug
	@$(MAKE) $(JOBS) debug-built
	@$(PYTHON) -B debug/launch.py $(patsubst debug-%,%,$@) $(DEBUG_GIVEN)

debug-client:
	@$(PYTHON) -B debug/launch.py client $(DEBUG_GIVEN)

debug-built: $(UNISTD) $(VDSO) $(VDSO_OFFSETS) $(INITRAMFS)
	@$(MAKE) kernel
