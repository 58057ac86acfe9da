# SPDX-License-Identifier: MIT
"""The instruction counts: one instruction more must be seen."""
from mutation import Mutation

MUTATIONS = (
    Mutation("nullcall-one-more", "getppid takes an instruction more",
             file="kernel/pgrp.c", old="int sys_getppid(void)\n{\n", new="int sys_getppid(void)\n{\n\tasm volatile(\"nop\");\n",
             run="CELL=nullcall TEST=nullcall-i386-sysenter"),
)
