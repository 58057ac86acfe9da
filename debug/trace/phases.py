# SPDX-License-Identifier: MIT
"""The phases of a system call's path, as `entry-step` has them (debug/vestibule/commands/step.py), and which one each
recorded instruction belongs to. Nothing here knows a count or an address beforehand."""

LEAVES = ("iret", "sysexit", "sysret")
ENTERS = {"int80": "int $0x80", "sysenter": "SYSENTER", "syscall": "SYSCALL"}
LANES = ("program", "vdso", "door", "c", "handler")
LANE_NAMES = {"program": "program", "vdso": "vDSO", "door": "door", "c": "common C", "handler": "the call itself"}

# key: (title, {where: plain English}); where is an entry, an arch, "arch entry", or "" for all; the texts that fit are joined.
PHASES = {
    "called": ("The program calls", {
        "": "A program cannot jump into the kernel; it can only knock. It has put the number of the call into eax and the arguments into "
            "ebx, ecx, edx, esi, edi and ebp, and calls __kernel_vsyscall in the vDSO: a page of code that the kernel maps into every "
            "program, and that knows the way in which suits this CPU. The stub saves edx and ecx, which the fast ways back destroy,",
        "int80": "and copies its stack pointer to ecx for the sake of the fast instructions. At boot the place for one of these was left "
                 "a no-op, so the stub restores ecx and goes on to the old int $0x80.",
        "sysenter": "and copies its stack pointer to ecx, because SYSENTER forgets it. Where the copy points, the saved ecx lies: argument 2.",
        "syscall": "and copies its stack pointer to ecx; SYSCALL overwrites ecx, but argument 2 lies on the stack for the kernel to find.",
    }),
    "hardware frame": ("The CPU enters the kernel", {
        "": "One instruction, and the privilege level goes from 3 to 0.",
        "int80": "int $0x80 is an interrupt that a program raises itself. The CPU takes the address from its interrupt table, switches to the "
                 "task's kernel stack and pushes five words: where the program's stack was (ss, sp), its flags, and where to go on (cs, ip). "
                 "Nothing is forgotten, and that takes a real CPU its time.",
        "sysenter": "SYSENTER loads the code segment, the address and the stack pointer from three registers that the kernel wrote at boot, "
                    "and clears the interrupt flag. It saves nothing at all: neither where the program was nor its stack pointer, and it "
                    "lets the program's other flags through. That is why it is fast.",
        "x86_64 sysenter": "The stack pointer that it loads here is 0: the next instructions fetch the task's.",
        "i386 sysenter": "The stack pointer that it loads is the top of this task's kernel stack; each task switch rewrites it.",
        "syscall": "SYSCALL puts the address of the next instruction into rcx and the flags into r11, and clears the flags that the kernel "
                   "named at boot. It touches no memory and leaves the stack pointer alone: for a moment the kernel holds the program's stack "
                   "pointer and must not use it.",
    }),
    "registers saved": ("The door saves the registers", {
        "": "The door pushes, word by word, a struct pt_regs: all that the program had in the CPU, at the top of the task's kernel stack. "
            "Watch the frame grow.",
        "x86_64": "First swapgs: gs now leads to the kernel's data for this CPU.",
        "int80": "The CPU has pushed the upper five words already.",
        "sysenter": "What the CPU did not save, the door writes as it must have been: the flat segments, the stack pointer from ecx, and 0 "
                    "for ip, which only C knows.",
        "syscall": "What the CPU did not save, the door writes as it must have been: the flat segments, the stack pointer, the flags from "
                   "r11, and 0 for ip, which only C knows.",
    }),
    "flags fixed": ("The door puts the CPU right", {
        "": "Flags that a program may bring and the kernel must not run with are put right: the direction of string instructions, and",
        "int80": "permission to touch user memory (AC).",
        "sysenter": "NT, AC, TF and the I/O level, all of which SYSENTER lets through: one test finds whether any is set, and only then they are corrected.",
        "syscall": "here there is nothing left to do, because SYSCALL cleared them all by its mask.",
        "i386": "The kernel's segments are loaded: flat data, and fs for this CPU's data.",
    }),
    "dispatched": ("C finds the call", {
        "": "The first C function. It allows interrupts, takes the number from the frame (clamped, so that no wrong number leads outside the table) "
            "and calls through ia32_sys_call_table, a plain array of function pointers.",
        "sysenter": "Before that it writes into the frame what the hardware lost: ip becomes the address of the landing pad in the vDSO, and cx is "
                    "read from the program's stack. From here on this is an int $0x80.",
        "syscall": "Before that it writes into the frame what the hardware lost: ip becomes the address of the landing pad in the vDSO, and cx is "
                   "read from the program's stack. From here on this is an int $0x80.",
    }),
    "handled": ("The call itself", {
        "": "A thunk, made from this call's line in syscall_32.tbl, takes the arguments from the frame, gives them their types and calls sys_…: "
            "what the program wanted. It does not know by which door the program came.",
    }),
    "exit check": ("What is left to do, and the verdict", {
        "": "The result goes into the frame's ax. Interrupts go off; if a signal, another task's turn or a tracer is waiting, now is its time.",
        "int80": "int $0x80 always goes back by IRET, which restores everything.",
        "sysenter": "Then fast_exit_ok looks at the frame: is ip still the landing pad, are the segments flat, are TF, RF and VM clear? If so the "
                    "fast instruction restores it faithfully; if not, IRET does.",
        "syscall": "Then fast_exit_ok looks at the frame: is ip still the landing pad, are the segments flat, are TF, RF and VM clear? If so the "
                   "fast instruction restores it faithfully; if not, IRET does.",
    }),
    "registers restored": ("The door restores the registers", {
        "": "The same words in the other direction: pops, until the CPU holds what the program shall find. Watch the frame shrink.",
    }),
    "landed": ("The CPU goes back", {
        "": "One instruction, and the privilege level is 3 again.",
        "iret": "IRET takes ip, cs, flags, sp and ss from the stack: the frame's upper five words.",
        "sysexit": "SYSEXIT takes the address from edx and the stack pointer from ecx. Interrupts came on with the sti before it, which lets "
                   "nothing in until the program runs.",
        "sysret": "SYSRETL takes the address from ecx and the flags from r11; the stack pointer was popped just before.",
    }),
    "returned": ("Back in the program", {
        "": "The landing pad: the stub pops ecx and edx, which the fast way back has used up, and returns to the caller with the result in eax.",
    }),
}
ORDER = tuple(PHASES)
# Of the program's own instructions between two passes.
HANDLER = ("A signal's handler runs", "The kernel went back, and not to the landing pad: a signal was waiting, and its handler goes first, on a "
           "frame that the kernel wrote onto the program's stack. When it returns, the vDSO's trampoline asks the kernel, by int $0x80 and "
           "sigreturn, to put everything back as it was.")


