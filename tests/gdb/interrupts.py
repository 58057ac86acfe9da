# SPDX-License-Identifier: MIT
"""An NMI and a single-step #DB at every instruction of every door: afterwards everything is as it was.

Each is a real one of the CPU's, with the door's instruction as its saved ip, seen by a breakpoint at the C function that it
reaches. For #DB, TF is set on a jump to the instruction: a program can bring TF only as far as a SYSENTER door's POPF, but
the kernel holds at the other instructions too. x86_64: NMI and #DB have a stack each, so neither may come
again in its own door. The CPU sees to that, which is tested too, and those instructions are counted apart.
"""

import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import main, tap  # noqa: E402
from cpu import DB, NMI  # noqa: E402
from vestibule.command import Point, step  # noqa: E402
from walk import IST, Walk  # noqa: E402

NAMES = {DB: "#DB", NMI: "NMI"}
OWN = {DB: "entry_DB", NMI: "entry_NMI"}  # x86_64
TF, IF = 1 << 8, 1 << 9
SHOWN = 8  # failures told
REACH = 512  # bytes of a stack, from its top: more than the doors use


class Injector(Walk):
    def __init__(self, session):
        super().__init__(session)
        self.done = {DB: set(), NMI: set()}
        self.nmis = 0
        self.wrong = {}
        self.panic = Point(self.kernel.address("panic"))  # not to wait for what will not come
        # Boot code that is done with: the jump from which TF traps.
        self.jump = self.kernel.address("start_kernel")

    def visit(self, pc):
        before = self.picture()
        for vector in (NMI, DB):
            if self.kernel.wide and self.on_stack_of(vector):
                continue
            self.inject(vector, pc)
            self.done[vector].add(pc)
        after = self.picture()
        changed = [name for name in before if before[name] != after[name]]
        if changed:
            self.wrong.setdefault(pc, " ".join(f"{name} {before[name]} -> {after[name]}" for name in changed))

    def on_stack_of(self, vector):
        start, index = self.kernel.address("boot_cpu") + self.kernel.field("cpu", "ist_stack")[0], IST[OWN[vector]][0]
        return start + index * 4096 < self.cpu.get(self.sp) <= start + (index + 1) * 4096

    def own(self, vector):
        """Where it was not sent, because only its own door leads there."""
        return self.seen - self.done[vector]

    # ---- one of them ----

    def inject(self, vector, pc):
        sp, flags = self.cpu.get(self.sp), self.cpu.get("eflags")
        self.nmi() if vector == NMI else self.trap_at(pc)
        why = self.cpu.arrived(vector, pc) or self.cpu.returned(pc, sp)
        if why:
            raise gdb.GdbError(f"{NAMES[vector]} at {self.session.describe(pc)} ({self.code[pc].text}): {why}")
        if vector == DB:
            self.cpu.set("eflags", flags)

    def nmi(self):
        self.cpu.nmi()
        self.nmis += 1

    def trap_at(self, pc):
        """Next comes a jump there, with TF: a #DB whose saved ip is pc. No interrupt may come in between."""
        distance = pc - self.jump - 5 & 0xffffffff
        gdb.selected_inferior().write_memory(self.jump, b"\xe9" + distance.to_bytes(4, "little"))
        self.cpu.set("eflags", (self.cpu.get("eflags") | TF) & ~IF)
        self.cpu.set(self.ip, self.jump)

    # ---- what must not change ----

    def picture(self):
        """Every register that the debugger can see, and the memory that is in use."""
        packet = gdb.execute("maint packet g", to_string=True).rsplit('"', 2)[1]
        seen = {f"g packet's word {at // 8}": packet[at:at + 8] for at in range(0, len(packet), 8)}
        sp, low = self.flat_sp(), self.top - REACH
        if self.kernel.wide or not low < sp <= self.top:
            sp = low  # a stack of its own: nothing at all changes
        for start, size in [(sp, self.top - sp), *self.areas()]:
            seen[f"{size} bytes at {start:#x}"] = self.kernel.read(start, size).hex()
        return seen

    def areas(self):
        """(address, size) of what the doors use beside the task's stack."""
        cpu, fields = self.kernel.address("boot_cpu"), self.kernel.field("cpu", "current_task")[0]
        yield cpu, self.kernel.field("cpu", "gdt")[1]
        yield cpu + fields, gdb.lookup_type("struct cpu").sizeof - fields
        if self.kernel.wide:
            for name, (index, _) in IST.items():
                if name not in OWN.values():
                    yield cpu + self.kernel.field("cpu", "ist_stack")[0] + (index + 1) * 4096 - REACH, REACH
            yield self.kernel.cpu("espfix_frame"), 5 * 8

    # ---- x86_64: in their own doors ----

    def own_doors(self):
        for vector, held in ((NMI, self.held_back()), (DB, self.without_tf())):
            own = self.own(vector)
            tap.ok(own and own <= held, f"the CPU lets no {NAMES[vector]} into its own door: "
                   f"{len(own & held)} of {len(own)} instructions", self.places(own - held))

    def held_back(self):
        """The NMI door's instructions at which another NMI has to wait for the door's IRET."""
        here, pc, held = self.address("entry_INT80_compat"), self.address(OWN[NMI]), set()
        self.cpu.load(self.start(here))
        self.nmi()
        arrived = self.cpu.run_to(pc)
        while arrived and self.code[pc].label == OWN[NMI]:
            self.cpu.nmi()
            following = self.code[pc].target() if self.code[pc].text.startswith("jmp") else self.code[pc].next
            if not self.cpu.run_to(following, self.address(OWN[NMI])) or self.cpu.pc != following:
                return held
            held.add(pc)
            pc = following
        iret = self.address("iret_insn")
        if not self.cpu.run_to(iret, self.address(OWN[NMI])) or self.cpu.pc != iret:
            return set()
        self.nmis += 1  # all that were held back are one
        return held if not self.cpu.arrived(NMI, here) and not self.cpu.returned(here, self.base.registers[self.sp]) else set()

    def without_tf(self):
        """The #DB door's instructions that run with TF clear: from the kernel, and from a program that is stepped."""
        here = self.address("entry_INT80_compat")
        self.cpu.load(self.start(here))
        self.trap_at(here)
        clear = self.steps_without_tf()
        state = self.whole("leave_iret_user")
        area = self.top - self.kernel.thread_size
        data = bytearray(state.memory[area])
        data[-3 * self.word + 1] |= TF >> 8  # the frame's flags
        state.memory[area] = bytes(data)
        self.cpu.load(state)
        return clear | self.steps_without_tf()

    def steps_without_tf(self):
        clear = set()
        if self.cpu.run_to(self.address(OWN[DB])):
            while self.cpu.pc in self.code and not self.code[self.cpu.pc].text.startswith("call"):
                if not self.cpu.get("eflags") & TF:
                    clear.add(self.cpu.pc)
                step()
        return clear

    # ---- the report ----

    def report(self):
        total = len(self.code)
        for vector in (NMI, DB):
            done, own = len(self.done[vector]), len(self.own(vector))
            tap.ok(done + own == total, f"{NAMES[vector]} at {done} instructions" + (f" and not at {own}, its own door" if own else "")
                   + f": {total} in the doors by objdump", self.left())
        for pc, what in list(self.wrong.items())[:SHOWN]:
            tap.diag(f"{self.session.describe(pc)} ({self.code[pc].text}): {what}")
        tap.ok(not self.wrong, "after each all is as before it", self.places(self.wrong))

    def goes_on(self):
        """The program, from its int $0x80 to its end."""
        self.cpu.load(self.base)
        task, end = self.kernel.current(), self.kernel.address("do_group_exit")
        there = self.cpu.run_to(end) and self.kernel.current() == task
        tap.ok(there and self.cpu.get("rdi" if self.kernel.wide else "eax") == 0, "then the program runs to its end")


def test(session):
    walk = Injector(session)
    walk.run()
    walk.report()
    if walk.kernel.wide:
        walk.own_doors()
    counted = walk.kernel.number(walk.kernel.address("nmi_count"), 4)
    tap.ok(counted == walk.nmis, f"the kernel counted {walk.nmis} NMIs", str(counted))
    walk.goes_on()


main(test)
