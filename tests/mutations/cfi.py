# SPDX-License-Identifier: MIT
"""Each kind of line that describes a frame (asm/cfi.h): without it `bt` loses main somewhere (tests/gdb/doors.py)."""

from mutation import Mutation

CFI, CALLING = "arch/x86/include/asm/cfi.h", "arch/x86/entry/calling.h"
DOOR_32, DOOR_64 = "arch/x86/entry/entry_32.S", "arch/x86/entry/entry_64_compat.S"
TRAP_64, STUBS = "arch/x86/entry/entry_64.S", "arch/x86/entry/trap_stubs.h"
I386, X86_64 = "CELL=gdb TEST=gdb-doors-i386", "CELL=gdb TEST=gdb-doors-x86_64"
VDSO = "CELL=i386-haswell TEST=unwind_vdso"

MUTATIONS = (
    Mutation("cfi-sysenter-sp-32", "SYSENTER: the program's sp is in ecx",
             DOOR_32, "FAST_FRAME\n\tUSER_SP_IN ecx", "FAST_FRAME", I386),
    Mutation("cfi-sysenter-sp-pushed-32", "and then in the frame",
             DOOR_32, "USER_SP_PUSHED\n", "\n", I386),
    Mutation("cfi-sysenter-ip-pushed-32", "its ip too, once C has written it",
             DOOR_32, "knows it */\n\tUSER_IP_PUSHED", "knows it */", I386),
    Mutation("cfi-sysexit-ip-32", "SYSEXIT: ip is in edx", DOOR_32, "\tUSER_IP_IN edx\n", "", I386),
    Mutation("cfi-sysexit-sp-32", "and sp in ecx", DOOR_32, "%ecx\n\tUSER_SP_IN ecx", "%ecx",
             "CELL=gdb TEST=gdb-path-i386-sysenter"),
    Mutation("cfi-fix-flags-32", "behind a jump to it the frame is as before the jump",
             DOOR_32, "\tWHOLE_FRAME\n\tUSER_IP_PUSHED\n", "\tHARDWARE_FRAME\n", I386),
    Mutation("cfi-trap-words-32", "a trap's stub has pushed two words", DOOR_32, "HARDWARE_FRAME 2", "HARDWARE_FRAME 1", I386),
    Mutation("cfi-lss", "LSS drops the two words that it has read", CFI, "\t.cfi_adjust_cfa_offset -8\n", "", I386),
    Mutation("cfi-flags-popped", "POPF takes a word", CFI, "popf\n\t.cfi_adjust_cfa_offset -WORD_SIZE", "popf", I386),
    Mutation("cfi-dropped", "so do dropped words", CFI, "\t.cfi_adjust_cfa_offset -(\\n * WORD_SIZE)\n", "", I386),
    Mutation("cfi-loaded", "a register that is back in its place is no longer in the frame",
             CFI, "#endif\n\t.cfi_same_value \\reg\n.endm\n\n.macro POP_FLAGS", "#endif\n.endm\n\n.macro POP_FLAGS", X86_64),
    Mutation("cfi-fixup-32", "a selector's repair is described too",
             CALLING, "\"ax\"\n\tDESCRIBED_FROM_HERE", "\"ax\"\n\t.cfi_startproc", I386),
    Mutation("cfi-error-code", "the CPU pushes an error code for some vectors",
             STUBS, "HARDWARE_FRAME 1", "HARDWARE_FRAME", I386),
    Mutation("cfi-landing-pad", "the landing pad is read from the task's mm",
             CFI, "ULEB128_2(MM_landing_pad)", "ULEB128_2(MM_landing_pad + 4)", I386),
    Mutation("cfi-syscall-ip-64", "SYSCALL: ip is in rcx until the door has a stack",
             DOOR_64, "DOOR entry_SYSCALL_compat\n\tON_USER_STACK\n\tUSER_IP_IN rcx", "DOOR entry_SYSCALL_compat\n\tON_USER_STACK", X86_64),
    Mutation("cfi-sysretl-stack-64", "SYSRETL: rsp is the program's already",
             DOOR_64, "\tON_USER_STACK\n\tswapgs\n\tsysretl", "\tswapgs\n\tsysretl", X86_64),
    Mutation("cfi-trap-di-64", "a trap's di lies where the vector was", TRAP_64, "\tREG_AT_TOP rdi\n", "", X86_64),
    Mutation("cfi-vdso-push", "the vDSO's pushes", CFI, "\t.cfi_rel_offset \\reg, 0\n.endm\n\n.macro PUSH_VALUE",
             "\n.endm\n\n.macro PUSH_VALUE", VDSO),
)