def title(key):
    return PHASES[key][0]


def text(key, arch, entry, leave):
    """What happens in a phase, in plain English, for one kind of path; leave is the instruction of the way back."""
    wanted = ("", arch, entry, f"{arch} {entry}", next((word for word in LEAVES if leave.startswith(word)), ""))
    order = ("", entry, f"{arch} {entry}", arch, wanted[-1])
    parts = PHASES[key][1]
    return " ".join(parts[where] for where in order if where in parts)


def number(step, name):
    return int(step[name], 16)


class Path:
    """Adds to each step of a trace its phase, lane and privilege level, and to `wrote` the pushes that changed nothing."""

    def __init__(self, trace):
        self.trace, self.code = trace, trace["code"]
        self.word, self.frame = trace["word"], int(trace["frame"], 16)
        self.top = self.frame + len(trace["fields"]) * self.word
        prefix = "r" if self.word == 8 else "e"
        self.sp, self.ip = prefix + "sp", prefix + "ip"
        self.registers = {name: int(value, 16) for name, value in trace["start"]["registers"].items()}
        self.memory = {int(at, 16): int(value, 16) for at, value in trace["start"]["stack"].items()}
        self.thunks = set(trace["thunks"])
        self.phase, self.back_in_door, self.back_in_c = "called", None, None

    def annotate(self):
        for step in self.trace["steps"]:
            before = dict(self.registers)
            self.registers.update({name: int(value, 16) for name, value in step["set"].items()})
            self.memory.update({int(at, 16): int(value, 16) for at, value in step["wrote"].items()})
            step["cpl"] = before["cs"] & 3
            step["phase"] = self.phase_of(step, before)
            step["lane"] = self.lane_of(step)
            self.add_pushes(step, before)
        return self.trace

    def phase_of(self, step, before):
        code = self.code[step["pc"]]
        if step["cpl"] == 3:
            if self.registers["cs"] & 3 == 0:
                self.phase = "registers saved"
                return "hardware frame"
            return self.phase
        if code["where"] == "door":
            self.in_door(step["pc"], code["asm"], before)
        else:
            self.in_c(step["pc"], before)
        if self.phase == "landed":
            self.phase = "returned"
            return "landed"
        return self.phase

    def in_door(self, pc, asm, before):
        if self.phase == "registers saved" and self.saved(before):
            self.phase = "flags fixed"
        if self.phase == "flags fixed" and asm.startswith("call"):
            self.phase = "dispatched"
            self.back_in_door = int(pc, 16) + len(self.code[pc]["bytes"]) // 2
        if self.phase in ("dispatched", "exit check") and int(pc, 16) == self.back_in_door:
            self.phase = "registers restored"
        if self.phase == "registers restored" and asm.startswith(LEAVES):
            self.phase = "landed"

    def in_c(self, pc, before):
        if self.phase == "dispatched" and pc in self.thunks:
            self.phase = "handled"
            self.back_in_c = self.memory.get(before[self.sp])
        elif self.phase == "handled" and int(pc, 16) == self.back_in_c:
            self.phase = "exit check"

    def saved(self, registers):
        """The whole struct pt_regs is written."""
        return self.frame - 8192 < registers[self.sp] <= self.frame

    def lane_of(self, step):
        where = self.code[step["pc"]]["where"]
        if where != "kernel":
            return "handler" if step["phase"] == "handled" else where
        return "handler" if step["phase"] == "handled" else "c"

    def add_pushes(self, step, before):
        """A push of the value that was there already is a write as well."""
        old, new = before[self.sp], self.registers[self.sp]
        asm = self.code[step["pc"]]["asm"]
        if asm.startswith(("push", "call")):
            written = range(new, old, self.word if step["cpl"] == 0 else 4)
        elif step["phase"] == "hardware frame":
            written = range(new, self.top, self.word) if self.frame <= new <= self.top else ()
        else:
            return
        for at in written:
            if at in self.memory:
                step["wrote"].setdefault(hex(at), hex(self.memory[at]))


def runs(trace, key):
    """[(key's value, first step, count)] of neighbours with the same value."""
    found = []
    for index, step in enumerate(trace["steps"]):
        value = key(step)
        if found and found[-1][0] == value:
            found[-1][2] += 1
        else:
            found.append([value, index, 1])
    return [tuple(one) for one in found]


def counts(trace):
    """{phase: instructions}"""
    found = {}
    for step in trace["steps"]:
        found[step["phase"]] = found.get(step["phase"], 0) + 1
    return found


def symbol(trace, step):
    return trace["code"][step["pc"]]["symbol"].split("+")[0]


def leave(trace):
    """The mnemonic of the last instruction by which the kernel was left."""
    return next(trace["code"][step["pc"]]["asm"].split()[0] for step in reversed(trace["steps"]) if step["phase"] == "landed")


def in_stub(trace):
    """Instructions from the first of __kernel_vsyscall through its ret: what `nullcall` counts."""
    return len(trace["steps"]) - 1


def heading(trace):
    return f"{trace['call']}() by {ENTERS[trace['entry']]} on {trace['arch']}"
